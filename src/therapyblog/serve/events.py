"""Updates of the site, and the streams of messages to the open pages.

A browser has one stream for all pages that are open in it (`static/stream.js`), so a stream has several files.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import msgspec

from therapyblog.model.problems import Problem
from therapyblog.model.value import Value
from therapyblog.serve.page_info import PageInfo

MAX_STREAMS = 100
"""Most streams, and files of each; more than a person has open, as a limit for hostile clients."""
Files = tuple[str, ...]


class EditedText(Value, frozen=True, kw_only=True, array_like=False):
    """A text that was edited, and its address."""

    url: str
    title: str


class Update(Value, frozen=True, kw_only=True, array_like=False):
    """The result of reading the site folder again."""

    changed: tuple[str, ...]
    """The files that changed."""
    accepted: bool
    """Whether the site was updated; if not, the last good pages stay."""
    because: str = ""
    """Another reason for the update: a new day, or that the folder is back."""
    problems: tuple[Problem, ...] = ()
    trouble: str = ""
    """Why there is nothing to show: the folder is gone, or cannot be read."""
    edited: tuple[EditedText, ...] = ()
    styles: dict[str, str] = {}
    """Where only style sheets changed: the old address of each → the new one."""
    pictures: bool = False
    """Whether a file that pages show, such as a picture, was changed."""
    seconds: float = 0.0


class Message(Value, frozen=True, kw_only=True, array_like=False):
    """A message to open pages; a page whose key changed reloads itself."""

    pages: dict[str, PageInfo | None] = {}
    """By the file that is shown."""
    problems: tuple[Problem, ...] = ()
    trouble: str = ""
    edited: tuple[EditedText, ...] = ()
    """The texts that were edited last, however long ago."""
    edits: int = 0
    """How many times some were."""
    styles: dict[str, str] = {}
    pictures: bool = False


def encode_message(message: Message) -> bytes:
    """Return a message as JSON."""
    return msgspec.json.encode(msgspec.to_builtins(message))


class EventStream:
    """One stream: the files of its pages, and the queue of messages for them. `None` ends it."""

    def __init__(self, files: Files, loop: asyncio.AbstractEventLoop) -> None:
        self.files, self._loop = files, loop
        self.messages: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, message: bytes | None) -> None:
        """Add a message, from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.messages.put_nowait, message)


class EventStreams:
    """All streams that are open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[EventStream, None] = {}
        self._closed = False

    def open(self, files: Files) -> EventStream | None:
        """Open a stream in the running loop; `None` where there are too many, or the preview ends."""
        stream = EventStream(files[:MAX_STREAMS], asyncio.get_running_loop())
        with self._lock:
            if self._closed or len(self._streams) >= MAX_STREAMS:
                return None
            self._streams[stream] = None
        return stream

    def remove(self, stream: EventStream) -> None:
        """Remove a stream that was closed."""
        with self._lock:
            self._streams.pop(stream, None)

    def files(self) -> Files:
        """Return the files of all pages that are open."""
        with self._lock:
            return tuple(dict.fromkeys(file for stream in self._streams for file in stream.files))

    def send(self, message: Callable[[Files], bytes]) -> None:
        """Send each stream the message for its files."""
        with self._lock:
            streams = tuple(self._streams)
        for stream in streams:
            stream.send(message(stream.files))

    def close(self) -> None:
        """End all of them, and open no more."""
        with self._lock:
            streams, self._closed = tuple(self._streams), True
        for stream in streams:
            stream.send(None)
