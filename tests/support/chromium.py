"""A real browser, driven through a pipe (Chrome DevTools Protocol, `--remote-debugging-pipe`): no port, no library."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    "--window-size=1000,700",
    "--remote-debugging-pipe",
    "about:blank",
)
PATIENCE = 60.0


class Browser:
    """One browser with one page."""

    def __init__(self, program: str, profile: Path) -> None:
        # While 3 and 4 are taken, no pipe can have these numbers.
        taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(4)]
        ours, theirs = os.pipe(), os.pipe()
        quiet = subprocess.DEVNULL

        # The browser reads from 3 and writes to 4.
        setup = f'exec "$0" "$@" 3<&{ours[0]} 4>&{theirs[1]}'
        command = ["bash", "-c", setup, program, f"--user-data-dir={profile}", *FLAGS]
        self._process = subprocess.Popen(command, pass_fds=(ours[0], theirs[1]), stdout=quiet, stderr=quiet)
        for number in (*taken, ours[0], theirs[1]):
            os.close(number)
        self._to, self._from = os.fdopen(ours[1], "wb", 0), os.fdopen(theirs[0], "rb", 0)
        self._rest, self._count = b"", 0
        self._session = ""
        target = self._call("Target.getTargets")["targetInfos"][0]["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            some = self._from.read(65536)
            assert some, "the browser has ended"
            self._rest += some
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def open(self, url: str) -> None:
        """Go to an address."""
        self._call("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page; `None` while the page is changing."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        return answer["result"].get("value")

    def wait_for(self, script: str, is_so: Callable[[Any], object] = bool) -> Any:
        """Wait until an expression has a value that is right."""
        until = time.monotonic() + PATIENCE
        while not is_so(value := self.run(script)):
            assert time.monotonic() < until, f"{script} is {value!r}"
            time.sleep(0.02)
        return value

    def screenshot(self) -> bytes:
        """Return a picture of the page (PNG)."""
        import base64

        return base64.b64decode(self._call("Page.captureScreenshot")["data"])

    def close(self) -> None:
        """End the browser."""
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._to.close()
        self._from.close()
