"""Finds out which files changed: by content; size, times and inode only decide whether a file must be read again.

A file whose time was less than two seconds old when it was hashed could change again without its time changing (FAT
counts in steps of two seconds), so it is hashed once more the next time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from therapyblog.cache.store import recall
from therapyblog.content.scan import Source, seen
from therapyblog.files import read_regular
from therapyblog.model.codec import digest, encode

SETTLED_NS = 2_000_000_000

Known = dict[str, tuple[int, int, int, int, bytes, bool]]
"""Path → `_state` of the file, digest of the content, and whether the times can be trusted."""


class Files:
    """The digests of the files of one site folder: those of the last build, and those of this one."""

    def __init__(self, remembered: bytes | None) -> None:
        self._before: Known = recall(remembered, Known) if remembered else {}
        self._now: Known = {}

    def turn(self, doubted: Iterable[str] = ()) -> None:
        """Begin another build in this process: keep the digests so far, except those of the `doubted` files."""
        self._before |= self._now
        self._now = {}
        for path in doubted:
            self._before.pop(path, None)

    def digest(self, source: Source, content: bytes | None = None) -> bytes:
        """Return the digest of a file's content; the file is only read where that is needed."""
        entry = self._now.get(source.path) or self.unchanged(source)
        if entry is None:
            entry = self.note(source, digest(read_regular(source.file) if content is None else content))
        self._now[source.path] = entry
        return entry[4]

    def digest_of(self, path: str) -> bytes:
        """Return the digest of a file that was computed in this build."""
        return self._now[path][4]

    def unchanged(self, source: Source) -> tuple[int, int, int, int, bytes, bool] | None:
        """Return the entry of a file that has not changed since; `None` where it may have."""
        entry = self._before.get(source.path)
        if entry is None or not entry[5] or entry[:4] != _state(source):
            return None
        return entry

    def seen_before(self, path: str) -> bool:
        """Say whether this file existed in the last build."""
        return path in self._before

    def note(self, source: Source, content_digest: bytes) -> tuple[int, int, int, int, bytes, bool]:
        """Remember a file whose content was just hashed."""
        settled = is_settled((source.time,), time.time_ns())
        entry = (*_state(source), content_digest, settled)
        self._now[source.path] = entry
        return entry

    def encoded(self) -> bytes:
        """Return the entries for the next build, encoded."""
        return encode(self._now)


def is_settled(times: Iterable[int], moment: int) -> bool:
    """Say whether any later change of files with these times would change their times."""
    return max(times, default=0) < moment - SETTLED_NS


def snapshot(sources: Iterable[Source]) -> bytes:
    """Return a digest of which files there are, with their sizes and times."""
    looks = (f"{source.path}\0{source.size}\0{source.time}\0{source.inode}\0{source.touched}" for source in sources)
    return digest("\n".join(looks).encode("utf-8", "surrogatepass"))


def _state(source: Source) -> tuple[int, int, int, int]:
    """Return the metadata that changes with a file's content."""
    return source.time, source.size, source.inode, source.touched


def source_of(path: str, file: str) -> Source:
    """Return the metadata of one file on disk."""
    return seen(path, file, os.stat(file))
