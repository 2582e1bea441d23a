"""A small whole site for a test: files as text in, the public `build`, pages as text out."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from therapyblog import BuildResult, build

TODAY = dt.date(2026, 11, 23)

SETTINGS = """\
[site]
title = "Still Water"
url = "https://stillwater.example"
description = "Counselling in Leith"
language = "en-GB"
timezone = "Europe/London"
country = "GB"
"""

PRACTITIONER = """\
---
name: Ada Moss
role: Counsellor
credentials: [MA, MBACP]
---
Ada listens.
"""

LOOKED_UP = "\n[crisis]\nchecked_on = 2026-06-01\n"
"""Every practice should look up its country's lines; a test's own `[crisis]` takes the place of this one."""

DEFAULTS = {"therapyblog.toml": SETTINGS + LOOKED_UP, "practitioners/ada-moss.md": PRACTITIONER}


class SmallSite:
    """A site folder of a test, with everything that may be done to it."""

    def __init__(self, folder: Path, files: Mapping[str, str | bytes] = DEFAULTS) -> None:
        self.folder = folder
        self.out = folder / "public"
        self.last: BuildResult | None = None
        self.at_once = False
        """Whether a file is saved in one step, so that whoever looks meanwhile never finds half of it."""
        folder.mkdir(parents=True, exist_ok=True)
        self.write(files)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files: path below the site folder → content."""
        for path, content in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            self._save(place, content.encode() if isinstance(content, str) else content)

    def _save(self, place: Path, content: bytes) -> None:
        if self.at_once:
            beside = self.folder.with_name(f"{self.folder.name}.saving")
            beside.write_bytes(content)
            beside.replace(place)
        else:
            place.write_bytes(content)

    def settings(self, more: str, **site: str) -> None:
        """Write the minimal settings with these tables behind them, and these keys in `[site]` (as TOML).

        A key without a value is left out.
        """
        keys = "".join(f"{name} = {value}\n" for name, value in site.items() if value)
        base = "".join(line for line in SETTINGS.splitlines(keepends=True) if line.split(" = ")[0] not in site)
        looked_up = "" if "[crisis]" in more or "[[crisis.lines]]" in more else LOOKED_UP
        self.write({"therapyblog.toml": f"{base}{keys}\n{more}{looked_up}"})

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text in a file; it must be there exactly once."""
        place = self.folder / path
        text = place.read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self._save(place, text.replace(old, new).encode())

    def delete(self, path: str) -> None:
        (self.folder / path).unlink()

    def rename(self, old: str, new: str) -> None:
        place = self.folder / new
        place.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(place)

    def build(self, **options: Any) -> BuildResult:
        """Build with the public `build`; `today` is 2026-11-23 unless given. `out` moves `page`, `tree` … with it."""
        if options.get("out"):
            self.out = Path(options["out"])
        self.last = build(self.folder, **{"today": TODAY, **options})
        return self.last

    def published(self, **options: Any) -> BuildResult:
        """Build, and insist that nothing was wrong with it."""
        result = self.build(**options)
        assert result.published, told(result)
        assert not result.problems, told(result)
        return result

    def text(self, path: str) -> str:
        """Return a file of the output."""
        return (self.out / path).read_bytes().decode()

    def page(self, url: str) -> str:
        """Return the HTML of a page by its address."""
        return self.text(f"{url[1:]}index.html" if url.endswith("/") else url[1:])

    def html(self, url: str) -> LexborHTMLParser:
        """Return a page, parsed."""
        return LexborHTMLParser(self.page(url))

    def main(self, url: str) -> LexborHTMLParser:
        """Return what stands in the page's `<main>`, parsed."""
        main = self.html(url).css_first("main")
        assert main is not None
        return LexborHTMLParser(main.html or "")

    def graph(self, url: str) -> list[dict[str, Any]]:
        """Return the nodes of a page's structured data."""
        (script,) = self.html(url).css('script[type="application/ld+json"]')
        graph: list[dict[str, Any]] = json.loads(script.text())["@graph"]
        return graph

    def xml(self, path: str) -> ET.Element:
        """Return an XML file of the output, parsed strictly."""
        return parsed_xml(self.text(path))

    def exists(self, url: str) -> bool:
        return (self.out / (f"{url[1:]}index.html" if url.endswith("/") else url[1:])).is_file()

    def tree(self) -> dict[str, bytes]:
        """Return every file of the output: path → bytes."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }


def parsed_xml(text: str) -> ET.Element:
    """Return XML, parsed strictly; raises for what is not well-formed."""
    return ET.fromstring(text)  # noqa: S314 - it is what we wrote ourselves


def told(result: BuildResult) -> str:
    """Return what a build complained of, one problem a line."""
    return "\n".join(f"{problem}\n    fix: {problem.fix}" for problem in result.problems)


def codes(result: BuildResult) -> list[str]:
    """Return the codes of a build's problems, in their order."""
    return [problem.code for problem in result.problems]


def post(title: str, body: str = "Some words.", **settings: object) -> str:
    """Write a post or page: its settings in order, each as YAML, then the body."""
    lines = "".join(f"{name}: {value}\n" for name, value in settings.items())
    return f"---\ntitle: {title}\n{lines}---\n\n{body}\n"
