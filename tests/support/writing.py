"""The desk's writing view in a real browser: a window of it, and what a person does there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page

from support.desks import ServedDesk

PATIENCE = 60_000
"""Milliseconds to wait for what must come."""
TEXT = ".cm-content"
# Playwright cannot put HTML or files on the clipboard or under the pointer; the events are the browser's own.
_PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(".cm-content").dispatchEvent(paste);
}"""
_DROP = """([name, type, base64, on]) => {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const place = [...document.querySelectorAll(".cm-line")].find((line) => line.textContent.includes(on));
  const box = place.getBoundingClientRect();
  const where = { clientX: box.left + 4, clientY: box.top + box.height / 2 };
  const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, ...where });
  place.dispatchEvent(drop);
}"""


class Writing:
    """A window of the desk with one text open."""

    def __init__(self, context: BrowserContext, desk: ServedDesk, path: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        # A refusal is an answer; what the policy forbids, and mistakes of a script, are told in other words.
        self.page.on("console", lambda told: self._hear(told.type, told.text))
        self.page.goto(f"http://{desk.host}/#token={desk.desk.token}")
        self.page.wait_for_selector("main h1")
        self.open(path)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.complaints.append(text)

    def open(self, path: str) -> None:
        """Go to a text as a link of the desk does."""
        self.page.evaluate("hash => { location.hash = hash }", f"#/write/{quote(path, safe='')}")
        self.page.wait_for_selector(TEXT)

    @property
    def shown(self) -> str:
        """The text as it is seen, without what is folded away."""
        return self.page.inner_text(TEXT)

    @property
    def state(self) -> str:
        """What the view says of saving: saved, writing, saving, failed, gone, conflict."""
        return self.page.get_attribute(".w-state", "data-state") or ""

    def wait(self, state: str) -> None:
        """Wait until the view says so."""
        self.page.wait_for_selector(f".w-state[data-state={state}]")

    def to(self, line: str, key: str = "End") -> None:
        """Put the cursor into the line with these words, and press a key there."""
        self.page.locator(".cm-line", has_text=line).first.click()
        self.page.keyboard.press(key)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type words, and wait until they are saved."""
        self.page.keyboard.type(words)
        self.saved()

    def saved(self) -> None:
        """Wait until everything is saved."""
        # A key that was pressed is known when the page has drawn.
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        self.wait("saved")

    def tool(self, name: str) -> None:
        """Press a button of the toolbar."""
        self.page.click(f"[data-tool={name}]")

    def paste(self, html: str, text: str = "") -> None:
        """Paste what another program put on the clipboard."""
        self.page.evaluate(_PASTE, [html, text])

    def drop(self, name: str, kind: str, base64: str, *, on: str) -> None:
        """Drop a file on the line with these words."""
        self.page.evaluate(_DROP, [name, kind, base64, on])

    def ask(self, script: str) -> Any:
        """Return what a script finds on the page."""
        return self.page.evaluate(script)


@contextmanager
def windows(browser: Browser, *, width: int = 1280, height: int = 860, **more: Any) -> Iterator[BrowserContext]:
    """Give a browser's windows, which share what a browser keeps."""
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    try:
        yield context
    finally:
        context.close()
