"""The open pages: who looks at what, and what each is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import msgspec

from therapyblog.model.problems import Problem
from therapyblog.model.value import Value
from therapyblog.serve.findings import PageFacts, Text, Update

MOST = 100
"""Open pages; more than a person has, and a limit to what anybody else can open."""


class Message(Value, frozen=True, kw_only=True, array_like=False):
    """What an open page is told; a page whose key is another one than it was drawn with loads itself again."""

    page: PageFacts | None = None
    problems: tuple[Problem, ...] = ()
    trouble: str = ""
    edited: tuple[Text, ...] = ()
    styles: dict[str, str] = {}
    pictures: bool = False


class Reader:
    """One open page: the file that it shows, and the messages that wait for it. `None` ends it."""

    def __init__(self, file: str, loop: asyncio.AbstractEventLoop) -> None:
        self.file, self._loop = file, loop
        self.messages: asyncio.Queue[bytes | None] = asyncio.Queue()

    def tell(self, message: bytes | None) -> None:
        """Add a message, from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.messages.put_nowait, message)


class Hub:
    """All open pages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers: dict[Reader, None] = {}
        self._closed = False

    def add(self, file: str) -> Reader | None:
        """Take in an open page; `None` where there are too many, or all is over."""
        reader = Reader(file, asyncio.get_running_loop())
        with self._lock:
            if self._closed or len(self._readers) >= MOST:
                return None
            self._readers[reader] = None
        return reader

    def drop(self, reader: Reader) -> None:
        """Forget a page that was closed."""
        with self._lock:
            self._readers.pop(reader, None)

    def files(self) -> tuple[str, ...]:
        """Return what is looked at."""
        with self._lock:
            return tuple(dict.fromkeys(reader.file for reader in self._readers))

    def tell(self, message: Callable[[str], bytes]) -> None:
        """Tell every open page what there is for its file."""
        with self._lock:
            readers = tuple(self._readers)
        for reader in readers:
            reader.tell(message(reader.file))

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            readers, self._closed = tuple(self._readers), True
        for reader in readers:
            reader.tell(None)


def message(facts: PageFacts | None, problems: tuple[Problem, ...], trouble: str, update: Update | None) -> bytes:
    """Write what one page is told, as JSON."""
    return msgspec.json.encode(
        msgspec.to_builtins(
            Message(
                page=facts,
                problems=problems,
                trouble=trouble,
                edited=update.edited if update else (),
                styles=update.styles if update else {},
                pictures=update.pictures if update else False,
            )
        )
    )
