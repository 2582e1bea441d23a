"""The read stage: what is remembered is not read again, and what is read is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import NamedTuple, TypeVar

from therapyblog.cache.files import Files
from therapyblog.cache.store import CacheError, Store, recall
from therapyblog.content.options import ReadOptions
from therapyblog.content.scan import Source, Sources
from therapyblog.diagnostics import Diagnostics
from therapyblog.model.codec import decode, digest, encode
from therapyblog.model.documents import Document, Kind
from therapyblog.pipeline.jobs import Outcome, ReadDone, ReadJob, ReadOne, read_files
from therapyblog.pipeline.plan import Progress
from therapyblog.pipeline.workers import AHEAD, Workers
from therapyblog.site.entries import Unread

BATCH, LEAST = 24, 2
"""How many files a job has at most and at least."""
T = TypeVar("T")


class Library:
    """The documents of a site, and their bodies for those who ask.

    `outcomes` are those of earlier readings in this process, by the keys of the documents; reading adds to them.
    """

    def __init__(self, store: Store, outcomes: dict[bytes, Outcome] | None = None) -> None:
        self._store = store
        self._fresh: dict[bytes, bytes] = {}
        self.outcomes: dict[bytes, Outcome] = {} if outcomes is None else outcomes
        self.keys: frozenset[bytes] = frozenset()
        """Those of the documents that are there now."""
        self.documents: dict[str, Document] = {}
        self.sketches: dict[str, Document] = {}
        """What can be read of documents with mistakes."""

    def add(self, body_digest: bytes, body: bytes) -> None:
        """Hold a body that was just read."""
        self._fresh[body_digest] = body

    def body(self, body_digest: bytes) -> bytes:
        """Return an encoded body; raises `CacheError` for one that was forgotten."""
        body = self._fresh.get(body_digest)
        if body is not None:
            return body
        body = self._store.body(body_digest)
        if body is None or digest(body) != body_digest:
            raise CacheError("a body is missing or damaged")
        return body


class LoadedDocuments(NamedTuple):
    """The documents of a site, in the order of their files."""

    documents: tuple[Document, ...]
    unread: tuple[Unread, ...]
    """Those that have errors."""

    @property
    def readable(self) -> tuple[Document, ...]:
        """What can be read: the documents, and those with errors without their wrong settings."""
        return (*self.documents, *(document.sketch for document in self.unread if document.sketch))


def read(
    sources: Sources,
    options: ReadOptions,
    files: Files,
    store: Store,
    library: Library,
    workers: Workers,
    progress: Progress,
    diagnostics: Diagnostics,
    *,
    forget: bool = True,
) -> LoadedDocuments:
    """Read every document; those with errors are named, so that no check reports them as missing.

    `forget` drops what is remembered of documents that are not among `sources`. What an earlier reading of this process
    left in the library is not looked up again.
    """
    options_digest = digest(encode(options))
    remembered = {} if library.outcomes else store.documents()
    known = library.outcomes
    keys: dict[str, bytes] = {}
    missing: list[tuple[Kind, Source]] = []
    for kind, source in sources.documents:
        # A new file is read where it is parsed; the content of one that was touched may still be the same.
        content = files.digest(source) if files.seen_before(source.path) else None
        key = document_key(content, kind, source.path, options_digest) if content else b""
        if key not in known and key in remembered:
            known[key] = recall(remembered[key], Outcome)
        if key in known:
            keys[source.path] = key
        else:
            missing.append((kind, source))
    reads: dict[bytes, bytes] = {}
    bodies: dict[bytes, bytes] = {}
    by_path = {source.path: (kind, source) for kind, source in missing}
    for done in _read_missing(missing, options, workers):
        kind, source = by_path[done.path]
        files.note(source, done.digest)
        key = keys[done.path] = document_key(done.digest, kind, done.path, options_digest)
        outcome = known[key] = decode(done.outcome, Outcome)
        reads[key] = done.outcome
        if outcome.document is not None:
            bodies[outcome.document.body] = done.body
            library.add(outcome.document.body, done.body)
        progress("reading", len(reads), len(missing))
    store.add_documents(reads, bodies)
    outcomes = {path: known[key] for path, key in keys.items()}
    library.keys = frozenset(keys.values())
    library.documents = {path: outcome.document for path, outcome in outcomes.items() if outcome.document is not None}
    library.sketches = {path: outcome.sketch for path, outcome in outcomes.items() if outcome.sketch is not None}
    if forget:
        former = {key: recall(encoded, Outcome) for key, encoded in remembered.items() if key not in library.keys}
        _forget(store, former, library)
    return _sorted(sources, outcomes, diagnostics)


def document_key(content: bytes, kind: Kind, path: str, options: bytes) -> bytes:
    """Return under which key a read document is remembered: digests of its content and of the options of reading."""
    return digest(b"\0".join((content, kind.encode(), path.encode(), options)))


def _read_missing(missing: Sequence[tuple[Kind, Source]], options: ReadOptions, workers: Workers) -> Iterator[ReadDone]:
    if missing:
        # What is imported before workers are forked they need not import each.
        import_module("therapyblog.content.document")
    orders = (
        ReadJob(
            options=options,
            files=tuple(ReadOne(kind=kind, path=source.path, file=source.file) for kind, source in some),
        )
        for some in _batches(missing, workers.processes)
    )
    for done in workers.map(read_files, orders, amount=len(missing)):
        yield from done


def _batches(items: Sequence[T], hands: int) -> Iterator[Sequence[T]]:
    """Divide files into jobs, smaller ones towards the end, so that all workers end at about the same time.

    A worker holds `AHEAD` of them when none is left to give.
    """
    at = 0
    while at < len(items):
        size = min(BATCH, max(LEAST, (len(items) - at) // (2 * AHEAD * hands)))
        yield items[at : at + size]
        at += size


def _sorted(sources: Sources, outcomes: dict[str, Outcome], diagnostics: Diagnostics) -> LoadedDocuments:
    """Return documents, and report problems, in the order of the files, whichever was read first."""
    documents: list[Document] = []
    unread: list[Unread] = []
    for kind, source in sources.documents:
        outcome = outcomes[source.path]
        diagnostics.extend(outcome.problems)
        if outcome.document is None:
            unread.append(Unread(kind=kind, path=source.path, sketch=outcome.sketch))
        else:
            documents.append(outcome.document)
    return LoadedDocuments(tuple(documents), tuple(unread))


def forget_former(store: Store, library: Library) -> None:
    """Drop what documents were before, as far as this process read it: no page can be drawn from it any more."""
    former = {key: library.outcomes.pop(key) for key in library.outcomes.keys() - library.keys}
    _forget(store, former, library)


def _forget(store: Store, former: dict[bytes, Outcome], library: Library) -> None:
    """Drop documents that no file of the site leads to any more, with the bodies that only they have."""
    if former:
        bodies = {outcome.document.body for outcome in former.values() if outcome.document}
        store.forget(former, bodies - {document.body for document in library.documents.values()})
