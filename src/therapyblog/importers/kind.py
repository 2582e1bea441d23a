"""The interface behind which each kind of source stands, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast

from therapyblog.errors import UsageError
from therapyblog.importers.items import Item
from therapyblog.importers.source import Source


class Importer(Protocol):
    """One kind of source. A module of this package that has these names is one.

    It may have `tidy` too, which takes the raw tree of its HTML (Beautiful Soup) and does what it knows of that.
    """

    NAME: str
    """As `--from` names it: `wordpress`."""
    WORDS: str
    """As the report names it: `a WordPress export`."""

    def recognises(self, source: Source) -> bool:
        """Say whether this source is of the kind, by what is in it; reads no more than the beginnings of files."""

    def items(self, source: Source) -> Iterator[Item]:
        """Yield what the source holds, the site's facts first, one item at a time; it may be asked twice.

        What cannot be read is yielded as `Skipped`; only a source that is unreadable as a whole raises `Refused`.
        """


KINDS = (
    "website",
    "generators.jekyll",
    "generators.pelican",
    "generators.zola",
    "generators.hugo",
    "generators.astro",
    "generators.eleventy",
    "generators.obsidian",
    "squarespace",
    "wordpress",
    "blogger",
    "ghost",
    "wix",
    "substack",
    "medium",
    "feed_file",
    "word",
    "opendocument",
    "google_docs",
    "rtf",
    "web_page",
    "pasted",
    "generators.markdown",
)
"""The modules, in the order in which they are asked: what is told apart most surely comes first."""


def importers(names: Iterable[str] = KINDS) -> Iterator[Importer]:
    """Yield the kinds, each imported when it is asked for."""
    for name in names:
        yield cast("Importer", import_module(f"therapyblog.importers.{name}"))


def kind_of(source: Source) -> Importer | None:
    """Return the kind that recognises a source."""
    return next((importer for importer in importers() if importer.recognises(source)), None)


def named(name: str) -> Importer | None:
    """Return a kind by the name that `--from` gives."""
    return next((importer for importer in importers() if name == importer.NAME), None)


class UnknownKind(UsageError):
    """A source is of no kind that is known."""

    def __init__(self, says: str, source: str) -> None:
        super().__init__(says)
        self.source = source
        self.kinds = {importer.NAME: importer.WORDS for importer in importers()}
        """The name of each kind → its words."""


def chosen(name: str, source: Source, kind: str) -> Importer:
    """Return what reads a source; raises `UsageError` where nothing does."""
    importer = named(kind) if kind else kind_of(source)
    if importer is not None:
        return importer
    known = ", ".join(importer.NAME for importer in importers())
    damaged = next((f" {file} in it cannot be read: {why}." for file, why in source.damaged.items()), "")
    if kind:
        raise UsageError(f"There is no kind of source called {kind}. There are: {known}.")
    raise UnknownKind(f"{name} is nothing that is recognised.{damaged} Say what it is: --from {known}.", name)
