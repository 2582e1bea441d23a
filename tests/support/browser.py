"""A real browser for a test: the Chromium of this machine, driven by Playwright; and a server for its pages."""

from __future__ import annotations

import gzip
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from selectolax.lexbor import LexborHTMLParser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
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
SECONDS = 120
"""To wait for what must come; nobody waits so long but where it does not."""


def missing(what: str) -> None:
    """Skip the test, and say what is not there; fail where tests must not be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def browser_path() -> str:
    """Return the browser of this machine; without one the test is skipped, except where tests must not be."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    program = program or next((path for path in PLACES if Path(path).is_file()), None)
    if program is None:
        missing(f"no browser was found: none of {', '.join(NAMES)} is installed")
    assert program is not None
    return program


@contextmanager
def driving() -> Iterator[BrowserType]:
    """Give what starts browsers. There may be one at a time in a thread."""
    browser_path()
    with sync_playwright() as driver:
        yield driver.chromium


@contextmanager
def started(chromium: BrowserType, *flags: str) -> Iterator[Browser]:
    """Start a browser and end it afterwards."""
    # A page that was left is kept, as it is where people sit; Playwright would switch that off.
    usual = ["--disable-back-forward-cache"]
    args = [*FLAGS, *flags]
    browser = chromium.launch(executable_path=browser_path(), args=args, ignore_default_args=usual)
    try:
        yield browser
    finally:
        browser.close()


class Tab:
    """One page of a browser: Playwright's (`page`), and what it does not offer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._tools = page.context.new_cdp_session(page)
        self.tell("Page.enable")

    def tell(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command of Chromium's developer tools and return its result."""
        result: dict[str, Any] = self._tools.send(method, params)
        return result

    def on(self, event: str, tell: Callable[[Any], object]) -> None:
        """Hand on what the developer tools tell of under this name."""
        self._tools.on(event, tell)

    def go(self, url: str) -> None:
        """Open an address, and wait until it and its scripts are there."""
        self.page.goto(url)

    def ask(self, expression: str) -> Any:
        """Return the value of an expression on the page."""
        result = self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def run(self, expression: str) -> Any:
        """Return the value of an expression; `None` while the page is being left, which is no failure."""
        try:
            answer = self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        except BrowserError:
            return None
        return answer["result"].get("value")

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


@contextmanager
def open_tab(browser: Browser, *, width: int = 1000, height: int = 700) -> Iterator[Tab]:
    """Open a page of this size (CSS pixels) that shares nothing with others, and close it afterwards."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(SECONDS * 1000)
    try:
        yield Tab(context.new_page())
    finally:
        context.close()


def settled(browser: Browser, url: str, *, milliseconds: int) -> LexborHTMLParser:
    """Return a page as it stands after its scripts have had this much of the browser's own time, which runs ahead."""
    with open_tab(browser) as tab:
        ended: list[bool] = []
        tab.on("Emulation.virtualTimeBudgetExpired", lambda _: ended.append(True))
        tab.tell("Emulation.setVirtualTimePolicy", policy="pause")
        tab.tell("Page.navigate", url=url)
        # What is fetched takes its time, too.
        tab.tell("Emulation.setVirtualTimePolicy", policy="pauseIfNetworkFetchesPending", budget=milliseconds)
        until = time.monotonic() + SECONDS
        while not ended:
            assert time.monotonic() < until, f"{url} never comes to rest"
            tab.run("0")
        return LexborHTMLParser(tab.ask("document.documentElement.outerHTML"))


PACKED = (".html", ".css", ".js", ".svg", ".xml", ".json", ".txt")


class _Host(SimpleHTTPRequestHandler):
    """Serves a folder as a common web host does: packed where that helps, over connections that stay open."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        packed = path.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        if not (packed and path.is_file()):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000" if "/assets/" in self.path else "max-age=600")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; give its address, without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
