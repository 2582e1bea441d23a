"""A running preview: one thread updates the site and answers requests for pages, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

import msgspec

from therapyblog.serve.events import EditedText, EventStreams, Files, Message, Update, encode_message
from therapyblog.serve.pages import RenderedPage
from therapyblog.serve.preview import Preview

T = TypeVar("T")
SLICE = 0.02
"""Seconds of idle work on pages before waiting calls have a turn."""

Tell = Callable[[Update, int | None], None]
"""Called with an update and the number of pages that changed; `None` where another update came before it was known."""
Heard = Callable[[Update | None], None]
"""Called at once, in the preview's thread, with an update, or `None` where only the problems of a page changed."""


def _nobody(_update: Update | None) -> None:
    """Hear nothing."""


class Session:
    """The preview, the pages that are open, and the one thread that may touch the preview."""

    def __init__(self, preview: Preview, tell: Tell, heard: Heard = _nobody) -> None:
        self.preview, self.streams = preview, EventStreams()
        self._tell, self._heard = tell, heard
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preview")
        self._calls: set[Future[Any]] = set()
        """Calls that are not done."""
        self._stopped = False
        self._check_waits = False
        self._untold: Update | None = None
        self._failed_files: frozenset[str] = frozenset()
        self._edited: tuple[EditedText, ...] = ()
        self._edits = 0

    def start(self) -> None:
        """Start the thread; the preview has had its first update."""
        self._check_later()

    def stop(self, patience: float) -> bool:
        """End; say whether the thread ended within so many seconds."""
        self.streams.close()
        self._stopped = True
        self._executor.shutdown(wait=False, cancel_futures=True)
        ended = not wait(self._calls.copy(), patience).not_done
        if ended:
            self.preview.close()
        return ended

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Queue a call."""
        future = self._executor.submit(call)
        self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        return future

    def report(self, paths: frozenset[str]) -> tuple[str, ...]:
        """Update the preview, and wait until that is done; return the folders of the theme."""
        return self.saved(paths).result()

    def saved(self, paths: frozenset[str]) -> Future[tuple[str, ...]]:
        """Update the preview soon: these files were just written."""
        return self.submit(lambda: self._update(paths))

    def look(self, path: str) -> Future[tuple[str | None, RenderedPage | None]]:
        """Return what is served at a path: the file, and the rendered page if it is one."""
        return self.submit(lambda: self._look(path))

    def greeting(self, files: Files) -> Future[bytes]:
        """Return the first message for pages that were just opened."""
        return self.submit(lambda: self._message(files, None))

    def _look(self, path: str) -> tuple[str | None, RenderedPage | None]:
        file = self.preview.find(path)
        if file is None or self.preview.site is None or file not in self.preview.site.routes:
            return file, None
        page = self.preview.page(file)
        if self.preview.failed_files - self._failed_files:
            self._publish(None)
        return file, page

    def _update(self, paths: frozenset[str]) -> tuple[str, ...]:
        update = self.preview.update(paths, self.streams.files())
        if update is not None:
            self._say(None)
            self._untold = update
            if update.edited:
                self._edited, self._edits = update.edited, self._edits + 1
            self._publish(update)
            if update.accepted:
                self._check_later()
            else:
                self._say(0)
        return self.preview.theme_folders

    def _publish(self, update: Update | None) -> None:
        """Send an update to the open pages; where only a page failed, to the terminal too."""
        before, self._failed_files = self._failed_files, self.preview.failed_files
        if update is None and self._untold is None and self._failed_files - before:
            self._tell(Update(changed=(), accepted=True, problems=self.preview.failures), 0)
        self.streams.send(lambda files: self._message(files, update))
        self._heard(update)

    def _message(self, files: Files, update: Update | None) -> bytes:
        preview = self.preview
        return encode_message(
            Message(
                pages={file: preview.info(file) for file in files},
                problems=preview.problems,
                trouble=preview.trouble,
                edited=self._edited,
                edits=self._edits,
                styles=update.styles if update else {},
                pictures=update.pictures if update else False,
            )
        )

    def _check(self) -> None:
        """Check the pages that are not open, a few at a time, and report their problems."""
        self._check_waits = False
        done = self.preview.check(SLICE)
        if self.preview.failed_files != self._failed_files:
            self._publish(None)
        if done:
            self._say(self.preview.new_pages)
            self.preview.keep()
        else:
            self._check_later()

    def _check_later(self) -> None:
        """Go on checking after the calls that came meanwhile; however many updates there were, one check waits."""
        if not self._stopped and not self._check_waits:
            self._check_waits = True
            self.submit(self._check)

    def _say(self, pages: int | None) -> None:
        """Report the last update, once all is known of it, or the next one comes."""
        update, self._untold = self._untold, None
        if update is not None:
            self._tell(msgspec.structs.replace(update, problems=self.preview.problems), pages)
