"""Connections that are lost: at one operation of a host, at one request, or after some bytes."""

from __future__ import annotations

import contextlib
import errno
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest
import urllib3

from support.faults import Watch, refusing, watched
from support.publishing import PublishedSite
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
def cut_operation(
    site: PublishedSite,
    at: int,
    *,
    after: bool,
    error: Callable[[], BaseException] = lost,
    disk: Path | None = None,
) -> Iterator[None]:
    """Lose the connection at an operation of a host of files, or at a request to a host that is asked by HTTP.

    `disk` is a folder of this computer that is the host: there it is an operation on a file.
    """
    if disk is not None:
        with watched(Watch((disk,), _ending(at, error))):
            yield
        return
    request = urllib3.PoolManager.urlopen
    left = at

    def connect(*arguments: Any) -> Any:
        host = destinations.connect(*arguments)
        if not isinstance(host, FileHostPublisher):
            return host
        return FileHostPublisher(FailingHost(host.host, at, after=after, error=error), lambda _: None)

    def broken() -> BaseException:
        return urllib3.exceptions.ProtocolError("the connection was lost") if error is lost else error()

    def urlopen(pool: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0 or (left == 0 and not after):
            raise broken()
        answer = request(pool, *arguments, **options)
        if left == 0:
            raise broken()
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "connect", connect)
        patch.setattr(urllib3.PoolManager, "urlopen", urlopen)
        yield


def _ending(at: int, error: Callable[[], BaseException]) -> Callable[[int, str, str], None]:
    """Refuse every operation on a disk from one on, as a full disk or the end of the process would."""
    refuse = refusing(errno.ENOSPC, at)

    def act(count: int, event: str, path: str) -> None:
        if error is not lost and count >= at:
            raise error()
        refuse(count, event, path)

    return act


@contextmanager
def refused_requests(pattern: str, status: int, content: bytes, *, first: int = 0) -> Iterator[None]:
    """Answer some requests so, and let the others through: those of a pattern, after the first few."""
    real, left = urllib3.PoolManager.urlopen, first

    def urlopen(pool: Any, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        nonlocal left
        if not re.search(pattern, f"{method} {url}"):
            return real(pool, method, url, *arguments, **options)
        left -= 1
        if left >= 0:
            return real(pool, method, url, *arguments, **options)
        return urllib3.HTTPResponse(BytesIO(content), status=status, preload_content=False, request_url=url)

    with pytest.MonkeyPatch.context() as patch:
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
