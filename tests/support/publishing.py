"""A small site with a place to be published to, and what a person would say to its questions."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest

from support.site import SmallSite
from therapyblog.publishing import destinations
from therapyblog.publishing.host import Context, HostError
from therapyblog.publishing.publishing import Order, PublishReport, publish
from therapyblog.publishing.verification import Verification, verify

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


class PublishedSite(SmallSite):
    """A small site with one `[publish.web]`."""

    secret = ""
    says = True
    """What the person says to every question."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []
        self.connect = destinations.connect
        self.is_shown = True
        """Whether a web server shows what is published; else nobody looks at it from outside."""

    def destination(self, settings: str, more: str = "", **site: str) -> None:
        """Write the settings with this destination."""
        self.settings(f"{more}\n[publish.web]\n{settings}\n", **site)

    def post(self, name: str, text: str = "A text about rest and its uses.", settings: str = "") -> None:
        """Write a post."""
        self.write({f"posts/{name}.md": f"---\ntitle: About {name}\nauthor: Ada Moss\n{settings}---\n{text}\n"})

    def order(self, **options: Any) -> Order:
        """Return how to publish; every question is answered by `says` and noted."""
        values: dict[str, Any] = {
            "now": NOW,
            "confirm": self._answer,
            "context": Context(
                secret=lambda _: self.secret,
                confirm=self._answer,
                known_hosts=str(self.folder.parent / "known_hosts"),
                wait=lambda _: None,
            ),
            "connect": self.connect,
            "verify": verify if self.is_shown else lambda *_, **__: Verification(),
            "progress": lambda *_: None,
            "patience": 0.0,
        }
        return Order(**values | options)

    def _answer(self, question: str) -> bool:
        self.asked.append(question)
        return self.says

    def publish(self, **options: Any) -> PublishReport:
        """Publish, and insist that nothing stopped it."""
        report = publish(self.folder, self.order(**options))
        assert not report.stops, report.stops
        return report

    def refused(self) -> str:
        """Publish, insist that the host refuses, and return the one sentence that says so."""
        with pytest.raises(HostError) as told:
            self.publish()
        assert told.value.exit_code == 3
        assert "\n" not in str(told.value)
        return str(told.value)

    def forget(self) -> None:
        """Forget what was built and published, as if on another computer."""
        for name in (".therapyblog", "public"):
            shutil.rmtree(self.folder / name, ignore_errors=True)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path."""
    if not folder.is_dir():
        return {}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class _Quiet(SimpleHTTPRequestHandler):
    """Answers like a web server: 404 with the site's own page where there is none."""

    faults: Mapping[str, tuple[int, dict[str, str], bytes]] = {}
    """Path → what is answered there instead."""

    def do_GET(self) -> None:
        answer = self.faults.get(self.path)
        if answer is None:
            super().do_GET()
            return
        status, headers, content = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def web_server(folder: Path, faults: Mapping[str, tuple[int, dict[str, str], bytes]] | None = None) -> Iterator[str]:
    """Show a folder as a web server does, and yield its address."""
    handler = type("Handler", (_Quiet,), {"faults": faults or {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def shown(files: Callable[[], Mapping[str, bytes]]) -> Iterator[str]:
    """Show what a host holds as a web server does, whatever kind of host it is, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, there = unquote(self.path.partition("?")[0])[1:], files()
            name = f"{path}index.html" if path.endswith("/") or not path else path
            content = there.get(name, there.get("404.html", b""))
            self.send_response(200 if name in there else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
