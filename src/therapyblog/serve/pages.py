"""The pages of an edition as they were drawn: drawn when somebody looks, looked over while nobody waits.

A page has a key, and two pages of one key have the same bytes: so a page is drawn again where its key is another one.
Where it cannot be drawn, the last good one stays, and what is wrong is told.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection

import msgspec

from therapyblog.model.problems import Problem
from therapyblog.render.renderer import RenderError
from therapyblog.serve.edition import Edition
from therapyblog.work.fingerprint import KeyedPage

KEPT = 32 * 2**20
"""Bytes of drawn pages that are kept."""


class Page(msgspec.Struct, frozen=True):
    """A page as it was drawn."""

    key: bytes
    content: bytes


class Pages:
    """What was drawn and what is known of the rest. An edition is shown from `show` on."""

    def __init__(self, edition: Edition | None = None) -> None:
        self.edition = edition
        self.new = 0
        """How many pages were found to be other than before, since `show`."""
        self.failed: dict[str, Problem] = {}
        """Pages that cannot be drawn: file → why."""
        self._drawn: OrderedDict[str, Page] = OrderedDict()
        self._checked: dict[str, bytes] = {}
        """File → the key under which it was looked over last."""
        self._pending: dict[str, None] = {}
        self._looked_over = False
        self._edited: Collection[str] = ()

    def show(self, edition: Edition, edited: Collection[str] = ()) -> None:
        """Let this edition be the one that is shown; `edited` are the paths of the documents that changed."""
        self.edition, self.failed, self.new, self._edited = edition, {}, 0, edited
        self._pending = dict.fromkeys(edition.routes)

    def draw(self, edition: Edition, file: str) -> Page:
        """Return a page of an edition, which need not be shown yet; raises `RenderError`, `MemoError`."""
        return self._draw(edition, file, edition.keyed(file))

    def _draw(self, edition: Edition, file: str, keyed: KeyedPage) -> Page:
        known = self._drawn.get(file)
        if known is None or known.key != keyed.key:
            known = self._drawn[file] = Page(keyed.key, edition.draw(keyed))
            kept = sum(len(page.content) for page in self._drawn.values())
            while kept > KEPT and len(self._drawn) > 1:
                _, dropped = self._drawn.popitem(last=False)
                kept -= len(dropped.content)
        self._drawn.move_to_end(file)
        return known

    def page(self, file: str) -> Page | None:
        """Return a page that is shown; the last good one where it cannot be drawn now, `None` where there is none."""
        if self.edition is None or file not in self.edition.routes:
            return None
        try:
            return self.draw(self.edition, file)
        except RenderError as wrong:
            self.failed[file] = wrong.found
            return self._drawn.get(file)

    def key(self, file: str) -> str:
        """Return the key of what `page` gives, as an open page knows it; empty where there is nothing to see."""
        assert self.edition is not None
        if file not in self.failed:
            return self.edition.keyed(file).key.hex()
        good = self._drawn.get(file)
        return good.key.hex() if good else ""

    def check(self, seconds: float) -> bool:
        """Draw pages that nobody has looked at yet, for so long; say whether all of them are known now."""
        until = time.perf_counter() + seconds
        while self.edition is not None and self._pending:
            file, _ = self._pending.popitem()
            keyed = self.edition.keyed(file)
            if self._checked.get(file) != keyed.key:
                # A page that was never looked over is not known to be new, unless it shows what was edited.
                known = file in self._checked or self._looked_over
                self.new += known or any(text.document in self._edited for text in keyed.texts)
                self._checked[file] = keyed.key
                self._try(self.edition, file, keyed)
            if time.perf_counter() > until:
                break
        self._looked_over = self._looked_over or not self._pending
        return not self._pending

    def _try(self, edition: Edition, file: str, keyed: KeyedPage) -> None:
        """Find out whether a page can be drawn."""
        known = self._drawn.get(file)
        self.failed.pop(file, None)
        if known is None or known.key != keyed.key:
            try:
                edition.draw(keyed)
            except RenderError as wrong:
                self.failed[file] = wrong.found
