"""HTTP servers on this computer: find a port, answer until they are ended, and end at once."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn

from therapyblog.errors import UsageError
from therapyblog.serve.app import make_app
from therapyblog.serve.host_check import App
from therapyblog.serve.session import Session

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only where somebody asks for it, with a warning
TRIES = 100
GRACE = 1
"""Seconds to wait for pending responses at the end."""

Ready = Callable[[Callable[[], None]], None]
"""Called with a function that ends the server."""


def find_port(port: int, *, exposed: bool) -> socket.socket:
    """Return a socket on this port or the next free one; raises `UsageError` where none is free."""
    for number in range(port, min(port + TRIES, 65536)):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":  # pragma: no branch - the tests that ask for a port that is taken run here
                # Allows a port that was closed a moment ago; on Windows this would share a port in use.
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((EVERYWHERE if exposed else LOOPBACK, number))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    raise UsageError(f"no port from {port} on is free. Name another with --port.")


def own_address() -> str:
    """Return the address of this computer in its network, if it can be found out; else nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only chooses a route (RFC 5737: the address is reserved).
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            return ""
    return address


class _Server(uvicorn.Server):
    """A server that ends at the first signal, and closes all connections."""

    def __init__(self, app: App, started: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            loop="asyncio",
            interface="asgi3",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
        )
        super().__init__(config)
        self._started = started
        self._asked = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        # Connections whose client does not read, or whose response took too long: uvicorn does not close them.
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
        if answers := tuple(self.server_state.tasks):
            # They are cancelled, and still have files to close.
            await asyncio.wait(answers, timeout=GRACE)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do not handle signals: the function passed to `ready` ends the server."""
        yield

    def end(self) -> None:
        """End; at the second call, without waiting for pending responses."""
        self.should_exit = True
        self.force_exit = self._asked
        self._asked = True


def serve(session: Session, listening: socket.socket, *, exposed: bool, ready: Ready) -> None:
    """Answer on a socket until a signal comes; `ready` is called when the first request can be answered."""
    port = listening.getsockname()[1]
    app = make_app(session, port=port, token=secrets.token_urlsafe(24), exposed=exposed)
    serve_together([(app, listening)], ready=ready, close_streams=session.streams.close)


def serve_together(
    apps: Sequence[tuple[App, socket.socket]], *, ready: Ready, close_streams: Callable[[], None]
) -> None:
    """Answer on each socket for its application, until all are ended; `close_streams` ends answers that go on."""
    asyncio.run(_serve_together(apps, ready, close_streams))


async def _serve_together(
    apps: Sequence[tuple[App, socket.socket]], ready: Ready, close_streams: Callable[[], None]
) -> None:
    loop, waiting = asyncio.get_running_loop(), len(apps)

    def started() -> None:
        nonlocal waiting
        waiting -= 1
        if not waiting:
            ready(end)

    def end() -> None:
        for server in servers:
            server.end()
        # Not here: a signal may come while this thread holds a lock that closing them needs.
        if not loop.is_closed():
            loop.call_soon_threadsafe(close_streams)

    servers = [_Server(app, started) for app, _ in apps]
    await asyncio.gather(
        *(server.serve(sockets=[listening]) for server, (_, listening) in zip(servers, apps, strict=True))
    )
