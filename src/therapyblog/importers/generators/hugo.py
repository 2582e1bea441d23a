"""Hugo: the folder of a site (`hugo.toml` or `config.*`, `content/`).

Addresses as gohugo.io/content-management/urls says (looked up on 30 November 2026).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from therapyblog.importers.generators.blocks import Settings, split
from therapyblog.importers.generators.folder import (
    ABOUT_THE_FOLDER,
    POST_FOLDERS,
    TEXTS,
    UNREADABLE,
    Entry,
    File,
    roots,
    under,
)
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.permalinks import filled, urlized
from therapyblog.importers.generators.values import text_of, texts
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source
from therapyblog.settings.nodes import Node

NAME = "hugo"
WORDS = "a Hugo site"

_CONFIGS = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for ending in ("toml", "yaml", "yml", "json")
)


def recognises(source: Source) -> bool:
    """Say whether a folder holds the configuration of Hugo beside its texts."""
    return _root(source) is not None


def _root(source: Source) -> str | None:
    for root in roots(source, *_CONFIGS):
        if any(name.startswith(f"{root}content/") for name in source.sizes):
            return root
    return None


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, its people, and every text."""
    return Hugo(source, _root(source) or "").items()


class Hugo(Generator):
    """The folder of a Hugo site."""

    form = "hugo"
    static = ("static", "assets")
    content = "content"

    @cached_property
    def config(self) -> Settings:
        """Return what `hugo.toml` and the files of `config/_default/` say."""
        found: Settings = {}
        for name in _CONFIGS:
            found |= self.data(f"{self.root}{name}")
        for part in ("params", "menus", "menu", "permalinks", "languages"):
            for ending in ("toml", "yaml", "yml", "json"):
                values = self.data(f"{self.root}config/_default/{part}.{ending}")
                if values:
                    found[part] = Node(values)
        return found

    def facts(self) -> Facts:
        """Return title, address, language and menu."""
        self.languages = _dict(self.setting("languages"))
        self.language = self.said("defaultContentLanguage") or self.said("languageCode")[:2] or "en"
        self.author = (
            self.said("params", "author") or self.said("params", "author", "name") or self.said("author", "name")
        )
        own = _dict(self.languages.get(self.language))
        return Facts(
            title=self.said("title") or text_of(own.get("title")),
            description=self.said("params", "description") or self.said("params", "subtitle"),
            address=self.said("baseURL"),
            language=self.said("languageCode")
            or text_of(own.get("languageCode"))
            or self.said("defaultContentLanguage"),
            menu=tuple(self._menu(own)),
        )

    def _menu(self, own: Settings) -> Iterator[tuple[str, str]]:
        rows = next(
            (
                node
                for node in (
                    self.setting("menu", "main"),
                    self.setting("menus", "main"),
                    _dict(own.get("menu")).get("main"),
                )
                if node
            ),
            None,
        )
        found = [
            row.value
            for row in (rows.value if rows and isinstance(rows.value, tuple) else ())
            if isinstance(row.value, dict)
        ]
        for row in sorted(found, key=lambda row: _number(text_of(row.get("weight")))):
            address = text_of(row.get("url") or row.get("URL") or row.get("pageRef"))
            if address:
                yield text_of(row.get("name") or row.get("identifier")), address

    def files(self) -> Iterator[File | Skipped]:
        """Yield what lies in `content/`."""
        ignored = [re.compile(pattern) for node in [self.setting("ignoreFiles")] if node for pattern in _patterns(node)]
        base = f"{self.root}content/"
        main = {
            name.lower()
            for node in (self.setting("params", "mainSections"), self.setting("mainSections"))
            if node
            for name in texts(node)
        }
        dated = self._sections_by_language()
        for name in under(self.source, base):
            local = name[len(base) :]
            stem, ending = posixpath.splitext(local)
            last = posixpath.basename(stem).lower()
            if any(pattern.search(name) for pattern in ignored) or last in ABOUT_THE_FOLDER:
                continue
            if ending.lower() in UNREADABLE:
                yield Skipped(origin=name, title=last, why=f"it is {UNREADABLE[ending.lower()]}, which is not read")
            if ending.lower() not in TEXTS or self._is_resource(name):
                continue
            if ending.lower() in (".html", ".htm") and self.source.start(name, 3) not in (b"---", b"+++"):
                continue
            section = next((part for part in local.split("/")[:-1] if part.lower() not in dated), "")
            if section.lower() == "authors" or (
                last == "_index" and section.lower() in ("tags", "categories", "series")
            ):
                continue
            is_post = (
                bool(section)
                and last != "_index"
                and (
                    section.lower() in main
                    or (not main and section.lower() in POST_FOLDERS)
                    or (not main and self._has_date(name))
                )
            )
            yield name, local, "post" if is_post else "page", section

    def _has_date(self, name: str) -> bool:
        start = decoded(self.source.start(name, 2048))
        return re.search(r"^[\"']?(?:date|publishDate)[\"']?\s*[:=]", start, re.MULTILINE) is not None

    def _sections_by_language(self) -> set[str]:
        return {
            text_of(_dict(node).get("contentDir")).removeprefix("content/").lower() for node in self.languages.values()
        } | {name.lower() for name in self.languages}

    def _is_resource(self, name: str) -> bool:
        """Say whether a text belongs to the bundle of another (`name/index.md`)."""
        folder, _, last = name.rpartition("/")
        while len(folder) > len(self.root) + len("content"):
            if last.lower().startswith("index."):
                folder, _, last = folder.rpartition("/")
                continue
            if any(f"{folder}/index{ending}".lower() in self.names for ending in TEXTS):
                return True
            folder, _, last = folder.rpartition("/")
        return False

    def defaults(self, name: str, section: str, kind: str) -> Settings:
        """Return what the folders above hand down (`cascade`)."""
        found: Settings = {}
        folder = f"{self.root}content"
        for part in name[len(folder) + 1 :].split("/"):
            found |= self._cascade(f"{folder}/_index.md")
            folder = f"{folder}/{part}"
        return found

    def _cascade(self, index: str) -> Settings:
        if not hasattr(self, "_cascades"):
            self._cascades: dict[str, Settings] = {}
        if index not in self._cascades:
            name = self.names.get(index.lower())
            block = split(decoded(self.source.read(name))) if name else None
            node = block.settings.get("cascade") if block else None
            rows = node.value if node and isinstance(node.value, tuple) else (node,) if node else ()
            self._cascades[index] = {
                key: value for row in rows for key, value in _dict(row).items() if key not in ("target", "_target")
            }
        return self._cascades[index]

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield the address of a text by `url`, `[permalinks]` or its folders."""
        own = text_of(entry.settings.get("url"))
        if own:
            yield own if own.startswith("/") else f"/{own}"
            return
        stem = posixpath.splitext(entry.place)[0]
        language = next((code for code in self.languages if stem.lower().endswith(f".{code.lower()}")), "")
        if language:
            stem = stem[: -len(language) - 1]
        folder, _, last = stem.rpartition("/")
        if last.lower() in ("_index", "index"):
            folder, _, last = folder.rpartition("/") if last.lower() == "index" else (folder, "", "")
        folder, last = urlized(folder), urlized(text_of(entry.settings.get("slug")) or last)
        prefix = f"/{language}" if language and language != self.language else ""
        section = entry.section.lower()
        pattern = (
            self.said("permalinks", "page", section) or self.said("permalinks", section)
            if last and entry.section
            else ""
        )
        if pattern:
            path = filled(
                pattern, entry.settings, title=self.title_of(entry), slug=last, date=date, sections=folder.split("/")
            )
        else:
            path = "/".join(part for part in (folder, last) if part)
        ugly = self.said("uglyURLs") == "true" and last
        address = "/" + path.strip("/")
        yield prefix + (f"{address}.html" if ugly else f"{address}/" if address != "/" else "/")

    def base_of_aliases(self, main: str) -> str:
        """Old addresses without a `/` in front lie beside that of their page."""
        return main.rstrip("/")

    def slug(self, entry: Entry) -> str:
        """Return the file's name; with its language where it is a translation."""
        return entry.stem.replace(".", "-")

    def is_text(self, entry: Entry) -> str:
        """Lists of texts have a page of their own here."""
        if posixpath.splitext(entry.place)[0].endswith("_index") and not entry.block.body.strip():
            return "it only lists the texts of its folder"
        return ""


def _patterns(node: Node) -> Iterator[str]:
    for pattern in texts(node):
        try:
            re.compile(pattern)
        except re.error:
            continue
        yield pattern


def _dict(node: Node | None) -> Settings:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
