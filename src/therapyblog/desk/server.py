"""The servers of a desk, one for the desk and one for its preview: both on this computer only, from start to end."""

from __future__ import annotations

import datetime as dt
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from therapyblog.desk.app import make_app
from therapyblog.desk.desk import CODE_LASTS, Desk
from therapyblog.desk.frame import Frame
from therapyblog.desk.remembered import Running, forget_running, note_running
from therapyblog.desk.request_check import Origins
from therapyblog.errors import UsageError
from therapyblog.serve.host_check import App
from therapyblog.serve.server import LOOPBACK, serve_together

GRACE = 30.0
"""Seconds after which a desk ends whose last window was closed, where that ends it."""
TICK = 1.0


class DeskServer:
    """A desk and its two sockets, which listen from the beginning; `run` answers."""

    def __init__(self, *, port: int = 0, now: Callable[[], dt.datetime]) -> None:
        self._sockets = (listen(port), listen(0))
        desk, preview = (f"{LOOPBACK}:{listening.getsockname()[1]}" for listening in self._sockets)
        self.desk = Desk(Origins(desk, preview), now)

    def run(self, ready: Callable[[Callable[[], None]], None], *, grace: float | None = None) -> bool:
        """Answer until the desk ends; say whether nothing goes on.

        `ready` is called, with a function that ends the desk, when the first request can be answered. With `grace` it
        ends by itself so many seconds after the last of its windows was closed.
        """
        desk, over = self.desk, threading.Event()

        def begin(end: Callable[[], None]) -> None:
            desk.end = end
            with suppress(OSError):
                note_running(Running(port=self.port, token=desk.token, process=os.getpid()))
            if grace is not None:
                threading.Thread(target=_end_without_windows, args=(desk, grace, over), daemon=True).start()
            ready(end)

        apps: list[tuple[App, socket.socket]] = [(make_app(desk), self._sockets[0]), (Frame(desk), self._sockets[1])]
        try:
            serve_together(apps, ready=begin, close_streams=desk.events.close)
        finally:
            over.set()
            with suppress(OSError):
                forget_running(desk.token)
            ended = desk.close()
        return ended

    def close(self) -> None:
        """Let go of the sockets, also where it never ran."""
        for listening in self._sockets:
            listening.close()

    @property
    def port(self) -> int:
        """The port of the desk."""
        port: int = self._sockets[0].getsockname()[1]
        return port


def listen(port: int) -> socket.socket:
    """Return a socket on this computer's own port, 0 for one that the system chooses; raises `UsageError`.

    A port of the system's choice is another one each time: what a page of another day's server left in a browser for
    its own port does not reach the desk.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "nt":
            # Else another program could listen at the same port, and be sent the token.
            listening.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE"), 1)  # noqa: B009 - only there
        elif port:
            # Allows a port that was closed a moment ago.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise UsageError(f"port {port} is taken. Name another with --port, or leave it out.") from None
    return listening


def _end_without_windows(desk: Desk, grace: float, over: threading.Event) -> None:
    """End a desk whose windows were all closed for so many seconds, or that was given none while it could be."""
    alone = 0.0
    while not over.wait(min(TICK, grace)):
        alone = 0.0 if desk.events.windows else alone + min(TICK, grace)
        if alone >= (grace if desk.events.opened else grace + CODE_LASTS):
            desk.end()
            return
