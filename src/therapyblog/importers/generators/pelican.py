"""Pelican: the folder of a site (`pelicanconf.py`, `content/`). Its settings are read, never run.

Settings as docs.getpelican.com/en/latest/settings.html says (looked up on 30 November 2026).
"""

from __future__ import annotations

import ast
import datetime as dt
import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from therapyblog.importers.generators.blocks import Settings, nodes_of
from therapyblog.importers.generators.folder import TEXTS, UNREADABLE, Entry, File, roots, under
from therapyblog.importers.generators.generator import Generator
from therapyblog.importers.generators.permalinks import with_braces
from therapyblog.importers.generators.values import text_of, texts
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source
from therapyblog.settings.hold_rules import fold
from therapyblog.settings.nodes import Node
from therapyblog.urls.slugs import slugify

_PREFIX = re.compile(r"^[{|](?:filename|static|attach|author|category|tag|index)[}|]")

NAME = "pelican"
WORDS = "a Pelican site"


def recognises(source: Source) -> bool:
    """Say whether a folder holds the settings of Pelican."""
    return bool(roots(source, "pelicanconf.py"))


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts, its people, and every text."""
    return Pelican(source, next(iter(roots(source, "pelicanconf.py")), "")).items()


class Pelican(Generator):
    """The folder of a Pelican site."""

    form = "liquid"
    headers = True

    @cached_property
    def config(self) -> Settings:
        """Return the plain values of `pelicanconf.py`, with those of `publishconf.py`."""
        found: Settings = {}
        for file in ("pelicanconf.py", "publishconf.py"):
            name = self.names.get(f"{self.root}{file}".lower())
            if name:
                found |= _assigned(decoded(self.source.read(name)))
        return found

    def facts(self) -> Facts:
        """Return title, address, language and menu."""
        path = self.said("PATH").strip("./")
        has_content = any(name.startswith(f"{self.root}content/") for name in self.source.sizes)
        self.content = path or ("content" if has_content else "")
        self.author = self.said("AUTHOR")
        return Facts(
            title=self.said("SITENAME"),
            description=self.said("SITESUBTITLE") or self.said("SITEDESCRIPTION"),
            address=self.said("SITEURL") if "://" in self.said("SITEURL") else "",
            language=self.said("DEFAULT_LANG"),
            menu=tuple(
                (text_of(row.value[0]), text_of(row.value[1]))
                for row in _tuple(self.setting("MENUITEMS"))
                if isinstance(row.value, tuple) and len(row.value) > 1
            ),
        )

    def files(self) -> Iterator[File | Skipped]:
        """Yield articles and pages."""
        base = f"{self.root}{self.content}/" if self.content else self.root
        pages = tuple(f"{path.strip('/')}/" for path in texts(self.setting("PAGE_PATHS") or Node("pages")))
        articles = tuple(path.strip("/") for path in texts(self.setting("ARTICLE_PATHS") or Node(None)))
        out = tuple(path.strip("/") + "/" for path in texts(self.setting("ARTICLE_EXCLUDES") or Node(None)))
        ignored = texts(self.setting("IGNORE_FILES") or Node(None))
        for name in under(self.source, base):
            local = name[len(base) :]
            stem, ending = posixpath.splitext(local)
            ending, last = ending.lower(), posixpath.basename(stem)
            if any(fnmatch.fnmatch(posixpath.basename(local), pattern) for pattern in ignored):
                continue
            if not self.content and (local.startswith(("output/", "theme", "plugins/")) or last.lower() == "readme"):
                continue
            if ending in UNREADABLE:
                yield Skipped(origin=name, title=last, why=f"it is {UNREADABLE[ending]}, which is not read")
            elif ending in TEXTS:
                if local.startswith(pages):
                    yield name, local, "page", ""
                elif (not articles or articles == ("",) or local.startswith(articles)) and not (
                    out and local.startswith(out)
                ):
                    yield name, local, "post", local.partition("/")[0] if "/" in local else ""

    def defaults(self, name: str, section: str, kind: str) -> Settings:
        """Return `DEFAULT_METADATA`, and what the folder and the file's name say."""
        node = self.setting("DEFAULT_METADATA")
        found: Settings = dict(node.value) if node and isinstance(node.value, dict) else {}
        if self.said("USE_FOLDER_AS_CATEGORY") != "false" and section and kind == "post":
            found["category"] = Node(section)
        pattern = self.said("FILENAME_METADATA")
        if pattern:
            try:
                match = re.match(pattern, posixpath.splitext(posixpath.basename(name))[0])
            except re.error:
                match = None
            found |= {key: Node(value) for key, value in (match.groupdict() if match else {}).items() if value}
        return found

    def slug(self, entry: Entry) -> str:
        """Return the slug that Pelican makes, of the title unless the file's name is wanted."""
        if self.said("SLUGIFY_SOURCE") == "basename":
            return posixpath.splitext(posixpath.basename(entry.place))[0]
        return slugify(self.title_of(entry))

    def addresses(self, entry: Entry, slug: str, date: dt.datetime | None) -> Iterable[str]:
        """Yield the address by `url`, `save_as` or the patterns of the configuration."""
        own = next(
            (
                text_of(node)
                for name, node in entry.settings.items()
                if fold(name) in ("url", "saveas") and text_of(node)
            ),
            "",
        )
        kind = "ARTICLE" if entry.kind == "post" else "PAGE"
        pattern = own or self.said(f"{kind}_URL") or self.said(f"{kind}_SAVE_AS")
        pattern = pattern or ("{slug}.html" if kind == "ARTICLE" else "pages/{slug}.html")
        topic, _ = self.subjects(entry)
        author = next(iter(self.authors_plain(entry)), "")
        path = with_braces(
            pattern,
            slug=slug,
            date=date,
            category=topic or self.said("DEFAULT_CATEGORY") or "misc",
            author=author,
            language="",
        )
        yield (
            "/"
            + re.sub(r"(?:^|/)index\.html$", "/", path).strip("/")
            + ("/" if re.search(r"/(?:index\.html)?$", path) else "")
        )

    def authors_plain(self, entry: Entry) -> list[str]:
        """Return the names of the authors as they are written."""
        return [text_of(node) for name, node in entry.settings.items() if fold(name) in ("author", "authors")] or [
            self.author
        ]

    def plain_address(self, address: str, entry: Entry) -> str:
        """Return an address without `{filename}` and the like."""
        match = _PREFIX.match(address.replace("%7B", "{").replace("%7D", "}"))
        if not match:
            return address
        plain = address.replace("%7B", "{").replace("%7D", "}")[match.end() :]
        return "/" if match[0].strip("{}|") == "index" else plain

    def variable(self, entry: Entry, name: str) -> str | None:
        """Return the address of the site, where a plugin of Jinja is used."""
        return "" if name.split("|", maxsplit=1)[0].strip() == "SITEURL" else None


def _tuple(node: Node | None) -> tuple[Node, ...]:
    return node.value if node is not None and isinstance(node.value, tuple) else ()


def _assigned(source: str) -> Settings:
    """Return what a program assigns to names in capitals, as far as it is written out."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: Settings = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                found |= nodes_of({statement.targets[0].id: ast.literal_eval(statement.value)})
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                continue
    return found
