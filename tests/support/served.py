"""A preview of a small site that answers real requests, in this process so that every line of it is seen."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from support.site import SmallSite
from therapyblog.serve.events import Update
from therapyblog.serve.preview import Preview
from therapyblog.serve.server import find_port, serve
from therapyblog.serve.session import Session
from therapyblog.serve.watcher import Watcher

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PATIENCE = 120.0
"""Seconds to wait for what must come; nobody waits so long but where it does not."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """What a browser may ask of a preview at a port of this computer."""

    port: int

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Send one request as a well-behaved client does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def raw(self, request: bytes, *, end: bool = False) -> bytes:
        """Send bytes as they are, say that there are no more (`end`), and return what comes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as stream:
            with contextlib.suppress(OSError):
                stream.sendall(request)
                if end:
                    stream.shutdown(socket.SHUT_WR)
            answer = b""
            with contextlib.suppress(OSError):
                while some := stream.recv(65536):
                    answer += some
        return answer

    @property
    def start(self) -> str:
        """The address below which the preview's own files lie."""
        return self.ask("/").text.partition('data-start="')[2].partition('"')[0]

    @contextlib.contextmanager
    def follow(self, file: str) -> Iterator[Following]:
        """Open the stream of a page; yields a function that waits for the next message, with the page's own facts.

        Given a condition it waits for the next message that fulfils it.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"{self.start}/events?file={file}")
        answer = connection.getresponse()
        assert answer.status == 200

        def following(condition: Callable[[dict[str, Any]], object] = lambda _: True) -> dict[str, Any]:
            until, message = time.monotonic() + PATIENCE, dict[str, Any]()
            while True:
                line = answer.readline()
                assert line, "the stream has ended"
                assert time.monotonic() < until, f"the last message was {message}"
                if line.startswith(b"data: "):
                    message = json.loads(line[6:])
                    message |= {"page": message["pages"][file]}
                    if condition(message):
                        return message

        try:
            yield following
        finally:
            connection.close()


Following = Callable[..., dict[str, Any]]


class Served(Client):
    """A preview that is being served in this process; files of its site are saved in one step."""

    def __init__(self, site: SmallSite, *, exposed: bool = False, drafts: bool = True) -> None:
        self.site, self.exposed = site, exposed
        site.at_once = True
        self.told: list[tuple[Update, int | None]] = []
        self.notices: list[str] = []
        self.preview = Preview(site.folder, drafts=drafts, now=lambda: NOW, jobs=1)
        self.session = Session(self.preview, lambda update, pages: self.told.append((update, pages)))
        self.watcher = Watcher(site.folder, self.session.report, self.notices.append)
        self.first = self.preview.update()
        self._listening = find_port(8400, exposed=exposed)
        super().__init__(self._listening.getsockname()[1])
        self._ready = threading.Event()
        self._end: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)

    def _serve(self) -> None:
        serve(self.session, self._listening, exposed=self.exposed, ready=self._begin)

    def _begin(self, end: Callable[[], None]) -> None:
        self._end = end
        self.session.start()
        self.watcher.start(self.preview.theme_folders)
        self._ready.set()

    def close(self) -> None:
        self.watcher.stop()
        self._end()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        assert self.session.stop(PATIENCE)

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """Keep the preview from looking at the folder: what is saved meanwhile it finds all at once."""
        begun, ended = threading.Event(), threading.Event()
        self.session.submit(lambda: (begun.set(), ended.wait(PATIENCE)))
        assert begun.wait(PATIENCE)
        try:
            yield
        finally:
            ended.set()


def wait_for(true: Callable[[], object], what: str) -> None:
    """Wait until something is so; fail with the words where it never is."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.01)


def preview_of(site: SmallSite, *, drafts: bool = True, now: dt.datetime = NOW) -> Preview:
    """Return a preview of a site that nobody serves."""
    return Preview(site.folder, drafts=drafts, now=lambda: now, jobs=1)


def ask(served: Served, target: str, host: str = "", method: str = "GET", more: str = "") -> bytes:
    """Send one request with any host and target, and return all bytes of the answer."""
    host = host or f"127.0.0.1:{served.port}"
    request = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n"
    return served.raw(request.encode("utf-8", "surrogateescape"))


def status(answer: bytes) -> int:
    """Return the status of an answer; 0 where there was none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0
