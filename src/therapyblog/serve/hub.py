"""The open pages: who looks at what, and what each is told.

A browser has one stream for all pages that are open in it (`static/stream.js`), so a reader has several files.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import msgspec

from therapyblog.model.problems import Problem
from therapyblog.model.value import Value
from therapyblog.serve.findings import PageFacts, Text

MOST = 100
"""Streams, and files of each; more than a person has open, and a limit to what anybody else can."""


class Message(Value, frozen=True, kw_only=True, array_like=False):
    """What open pages are told; a page whose key is another one than it was drawn with loads itself again."""

    pages: dict[str, PageFacts | None] = {}
    """By the file that is shown."""
    problems: tuple[Problem, ...] = ()
    trouble: str = ""
    edited: tuple[Text, ...] = ()
    """The texts that were edited last, however long ago."""
    edits: int = 0
    """How many times some were."""
    styles: dict[str, str] = {}
    pictures: bool = False


Files = tuple[str, ...]


class Reader:
    """One stream: the files that its pages show, and the messages that wait for them. `None` ends it."""

    def __init__(self, files: Files, loop: asyncio.AbstractEventLoop) -> None:
        self.files, self._loop = files, loop
        self.messages: asyncio.Queue[bytes | None] = asyncio.Queue()

    def tell(self, message: bytes | None) -> None:
        """Add a message, from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.messages.put_nowait, message)


class Hub:
    """All streams."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers: dict[Reader, None] = {}
        self._closed = False

    def add(self, files: Files) -> Reader | None:
        """Take in a stream; `None` where there are too many, or all is over."""
        reader = Reader(files[:MOST], asyncio.get_running_loop())
        with self._lock:
            if self._closed or len(self._readers) >= MOST:
                return None
            self._readers[reader] = None
        return reader

    def drop(self, reader: Reader) -> None:
        """Forget a stream that was closed."""
        with self._lock:
            self._readers.pop(reader, None)

    def files(self) -> Files:
        """Return what is looked at."""
        with self._lock:
            return tuple(dict.fromkeys(file for reader in self._readers for file in reader.files))

    def tell(self, message: Callable[[Files], bytes]) -> None:
        """Tell every stream what there is for its files."""
        with self._lock:
            readers = tuple(self._readers)
        for reader in readers:
            reader.tell(message(reader.files))

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            readers, self._closed = tuple(self._readers), True
        for reader in readers:
            reader.tell(None)


def written(message: Message) -> bytes:
    """Write what a stream is told, as JSON."""
    return msgspec.json.encode(msgspec.to_builtins(message))
