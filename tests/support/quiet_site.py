"""An open site without a preview, for what only concerns its files; and saves that are killed at random moments."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from therapyblog.desk import site_files
from therapyblog.desk.saved_versions import SavedVersions
from therapyblog.model.config import Config


class QuietSite:
    """What the calls that read and write texts need of an open site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.versions = SavedVersions(folder)
        self.write_lock = threading.RLock()
        self.address = "http://127.0.0.1:1/token/"
        self.now: Callable[[], dt.datetime] = lambda: dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
        config = Config(title="Still Water", url="https://stillwater.example", language="en-GB")
        self.site: Any = SimpleNamespace(
            prepared=SimpleNamespace(config=config), url_of=lambda _: "", find=lambda _: None, documents={}
        )

    def wrote(self, path: str, content: bytes | None, window: str = "") -> None:
        """Tell nobody."""

    def ask(self, _question: object) -> list[Any]:
        return []

    def problems(self, _path: str) -> tuple[()]:
        return ()

    def page_of(self, _path: str) -> str:
        return ""

    def kept(self, path: str) -> set[bytes]:
        """Return every state of a file that is kept."""
        return {self.versions.read(path, version.id) for version in self.versions.versions(path)}


def state(number: int) -> bytes:
    """Return a text that cannot be mistaken for half of another."""
    return (f"state {number}\n" * (number % 7 * 300 + 1)).encode() + b"end\n"


def _save_on_and_on(folder: Path, path: str, told: int) -> None:
    site: Any = QuietSite(folder)
    number, seen = 0, site_files.read_text(site, path).digest
    while True:
        number += 1
        seen = site_files.replace(site, path, state(number), seen, "w").digest
        os.write(told, f"{number}\n".encode())


def kill_saves(folder: Path, kills: int, seed: int) -> None:
    """Kill a process that saves, so many times, and look at what is there."""
    choose = random.Random(seed)
    for kill in range(kills):
        path = f"posts/{kill}.md"
        (folder / path).write_bytes(state(0))
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            _save_on_and_on(folder, path, writer)
        os.close(writer)
        time.sleep(choose.random() * 0.03)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reader, "rb") as stream:
            done = len(stream.read().splitlines())
        held = (folder / path).read_bytes()
        assert held in [state(number) for number in (done, done + 1)], (kill, done, held[:20])
        kept = QuietSite(folder).kept(path)
        assert {state(number) for number in range(done + 1)} - {held} <= kept, (kill, done)
        assert held in kept or held == state(0)
        QuietSite(folder).versions.keep(path, b"goes on")
        told = sum(1 for name in os.listdir(folder / "posts") if name.startswith("."))
        assert told <= 1, "files are left"


if __name__ == "__main__":
    kill_saves(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
