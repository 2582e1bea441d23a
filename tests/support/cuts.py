"""Connections that are lost: at one operation of a host, at one request, or after some bytes."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Any

import pytest
import urllib3

from therapyblog.publishing import destinations
from therapyblog.publishing.file_host import FileHostPublisher
from therapyblog.publishing.host import FileHost, HostError

CHANGING = ("stage", "place", "remove", "clear", "make_lock", "remove_lock")


class Cut(BaseException):
    """The process ends here."""


class FailingHost:
    """A host whose connection is lost at one operation, before or after it was done, and for all that follow."""

    def __init__(self, host: FileHost, at: int, *, after: bool, error: Callable[[], BaseException]) -> None:
        self._host, self._left, self._after, self._error = host, at, after, error
        self.done = 0

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._host, name)
        return (lambda *arguments: self._act(name, attribute, arguments)) if callable(attribute) else attribute

    def _act(self, name: str, operation: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if name == "close":
            return operation(*arguments)
        if self._left == 0:
            raise self._error()
        if name in CHANGING:
            self._left -= 1
            self.done += 1
            if self._left == 0 and not self._after:
                raise self._error()
        return operation(*arguments)


def lost() -> BaseException:
    return HostError("the connection was lost")


@contextmanager
def cut_operation(at: int, *, after: bool) -> Iterator[None]:
    """Lose the connection at an operation of a host of files, or at a request to a host that is asked by HTTP."""
    real, request = destinations.connect, urllib3.PoolManager.urlopen
    left = at

    def connect(*arguments: Any) -> Any:
        host = real(*arguments)
        if not isinstance(host, FileHostPublisher):
            return host
        return FileHostPublisher(FailingHost(host.host, at, after=after, error=lost))

    def urlopen(pool: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0 or (left == 0 and not after):
            raise urllib3.exceptions.ProtocolError("the connection was lost")
        answer = request(pool, *arguments, **options)
        if left == 0:
            raise urllib3.exceptions.ProtocolError("the connection was lost")
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(destinations, "connect", connect)
        patch.setattr(urllib3.PoolManager, "urlopen", urlopen)
        yield


class Line:
    """A line to a server of this computer that can be cut after some bytes; until then it counts them."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._lock = Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.carried = 0
        self.most: int | None = None
        """After how many bytes it is cut."""
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self._server)) as far:
            back = Thread(target=self._carry, args=(far, near))
            back.start()
            self._carry(near, far)
            back.join()

    def _carry(self, origin: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while content := origin.recv(65536):
                with self._lock:
                    left = len(content) if self.most is None else max(self.most - self.carried, 0)
                    self.carried += min(len(content), left)
                target.sendall(content[:left])
                if left < len(content):
                    break
        for end in (origin, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
