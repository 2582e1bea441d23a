"""Zola: the folder of a site (`config.toml` or `zola.toml` with `base_url`, `content/`).

Addresses as getzola.org/documentation/content/page says (looked up on 30 November 2026).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from therapyblog.importers.generators.blocks import Settings, split
from therapyblog.importers.generators.folder import POST_FOLDERS, TEXTS, Entry, File, roots, under
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.values import text_of
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source
from therapyblog.urls.slugs import slugify

NAME = "zola"
WORDS = "a Zola site"

_DATE = re.compile(rb"^date\s*[=:]|^path\s*[=:]\s*[\"']?(?:[\w-]+/)*\d{4}/\d\d?/", re.MULTILINE)


def recognises(source: Source) -> bool:
    """Say whether a folder holds the configuration of Zola beside its texts."""
    return _root(source) is not None


def _root(source: Source) -> str | None:
    for root in roots(source, "zola.toml", "config.toml"):
        names = [name for name in (f"{root}zola.toml", f"{root}config.toml") if name in source.sizes]
        if any(name.startswith(f"{root}content/") for name in source.sizes) and any(
            re.search(rb"^base_url\s*=", source.start(name, 65536), re.MULTILINE) for name in names
        ):
            return root
    return None


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, its people, and every text."""
    return Zola(source, _root(source) or "").items()


class Zola(Generator):
    """The folder of a Zola site."""

    form = "zola"
    static = ("static",)
    content = "content"

    @cached_property
    def config(self) -> Settings:
        """Return what the configuration says."""
        return {**self.data(f"{self.root}config.toml"), **self.data(f"{self.root}zola.toml")}

    def facts(self) -> Facts:
        """Return title, address, language and menu."""
        self.author = self.said("author") or self.said("extra", "author")
        return Facts(
            title=self.said("title"),
            description=self.said("description"),
            address=self.said("base_url").rstrip("/"),
            language=self.said("default_language"),
            menu=tuple(self._menu()),
        )

    def _menu(self) -> Iterator[tuple[str, str]]:
        extra = self.setting("extra")
        for node in extra.value.values() if extra and isinstance(extra.value, dict) else ():
            for row in node.value if isinstance(node.value, tuple) else ():
                values = row.value if isinstance(row.value, dict) else {}
                name = text_of(values.get("name") or values.get("title"))
                if name and (address := text_of(values.get("url") or values.get("path"))):
                    yield name, address.replace("$BASE_URL", "")

    def files(self) -> Iterator[File | Skipped]:
        """Yield what lies in `content/`."""
        base = f"{self.root}content/"
        for name in under(self.source, base, *TEXTS[:5]):
            local = name[len(base) :]
            folder = posixpath.dirname(local)
            last = posixpath.basename(posixpath.splitext(local)[0])
            if f"{base}{posixpath.dirname(local)}/index.md".lower() in self.names and not last.lower().startswith(
                "index"
            ):
                continue
            section = local.partition("/")[0] if "/" in local else ""
            is_post = (
                not last.startswith("_index")
                and bool(section)
                and (section.lower() in POST_FOLDERS or self._has_date(name, last, folder))
            )
            is_post = is_post or (not section and self._has_date(name, last, ""))
            yield name, local, "post" if is_post else "page", section

    def _has_date(self, name: str, last: str, folder: str) -> bool:
        dated = re.match(r"\d{4}-\d\d-\d\d", last) or re.match(r"\d{4}-\d\d-\d\d", posixpath.basename(folder))
        return bool(dated) or _DATE.search(self.source.start(name, 2048)) is not None

    def defaults(self, name: str, section: str, kind: str) -> Settings:
        """Return nothing: a section of Zola hands down no more than where its texts are listed."""
        folder = posixpath.dirname(name)
        index = self.names.get(f"{folder}/_index.md".lower())
        if index and index != name:
            block = split(decoded(self.source.read(index)))
            if text_of(block.settings.get("render")) == "false" or text_of(block.settings.get("draft")) == "true":
                return {key: block.settings[key] for key in ("draft",) if key in block.settings}
        return {}

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield the address by `path`, or by folders and slug."""
        own = text_of(entry.settings.get("path")).strip("/")
        if own:
            yield f"/{own}/"
            return
        stem = re.sub(r"\.[a-z]{2}$", "", posixpath.splitext(entry.place)[0])
        folder, _, last = stem.rpartition("/")
        if last in ("index", "_index"):
            folder, _, last = folder.rpartition("/") if last == "index" else (folder, "", "")
        last = text_of(entry.settings.get("slug")) or (entry.stem if last else "")
        parts = [*(slugify(part) for part in folder.split("/") if part), *([slugify(last)] if last else [])]
        yield "/" + "".join(f"{part}/" for part in parts)

    def slug(self, entry: Entry) -> str:
        """Return the file's name; with its language where it is a translation."""
        return entry.stem.replace(".", "-")

    def plain_address(self, address: str, entry: Entry) -> str:
        """Return an address without `@/`, which is the folder of the texts."""
        return f"/{address[2:]}" if address.startswith("@/") else address

    def is_text(self, entry: Entry) -> str:
        """Lists of texts have a page of their own here."""
        if posixpath.splitext(entry.place)[0].endswith("_index") and not entry.block.body.strip():
            return "it only lists the texts of its folder"
        return ""
