"""A preview at work: what is saved is looked at, drawn and told, one thing at a time, while pages are asked for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import msgspec

from therapyblog.serve.findings import Text, Update
from therapyblog.serve.hub import Files, Hub, Message, written
from therapyblog.serve.pages import Page
from therapyblog.serve.preview import Preview
from therapyblog.serve.worker import LATER, Worker

SLICE = 0.02
"""Seconds that go into pages nobody looks at before whoever waits has a turn."""

Tell = Callable[[Update, int | None], None]
"""Told an update, and how many pages it made new; `None` where the next one came before that was known."""


class Session:
    """The preview, who looks at it, and the one thread that may touch it."""

    def __init__(self, preview: Preview, tell: Tell) -> None:
        self.preview, self.hub = preview, Hub()
        self._tell = tell
        self._worker = Worker()
        self._untold: Update | None = None
        self._wrong: frozenset[str] = frozenset()
        self._edited: tuple[Text, ...] = ()
        self._edits = 0

    def start(self) -> None:
        """Begin to work; the preview has had its first update."""
        self._worker.start()
        self._worker.submit(self._check, LATER)

    def stop(self, patience: float) -> bool:
        """End; say whether the work under way ended within so many seconds."""
        self.hub.close()
        ended = self._worker.stop(patience)
        if ended:
            self.preview.close()
        return ended

    def report(self, paths: frozenset[str]) -> tuple[str, ...]:
        """Look at the folder again, and wait until that is done; return the folders of the theme."""
        return self._worker.submit(lambda: self._update(paths)).result()

    def look(self, path: str) -> Future[tuple[str | None, Page | None]]:
        """Find and draw what answers at a path: the file, and the page if it is one."""
        return self._worker.submit(lambda: self._look(path))

    def greeting(self, files: Files) -> Future[bytes]:
        """Write what pages that were just opened have to know."""
        return self._worker.submit(lambda: self._message(files, None))

    def _look(self, path: str) -> tuple[str | None, Page | None]:
        file = self.preview.find(path)
        if file is None or self.preview.edition is None or file not in self.preview.edition.routes:
            return file, None
        page = self.preview.page(file)
        if self.preview.failed_files() - self._wrong:
            self._publish(None)
        return file, page

    def _update(self, paths: frozenset[str]) -> tuple[str, ...]:
        update = self.preview.update(paths, self.hub.files())
        if update is not None:
            self._say(None)
            self._untold = update
            if update.edited:
                self._edited, self._edits = update.edited, self._edits + 1
            self._publish(update)
            if update.accepted:
                self._worker.submit(self._check, LATER)
            else:
                self._say(0)
        return self.preview.theme_folders

    def _publish(self, update: Update | None) -> None:
        """Tell the open pages; where only a page that cannot be drawn was found, the terminal too."""
        before, self._wrong = self._wrong, self.preview.failed_files()
        if update is None and self._untold is None and self._wrong - before:
            self._tell(Update(changed=(), accepted=True, problems=self.preview.failures), 0)
        self.hub.tell(lambda files: self._message(files, update))

    def _message(self, files: Files, update: Update | None) -> bytes:
        preview = self.preview
        return written(
            Message(
                pages={file: preview.facts(file) for file in files},
                problems=preview.problems,
                trouble=preview.trouble,
                edited=self._edited,
                edits=self._edits,
                styles=update.styles if update else {},
                pictures=update.pictures if update else False,
            )
        )

    def _check(self) -> None:
        """Look over the pages that nobody looks at; what is wrong with them is told as well."""
        done = self.preview.check(SLICE)
        if self.preview.failed_files() != self._wrong:
            self._publish(None)
        if done:
            self._say(self.preview.pages)
            self.preview.keep()
        else:
            self._worker.submit(self._check, LATER)

    def _say(self, pages: int | None) -> None:
        """Tell of the last update, once all is known of it, or the next one comes."""
        update, self._untold = self._untold, None
        if update is not None:
            self._tell(msgspec.structs.replace(update, problems=self.preview.problems), pages)
