"""Which files are as they were: content decides; size, times and inode may only spare us reading a file again.

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
"""Path → how the file looked (`_look`), digest of the content, and whether the times can be trusted."""


class Files:
    """The files of one site folder: what is known of them from last time, and what was found out this time."""

    def __init__(self, remembered: bytes | None) -> None:
        self._before: Known = recall(remembered, Known) if remembered else {}
        self._now: Known = {}

    def turn(self, doubted: Iterable[str] = ()) -> None:
        """Begin another build in this process: what was found out is what is known, except of the files doubted."""
        self._before |= self._now
        self._now = {}
        for path in doubted:
            self._before.pop(path, None)

    def digest(self, source: Source, content: bytes | None = None) -> bytes:
        """Return the digest of a file's content, reading it only where that is needed."""
        known = self._now.get(source.path) or self.unchanged(source)
        if known is None:
            known = self.note(source, digest(read_regular(source.file) if content is None else content))
        self._now[source.path] = known
        return known[4]

    def digest_of(self, path: str) -> bytes:
        """Return the digest of a file that was noted or asked for this time."""
        return self._now[path][4]

    def unchanged(self, source: Source) -> tuple[int, int, int, int, bytes, bool] | None:
        """Return what is known of a file that certainly has not changed since."""
        known = self._before.get(source.path)
        if known is None or not known[5] or known[:4] != _look(source):
            return None
        return known

    def seen_before(self, path: str) -> bool:
        """Say whether this file was there last time."""
        return path in self._before

    def note(self, source: Source, content_digest: bytes) -> tuple[int, int, int, int, bytes, bool]:
        """Remember a file whose content was just hashed."""
        settled = is_settled((source.time,), time.time_ns())
        known = (*_look(source), content_digest, settled)
        self._now[source.path] = known
        return known

    def encoded(self) -> bytes:
        """Return what to remember for next time."""
        return encode(self._now)


def is_settled(times: Iterable[int], moment: int) -> bool:
    """Say whether files with these times can be told from their next versions by them, looked at in this moment."""
    return max(times, default=0) < moment - SETTLED_NS


def snapshot(sources: Iterable[Source]) -> bytes:
    """Return a digest of which files there are, with their sizes and times."""
    looks = (f"{one.path}\0{one.size}\0{one.time}\0{one.inode}\0{one.touched}" for one in sources)
    return digest("\n".join(looks).encode("utf-8", "surrogatepass"))


def _look(source: Source) -> tuple[int, int, int, int]:
    """Return what tells a file from its next version without opening it."""
    return source.time, source.size, source.inode, source.touched


def source_of(path: str, file: str) -> Source:
    """Look at one file on disk."""
    return seen(path, file, os.stat(file))
