"""The open site: its folder, its preview, and what was written there by whom."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from therapyblog.desk.events import Events
from therapyblog.desk.protocol import SeenProblem, seen_problem
from therapyblog.desk.saved_versions import SavedVersions
from therapyblog.desk.tasks import Tasks
from therapyblog.model.codec import digest
from therapyblog.serve.events import Update
from therapyblog.serve.pages import SiteInMemory
from therapyblog.serve.preview import Preview
from therapyblog.serve.session import Session
from therapyblog.serve.watcher import Watcher

T = TypeVar("T")
PATIENCE = 1.0
"""Seconds to wait for work in progress at the end."""


class _Written(NamedTuple):
    """What the desk wrote to a file last: the digest of its bytes (`None`: removed), and for which window."""

    digest: bytes | None
    window: str


class Workspace:
    """An open site. Its methods may be called from any thread."""

    def __init__(self, folder: Path, origin: str, events: Events, tasks: Tasks, now: Callable[[], dt.datetime]) -> None:
        self.folder, self.tasks, self.now = folder, tasks, now
        self.id = secrets.token_hex(8)
        """Tells this opening of the site from others: a window says in each call which site it shows."""
        self.token = secrets.token_urlsafe(24)
        """Stands in the address of its previewed pages, which can only be read."""
        self.address = f"http://{origin}/{self.token}/"
        """Where its home page is previewed."""
        self.write_lock = threading.RLock()
        """Held by whoever writes to the folder."""
        self.versions = SavedVersions(folder)
        self.now = now
        self._events = events
        self._written: dict[str, _Written] = {}
        self._written_lock = threading.Lock()
        self.preview = Preview(folder, drafts=True, now=now)
        self.session = Session(self.preview, _nobody, self._heard)
        self._watcher = Watcher(folder, self.session.report, lambda says: events.send("notice", says=says))

    def start(self) -> None:
        """Read the site and begin to follow its folder."""
        self.preview.update()
        self.session.start()
        self._watcher.start(self.preview.theme_folders)

    def close(self) -> bool:
        """End; say whether nothing goes on."""
        self._watcher.stop()
        return self.session.stop(PATIENCE)

    @property
    def site(self) -> SiteInMemory | None:
        """The site that the preview shows; `None` while there is none that can be shown."""
        return self.preview.site

    def ask(self, question: Callable[[Preview], T]) -> T:
        """Return what a function says of the preview, in the one thread that may touch it."""
        return self.session.submit(lambda: question(self.preview)).result()

    def problems(self, path: str = "") -> tuple[SeenProblem, ...]:
        """Return what is wrong in the site, or in one file of it."""
        problems = self.ask(lambda preview: preview.problems)
        return tuple(seen_problem(problem) for problem in problems if not path or problem.at.path == path)

    def wrote(self, path: str, content: bytes | None, window: str = "", *, also: Iterable[str] = ()) -> None:
        """Note that the desk has written (or, `None`, removed) a file of the site, and let the preview follow at once.

        `also` are files that were written with it, whose changes nobody needs to be told of.
        """
        with self._written_lock:
            self._written[path] = _Written(None if content is None else digest(content), window)
        self.session.saved(frozenset(os.fspath(self.folder / name) for name in (path, *also)))

    def page_of(self, path: str) -> str:
        """Return where the page of a text is previewed; empty where it has none."""
        site = self.site
        url = site.url_of(path) if site is not None else ""
        return f"{self.address}{url[1:]}" if url else ""

    def _heard(self, update: Update | None) -> None:
        """Tell the windows of an update; called in the preview's thread."""
        preview = self.preview
        problems = preview.problems
        self._events.send("site", site=self.id, problems=len(problems), trouble=preview.trouble)
        if update is None:
            return
        by_window: dict[str | None, list[str]] = {}
        for path in update.changed:
            by_window.setdefault(self._author(path), []).append(path)
        for window, paths in by_window.items():
            self._events.send("files", site=self.id, paths=paths, window=window)
        for path in update.changed:
            if path.endswith(".toml") or preview.digest_of(path) is not None:
                seen = [seen_problem(problem) for problem in problems if problem.at.path == path]
                self._events.send("page", site=self.id, path=path, problems=seen, address=self.page_of(path))

    def _author(self, path: str) -> str | None:
        """Return the window for which the desk wrote what a file holds now; `None` where somebody else did."""
        with self._written_lock:
            written = self._written.get(path)
        if written is None:
            return None
        now = self.preview.digest_of(path)
        if now is None:
            try:
                now = digest((self.folder / path).read_bytes())
            except OSError:
                now = None
        return written.window if now == written.digest else None


def _nobody(_update: Update, _pages: int | None) -> None:
    """Tell no terminal."""
