"""A desk that is served in this process, and what a window of it may ask."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from support.served import NOW, PATIENCE, Answer, Client
from therapyblog.desk.server import DeskServer


class Window(Client):
    """A window of a desk at a port of this computer, with the desk's token."""

    token = ""

    def __init__(self, port: int, token: str) -> None:
        super().__init__(port)
        self.token, self.host = token, f"127.0.0.1:{port}"

    @property
    def headers(self) -> dict[str, str]:
        """What the desk's own page sends with each call."""
        return {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json",
            "X-Therapyblog-Token": self.token,
        }

    def send(self, name: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a call as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", f"/api/{name}", body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, {key.lower(): text for key, text in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def call(self, name: str, /, *, site: str = "", **request: Any) -> dict[str, Any]:
        """Call as the desk's own page does; return the answer."""
        answer = self.send(name, json.dumps(request).encode(), self.headers | {"X-Therapyblog-Site": site})
        assert answer.status == 200, answer.text
        content: dict[str, Any] = json.loads(answer.body)
        return content

    def refused(self, name: str, /, **request: Any) -> dict[str, Any]:
        """Call as `call` does, and return the error of a refusal, with its status."""
        answer = self.send(name, json.dumps(request).encode(), self.headers)
        assert 400 <= answer.status < 500, answer.text
        content: dict[str, Any] = json.loads(answer.body)
        return {**content.pop("error"), **content, "status": answer.status}

    @contextlib.contextmanager
    def events(self) -> Iterator[Callable[..., dict[str, Any]]]:
        """Open the stream; yields a function that waits for the next event of a name that fulfils a condition."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("POST", "/api/events", b"{}", self.headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()

        def next_event(name: str, condition: Callable[[dict[str, Any]], object] = lambda _: True) -> dict[str, Any]:
            until = time.monotonic() + PATIENCE
            while True:
                line = answer.readline()
                assert line, "the stream has ended"
                assert time.monotonic() < until, f"the last event was {line!r}"
                event: dict[str, Any] = json.loads(line)
                if event["event"] == name and condition(event):
                    return event

        try:
            next_event("alive")
            yield next_event
        finally:
            connection.close()

    def ended(self, name: str, **request: Any) -> dict[str, Any]:
        """Start a task, and return its last event."""
        with self.events() as next_event:
            task = self.call(name, **request)["task"]
            return next_event("task", lambda event: event["id"] == task and event["stage"] == "ended")


class ServedDesk(Window):
    """A desk, at work until `close`. `preview` is what may be asked of its other server."""

    def __init__(self, folder: Path | None = None, *, grace: float | None = None) -> None:
        self.server = DeskServer(now=lambda: NOW)
        self.desk = self.server.desk
        super().__init__(self.server.port, self.desk.token)
        self.preview_host = self.desk.origins.preview
        self.preview = Client(int(self.preview_host.rpartition(":")[2]))
        if folder is not None:
            self.desk.open(folder)
        self._ready = threading.Event()
        self.end: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, args=(grace,), daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)

    def _run(self, grace: float | None) -> None:
        self.ended = self.server.run(self._begin, grace=grace)

    def _begin(self, end: Callable[[], None]) -> None:
        self.end = end
        self._ready.set()

    def wait(self) -> None:
        """Wait until it has ended by itself."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def close(self) -> None:
        self.end()
        self.wait()
        assert self.ended
