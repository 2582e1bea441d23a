"""The documents of a site folder as they were last read: read again where they changed.

Each document stands here under its path, with what reading it found wrong. What it replaced is kept until `forget`,
because the pages that are shown may still be made from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from therapyblog.content.reading import ReadOptions
from therapyblog.content.scanning import Source, Sources
from therapyblog.files import read_regular
from therapyblog.memo.files import Files
from therapyblog.memo.store import Store
from therapyblog.model.codec import digest, encode
from therapyblog.model.documents import Document, Kind
from therapyblog.model.problems import Problem
from therapyblog.site.entries import Unread
from therapyblog.work.reading import Library, ReadResult, document_key, read
from therapyblog.work.workers import Workers


class Shelved(msgspec.Struct, frozen=True):
    """One document as it was last read; `document` is `None` where its problems are errors."""

    content: bytes
    """The digest of its file."""
    document: Document | None
    problems: tuple[Problem, ...]
    sketch: Document | None = None
    """What can be read of it where there are errors."""


Replaced = dict[str, Shelved | None]
"""Path → what stood there before; `None` for what is new."""


class Shelf:
    """All documents of one folder; `options` are those they were read with, by as many processes as `jobs` says."""

    def __init__(self, files: Files, store: Store, jobs: int) -> None:
        self.files, self.jobs, self._store = files, jobs, store
        self.options: ReadOptions | None = None
        self._shelf: dict[str, Shelved] = {}
        self._former: list[tuple[str, Shelved]] = []

    def read(self, sources: Sources, options: ReadOptions, doubted: Collection[str]) -> Replaced:
        """Read what changed, came or went; the size and time of files that are doubted prove nothing."""
        anew = options != self.options
        self.files.turn(doubted)
        wanted = [
            (kind, source)
            for kind, source in sources.documents
            if anew or source.path not in self._shelf or self.files.digest(source) != self._content(source.path)
        ]
        there = {source.path for _, source in sources.documents}
        replaced: Replaced = {path: self._shelf.pop(path) for path in list(self._shelf) if path not in there}
        return replaced | self._take_in(wanted, options)

    def reread(self, touched: Iterable[tuple[Kind, Source]]) -> Replaced:
        """Read those of these documents that have another content; all others are as they were."""
        assert self.options is not None
        wanted = []
        for kind, source in touched:
            self.files.note(source, digest(read_regular(source.file)))
            if self.files.digest_of(source.path) != self._content(source.path):
                wanted.append((kind, source))
        return self._take_in(wanted, self.options)

    def _content(self, path: str) -> bytes:
        return self._shelf[path].content

    def _take_in(self, wanted: list[tuple[Kind, Source]], options: ReadOptions) -> Replaced:
        if not wanted:
            return {}
        library, only = Library(self._store), Sources(documents=tuple(wanted))
        # Only a preview that begins drops what is remembered: later the pages that are shown may need it.
        first = self.options is None
        with Workers(self.jobs) as workers:
            _, problems = read(only, options, self.files, self._store, library, workers, _silent, forget=first)
        by_path: dict[str, list[Problem]] = {}
        for found in problems:
            by_path.setdefault(found.at.path, []).append(found)
        replaced: Replaced = {}
        for _, source in wanted:
            path, was = source.path, self._shelf.get(source.path)
            self._shelf[path] = Shelved(
                content=self.files.digest_of(path),
                document=library.documents.get(path),
                problems=tuple(by_path.get(path, ())),
                sketch=library.sketches.get(path),
            )
            replaced[path] = was
            if was is not None:
                self._former.append((path, was))
        self.options = options
        return replaced

    def get(self, path: str) -> Document | None:
        """Return a document, if there is one here that could be read."""
        return self._shelf[path].document if path in self._shelf else None

    def result(self, sources: Sources) -> ReadResult:
        """Return the documents in their order, and which could not be read."""
        documents, unread = [], []
        for kind, source in sources.documents:
            shelved = self._shelf[source.path]
            if shelved.document is None:
                unread.append(Unread(kind=kind, path=source.path, sketch=shelved.sketch))
            else:
                documents.append(shelved.document)
        return tuple(documents), tuple(unread)

    def problems(self, sources: Sources) -> Iterator[Problem]:
        """Yield what reading found wrong."""
        for _, source in sources.documents:
            yield from self._shelf[source.path].problems

    def forget(self, sources: Sources) -> None:
        """Drop from the memo what no page of these sources can be drawn from: what documents were before."""
        if not self._former or self.options is None:
            return
        options = digest(encode(self.options))
        kinds = {source.path: kind for kind, source in sources.documents}
        alive = {shelved.document.body for shelved in self._shelf.values() if shelved.document}
        keys, bodies = [], set()
        for path, former in self._former:
            if path in kinds and former.content != self._shelf[path].content:
                keys.append(document_key(former.content, kinds[path], path, options))
                bodies |= {former.document.body} if former.document else set()
        self._former = []
        self._store.forget(keys, bodies - alive)


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
