"""A real browser for a test: Chromium without a window, driven through a pair of pipes; and a server for its pages.

The protocol is that of Chromium's developer tools, one JSON text after the other, each ended by a NUL.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 60
DUMP_SECONDS = 120


def browser_path() -> str:
    """Return the browser of this machine; without one the test is skipped, except where tests must not be."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        says = f"no browser was found: none of {', '.join(NAMES)} is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(says)
        pytest.skip(says)
    return found


def dumped(url: str, profile: Path, *flags: str, milliseconds: int) -> LexborHTMLParser:
    """Return a page as it stands after its scripts have had this much of the browser's own time."""
    call = [browser_path(), *FLAGS, *flags, f"--virtual-time-budget={milliseconds}", "--dump-dom"]
    call += [f"--user-data-dir={profile}", url]
    done = subprocess.run(call, capture_output=True, timeout=DUMP_SECONDS, check=False)
    page = LexborHTMLParser(done.stdout.decode())
    assert page.css_first("body") is not None, done.stderr.decode()[-2000:]
    return page


class Tab:
    """One page of a browser."""

    def __init__(self, into: int, out: int) -> None:
        self._into, self._out = into, out
        self._rest = b""
        self._number = 0
        self._session = ""
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.tell("Page.enable")

    def tell(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        answer = self._answer(method, params)
        assert "error" not in answer, answer["error"]
        result: dict[str, Any] = answer["result"]
        return result

    def _answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._into, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + SECONDS
        while True:
            answer = self._read(until)
            if answer.get("id") == self._number:
                return answer

    def _read(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._out], [], [], max(until - time.monotonic(), 0))
            assert ready, "the browser did not answer"
            piece = os.read(self._out, 1 << 16)
            assert piece, "the browser ended"
            self._rest += piece
        text, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        return found

    def go(self, url: str) -> None:
        """Open an address, and wait until it and its scripts are there."""
        self.tell("Page.navigate", url=url)
        self.until(f"location.href === {json.dumps(url)} && document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:
        """Return the value of an expression on the page."""
        found = self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def run(self, expression: str) -> Any:
        """Return the value of an expression; `None` while the page is being left, which is no failure."""
        answer = self._answer("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        return answer.get("result", {}).get("result", {}).get("value")

    def wait_for(self, expression: str, is_so: Callable[[Any], object] = bool) -> Any:
        """Wait until an expression has a value that is right, whichever page it is by then; return the value."""
        until = time.monotonic() + SECONDS
        while not is_so(value := self.run(expression)):
            assert time.monotonic() < until, f"{expression} is {value!r} at {self.run('location.href')}"
            time.sleep(0.02)
        return value

    def until(self, expression: str) -> None:
        """Wait until something is true on the page."""
        self.wait_for(expression, lambda value: value is True)

    def key(self, name: str, kind: str, *, shift: bool = False) -> None:
        """Press (`keyDown`) or let go of (`keyUp`) a key."""
        self.tell("Input.dispatchKeyEvent", type=kind, key=name, code=name, modifiers=8 if shift else 0)

    def press(self, name: str) -> None:
        """Press a key and let go of it."""
        self.key(name, "keyDown")
        self.key(name, "keyUp")


# The browser reads from its file number 3 and writes to number 4.
_AS_THIRD_AND_FOURTH = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for number, end in enumerate(ends, 3):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


@contextmanager
def open_tab(profile: Path, *flags: str) -> Iterator[Tab]:
    """Start a browser with a fresh profile and end it afterwards."""
    if sys.platform == "win32":
        pytest.skip("Windows knows no such pipes")
    theirs_in, ours_in = os.pipe()
    ours_out, theirs_out = os.pipe()
    call = [browser_path(), *FLAGS, *flags, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"]
    running = subprocess.Popen(
        [sys.executable, "-c", _AS_THIRD_AND_FOURTH, str(theirs_in), str(theirs_out), *call],
        pass_fds=(theirs_in, theirs_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Tab(ours_in, ours_out)
    finally:
        os.close(ours_in)
        os.close(ours_out)
        running.terminate()
        running.wait(SECONDS)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; give its address, without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
