"""The folder of a site of another generator: its files, its texts, its configuration."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import Literal

from therapyblog.importers.generators.blocks import Block, Settings, read_json, read_toml, read_yaml
from therapyblog.importers.generators.values import by_name, text_of
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source
from therapyblog.model.value import Value
from therapyblog.settings.nodes import Node

TEXTS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".html", ".htm")
"""The endings of texts that are read."""
UNREADABLE = {
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".org": "Org mode",
    ".rst": "reStructuredText",
    ".ipynb": "a notebook of code",
    ".textile": "Textile",
    ".mdoc": "Markdoc",
}
"""Endings of texts that are not read, and what each is."""
POST_FOLDERS = frozenset(
    [
        "posts",
        "post",
        "blog",
        "blogs",
        "articles",
        "article",
        "news",
        "journal",
        "writing",
        "writings",
        "notes",
        "note",
        "essays",
        "essay",
        "stories",
        "diary",
        "beiträge",
        "beitraege",
        "artikel",
        "aktuelles",
        "blogposts",
        "entries",
        "entry",
    ]
)
"""Folders and collections in which posts lie."""
PAGE_NAMES = frozenset(
    [
        "index",
        "about",
        "about-me",
        "aboutme",
        "contact",
        "fees",
        "faq",
        "faqs",
        "home",
        "imprint",
        "impressum",
        "privacy",
        "privacy-policy",
        "datenschutz",
        "legal",
        "services",
        "team",
        "ueber-uns",
        "ueber-mich",
        "kontakt",
        "a-propos",
    ]
)
"""Names of texts that are pages, where nothing else tells posts and pages apart."""
ABOUT_THE_FOLDER = frozenset(
    [
        "readme",
        "license",
        "licence",
        "contributing",
        "changelog",
        "code_of_conduct",
        "code-of-conduct",
        "security",
        "todo",
        "agents",
        "claude",
    ]
)
_DATED = re.compile(r"(\d{4})[-_.](\d{1,2})[-_.](\d{1,2})(?:T[\d-]+)?[-_. ]*(?=\S|$)")


class Entry(Value, frozen=True, kw_only=True):
    """One text of a folder, before anything of it is changed."""

    name: str
    """Its file, as the source names it."""
    place: str
    """Its file below the folder of its kind: `2020/rest.md`."""
    kind: Literal["post", "page"]
    block: Block
    section: str = ""
    """The collection or folder that it belongs to."""

    @property
    def settings(self) -> Settings:
        """Return its settings, with what its folder hands down."""
        return self.block.settings

    @property
    def stem(self) -> str:
        """Return what its file is called, or its folder where it has one of its own; without a date."""
        stem = posixpath.splitext(self.place)[0]
        folder, _, last = stem.rpartition("/")
        if last.lower() in ("index", "_index") and folder:
            last = folder.rpartition("/")[2]
        dated = _DATED.match(last)
        return last[dated.end() :] or last if dated and dated.end() < len(last) else last


File = tuple[str, str, Literal["post", "page"], str]
"""A text: its file, its place below the folder of its kind, what it is, its collection or folder."""


class Folder:
    """One folder."""

    def __init__(self, source: Source, root: str) -> None:
        self.source, self.root = source, root
        self.names = {name.lower(): name for name in source.sizes if name.startswith(root)}

    @cached_property
    def config(self) -> Settings:
        """Return the settings of the site."""
        return {}

    def setting(self, *path: str) -> Node | None:
        """Return a setting of the site by the names that lead to it."""
        node: Node | None = Node(self.config)
        for part in path:
            values = node.value if node is not None and isinstance(node.value, dict) else {}
            node = next((value for name, value in values.items() if name.lower() == part.lower()), None)
        return node

    def said(self, *path: str) -> str:
        """Return a setting of the site as a text."""
        return text_of(self.setting(*path))

    def data(self, name: str) -> Settings:
        """Read a file of data; nothing where there is none, or it cannot be read."""
        name = self.names.get(name.lower(), name)
        if name not in self.source.sizes:
            return {}
        source = decoded(self.source.read(name, 4 * 1024**2))
        ending = name.rpartition(".")[2].lower()
        reader = {"toml": read_toml, "json": read_json}.get(ending, read_yaml)
        if ending == "json" and source.lstrip().startswith("["):
            source = f'{{"list": {source}}}'
        if ending in ("yml", "yaml") and source.lstrip().startswith("- "):
            source = "list:\n" + source
        settings, _ = reader(source)
        if set(settings) == {"list"} and isinstance(settings["list"].value, tuple):
            rows = [row.value for row in settings["list"].value if isinstance(row.value, dict)]
            keyed = {text_of(by_name(row, "slug", "id", "key", "username", "name", "title")): Node(row) for row in rows}
            settings = {**keyed, "": settings["list"]} if keyed else settings
            settings.pop("", None)
        return settings


def roots(source: Source, *files: str) -> list[str]:
    """Return the folders of a source in which one of these files lies, the outermost first, each with its `/`."""
    found = {
        name[: len(name) - len(file)]
        for name in source.sizes
        for file in files
        if name.lower().endswith(file) and (len(name) == len(file) or name[-len(file) - 1] == "/")
    }
    return sorted(found, key=lambda root: (root.count("/"), root))


def under(source: Source, folder: str, *endings: str) -> list[str]:
    """Return the files below a folder, all of them or those with these endings; none that systems keep hidden."""
    return [
        name
        for name in source.names(*endings)
        if name.startswith(folder) and not re.search(r"(?:^|/)(?:\.|node_modules/|__MACOSX/)", name[len(folder) :])
    ]
