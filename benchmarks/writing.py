"""How fast the desk's writing view is: what a key costs in a post of 5,000 words, when the page beside it is new.

    python benchmarks/writing.py [--keys 300]

It opens the desk on a copy of the example in the Chromium of this machine, types, and prints milliseconds. A key's cost
is the processor time of the page's main thread from the key to the next one, drawing included (from the browser's own
trace): other than time on the wall it is the same beside neighbours.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.browser import driving, started  # noqa: E402
from therapyblog.desk.server import DeskServer  # noqa: E402

POST = "posts/what-happens-in-a-first-session.md"
WORDS = 5000
BETWEEN = 100
"""Milliseconds between two keys: 120 words a minute."""
_FOLLOW = """() => {
  const ask = window.fetch;
  let sent = 0;
  window.pages = [];
  window.fetch = (address, ...more) => {
    if (String(address).includes("documents.save")) sent = performance.now();
    return ask(address, ...more);
  };
  addEventListener("message", ({ data }) => {
    if (data?.therapyblog === "ready" && sent) { window.pages.push(performance.now() - sent); sent = 0; }
  });
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=300)
    keys: int = parser.parse_args().keys
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "site"
        shutil.copytree(ROOT / "example_site", folder, ignore=shutil.ignore_patterns("public", ".therapyblog"))
        post = folder / POST
        settings, _, body = post.read_text(encoding="utf-8").partition("\n---\n")
        times = WORDS // len(body.split()) + 1
        post.write_text(f"{settings}\n---\n{body * times}", encoding="utf-8")
        server = DeskServer(now=lambda: dt.datetime.now().astimezone())
        server.desk.open(folder)
        ready = threading.Event()
        ending: list[Any] = []
        thread = threading.Thread(target=server.run, args=(lambda end: (ending.append(end), ready.set()),))
        thread.start()
        ready.wait()
        try:
            _measure(server.desk.address, keys, Path(scratch) / "trace.json", len(body.split()) * times)
        finally:
            ending[0]()
            thread.join()
    chunk = max(
        (ROOT / "src/therapyblog/desk/static/chunks").glob("writing-*.js"), key=lambda path: path.stat().st_size
    )
    print(f"the view's own chunk, packed: {len(gzip.compress(chunk.read_bytes(), mtime=0)) // 1000} KB")


def _measure(address: str, keys: int, trace: Path, words: int) -> None:
    with driving() as chromium, started(chromium) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(address)
        page.wait_for_selector("main h1")
        page.evaluate("hash => { location.hash = hash }", f"#/write/{quote(POST, safe='')}")
        page.wait_for_selector(".cm-line >> nth=3")
        page.evaluate(_FOLLOW)
        page.click(".cm-line >> nth=3")
        page.wait_for_timeout(3000)
        browser.start_tracing(page=page, path=trace, categories=["toplevel", "devtools.timeline"])
        _type(page, keys)
        browser.stop_tracing()
        costs = _costs(json.loads(trace.read_text(encoding="utf-8"))["traceEvents"])
        print(f"a key in {words} words: {_spread(costs)}")
        for _ in range(20):
            page.keyboard.type("and ")
            page.wait_for_timeout(1500)
        print(f"the page beside, from the end of the pause (on the wall): {_spread(page.evaluate('window.pages'))}")


def _type(page: Page, keys: int) -> None:
    text = "the quick brown fox jumps over the lazy dog, and then it rests. " * (keys // 60 + 1)
    for number, sign in enumerate(text[:keys]):
        page.keyboard.press("Space" if sign == " " else sign)
        # Each saves at a pause, as people make them.
        page.wait_for_timeout(900 if number % 60 == 59 else BETWEEN)


def _costs(events: Sequence[dict[str, Any]]) -> list[float]:
    """Return the processor time of each key's work: of the tasks that begin within a tenth of a second."""
    pressed = [event for event in events if _type_of(event) == "keydown"]
    thread = pressed[0]["pid"], pressed[0]["tid"]
    own = [event for event in events if (event["pid"], event["tid"]) == thread]
    tasks = sorted(
        (event["ts"], event["dur"], event["tdur"]) for event in own if "RunTask" in event["name"] and "tdur" in event
    )
    outer, end = [], 0
    for start, length, cost in tasks:
        if start >= end:
            outer.append((start, cost))
            end = start + length
    spans = [(event["ts"] - 2000, event["ts"] + BETWEEN * 900) for event in pressed]
    return [sum(cost for start, cost in outer if first <= start < last) / 1000 for first, last in spans]


def _type_of(event: dict[str, Any]) -> str:
    data = event.get("args", {}).get("data", {})
    return str(data.get("type", "")) if event["name"] == "EventDispatch" and isinstance(data, dict) else ""


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"median {half:.1f} ms, 95th percentile {most:.1f} ms, longest {ordered[-1]:.1f} ms, of {len(ordered)}"


if __name__ == "__main__":
    main()
