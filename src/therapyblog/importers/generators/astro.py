"""Astro: the folder of a site (`astro.config.*`, `src/content/`, `src/pages/`). Its programs are read, never run.

Collections and addresses as docs.astro.build/en/guides/content-collections and /routing say (30 November 2026).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal

from therapyblog.importers.generators.blocks import Settings
from therapyblog.importers.generators.folder import POST_FOLDERS, TEXTS, UNREADABLE, Entry, File, roots, under
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.values import text_of
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source
from therapyblog.settings.nodes import Node

NAME = "astro"
WORDS = "an Astro site"

_CONFIGS = tuple(f"astro.config.{ending}" for ending in ("mjs", "ts", "js", "mts", "cjs"))
_FACTS = (
    "src/consts.ts",
    "src/consts.js",
    "src/config.ts",
    "src/site.config.ts",
    "src/config/site.ts",
    "src/constants.ts",
    "src/siteconfig.ts",
)
_PLAIN = re.compile(r"\b([A-Za-z]\w*)(?:\s*:\s*string)?\s*[:=]\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`$\n]*)`)")
_IMPORT = re.compile(r"^import\s+(\w+)\s+from\s+[\"']([^\"'\n]+)[\"']", re.MULTILINE)


def recognises(source: Source) -> bool:
    """Say whether a folder holds the configuration of Astro."""
    return bool(roots(source, *_CONFIGS))


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, its people, and every text."""
    return Astro(source, next(iter(roots(source, *_CONFIGS)), "")).items()


class Astro(Generator):
    """The folder of an Astro site."""

    static = ("public", "src", "src/assets")

    @cached_property
    def config(self) -> Settings:
        """Return the plain values of the configuration and of the constants of the site."""
        found: dict[str, Node] = {}
        for file in (*reversed(_FACTS), *_CONFIGS):
            name = self.names.get(f"{self.root}{file}".lower())
            if name:
                for match in _PLAIN.finditer(decoded(self.source.read(name, 1024**2))):
                    found[match[1].lower()] = Node(match[2] or match[3] or match[4] or "")
        return found

    def facts(self) -> Facts:
        """Return title, address and language."""
        self.author = self.said("site_author") or self.said("author")
        site = next(
            (value for key in ("site", "website", "site_url", "siteurl") if "://" in (value := self.said(key))), ""
        )
        base = self.said("base").strip("/")
        return Facts(
            title=self.said("site_title") or self.said("title"),
            description=self.said("site_description") or self.said("desc") or self.said("description"),
            address=site.rstrip("/") + (f"/{base}" if base and site else ""),
            language=self.said("lang") or self.said("defaultlocale"),
        )

    def files(self) -> Iterator[File | Skipped]:
        """Yield what lies in collections and among the pages."""
        collections = next(
            (
                f"{self.root}{folder}"
                for folder in ("src/content/", "content/")
                if any(name.startswith(f"{self.root}{folder}") for name in self.source.sizes)
            ),
            "",
        )
        loaded = self._loaded()
        for name in under(self.source, self.root):
            stem, ending = posixpath.splitext(name)
            ending, last = ending.lower(), posixpath.basename(stem)
            if ending in UNREADABLE and collections and name.startswith(collections):
                yield Skipped(origin=name, title=last, why=f"it is {UNREADABLE[ending]}, which is not read")
            if ending not in TEXTS or ending.startswith(".htm"):
                continue
            if name.startswith(f"{self.root}src/pages/"):
                local = name[len(self.root) + len("src/pages/") :]
                folders = {part.lower() for part in local.split("/")[:-1]}
                yield name, local, "post" if folders & POST_FOLDERS else "page", ""
            elif collections and name.startswith(collections):
                section, _, local = name[len(collections) :].partition("/")
                if local and section != "authors":
                    yield name, local, self._kind(name, section), section
            elif folder := next((folder for folder in loaded if name.startswith(f"{self.root}{folder}/")), ""):
                section = posixpath.basename(folder)
                yield name, name[len(self.root) + len(folder) + 1 :], self._kind(name, section), section

    def _kind(self, name: str, section: str) -> Literal["post", "page"]:
        dated = re.search(
            rb"^(?:date|pubDate|pubDatetime|publishDate|published|publishedAt):",
            self.source.start(name, 4096),
            re.MULTILINE,
        )
        return "post" if section.lower() in POST_FOLDERS or dated else "page"

    def _loaded(self) -> list[str]:
        """Return the folders that collections load from elsewhere (`glob({ base: … })`)."""
        found: list[str] = []
        for file in (
            "src/content.config.ts",
            "src/content.config.mjs",
            "src/content.config.js",
            "src/content/config.ts",
        ):
            name = self.names.get(f"{self.root}{file}")
            if name:
                bases = re.findall(
                    r"\bbase:\s*[\"'`]\.?/?([^\"'`$]+?)/?[\"'`]", decoded(self.source.read(name, 1024**2))
                )
                found += [base for base in bases if not base.startswith(("src/content", "src/pages", ".."))]
        return found

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield the address of a page, or that of the page that shows the collection."""
        path = re.sub(r"(?:^|/)index$", "", posixpath.splitext(entry.place)[0])
        if not entry.section:
            yield f"/{path}/" if path else "/"
            return
        own = text_of(entry.settings.get("slug"))
        path = own.strip("/") or "/".join(
            re.sub(r"[^\w/-]", "", part.lower().replace(" ", "-")) for part in path.split("/")
        )
        route = self._routes.get(entry.section.lower(), self._routes.get("", None))
        folder = entry.section if route is None else route
        yield "/" + "/".join(part for part in (folder, path) if part) + "/"

    @cached_property
    def _routes(self) -> dict[str, str]:
        """Return where collections are shown: their names → the folder of the page that shows them."""
        found: dict[str, str] = {}
        pages = f"{self.root}src/pages/"
        shows = re.compile(r"getCollection\(\s*[\"'](\w+)[\"']")
        for name in self.source.sizes:
            if not name.startswith(pages) or not re.search(r"\[(?:\.\.\.)?\w+\](?:/index)?\.astro$", name):
                continue
            folder = re.sub(r"/?\[(?:\.\.\.)?\w+\](?:/index)?\.astro$", "", name[len(pages) :])
            if "[" in folder or re.search(r"(?:^|/)(?:tags?|categor\w+|page|authors?|topics?)$", folder):
                continue
            for collection in shows.findall(decoded(self.source.read(name, 1024**2))):
                found.setdefault(collection.lower(), folder)
            found.setdefault(posixpath.basename(folder).lower() or "\0", folder)
        return found

    def slug(self, entry: Entry) -> str:
        """Return the file's name."""
        return entry.stem

    def imports(self, entry: Entry) -> Mapping[str, str]:
        """Return the pictures that a text imports."""
        if not entry.name.lower().endswith(".mdx"):
            return {}
        return {match[1]: match[2] for match in _IMPORT.finditer(entry.block.body)}

    def plain_address(self, address: str, entry: Entry) -> str:
        """Return an address without the short names of folders: `@/`, `~/`, `@assets/`."""
        return re.sub(r"^[@~]/|^[@~](?=assets/|images/|content/)", "/", address)
