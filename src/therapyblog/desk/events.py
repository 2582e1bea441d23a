"""What the desk's windows are told without asking: files that changed, pages that were drawn, how far a task is.

One stream of JSON lines for each window. What a window missed while it had none, it asks for when it opens one again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import msgspec

from therapyblog.serve.events import EventStream, EventStreams
from therapyblog.serve.host_check import Receive

KEEP_ALIVE = 15
"""Seconds between two lines of an idle stream."""


class Events:
    """The streams of the desk's windows."""

    def __init__(self) -> None:
        self._streams = EventStreams()
        self.windows = 0
        """How many streams are open."""
        self.opened = 0
        """How many ever were."""

    def send(self, event: str, **content: Any) -> None:
        """Tell every window, from any thread."""
        line = _line(event, **content)
        self._streams.send(lambda _files: line)

    def open(self) -> EventStream | None:
        """Open a stream in the running loop; `None` where there are too many, or the desk ends."""
        return self._streams.open(())

    async def lines(
        self, stream: EventStream, first: Iterable[dict[str, Any]], receive: Receive
    ) -> AsyncIterator[bytes]:
        """Yield the lines of a stream, `first` those that tell where things stand, until its window is closed.

        `receive` returns once that is so: the next line would only fail to be sent.
        """
        self.windows += 1
        self.opened += 1
        leaving = asyncio.create_task(_end(stream, receive))
        try:
            yield _line("alive")
            for content in first:
                yield _line(**content)
            while True:
                try:
                    line = await asyncio.wait_for(stream.messages.get(), KEEP_ALIVE)
                except TimeoutError:
                    line = _line("alive")
                if line is None:
                    return
                yield line
        finally:
            leaving.cancel()
            self.windows -= 1
            self._streams.remove(stream)

    def close(self) -> None:
        """End all streams, and open no more."""
        self._streams.close()


async def _end(stream: EventStream, receive: Receive) -> None:
    await receive()
    stream.send(None)


def _line(event: str, **content: Any) -> bytes:
    return msgspec.json.encode({"event": event, **content}) + b"\n"
