"""A bound on the time that one page takes: a second thread looks at the clock and ends the drawing of the first.

A template is Python that was made of it, so what it loops through can be interrupted from another thread
(`PyThreadState_SetAsyncExc`); what it could ask Python to do in one long step has bounds of its own (`kinds.py`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from therapyblog.model.limits import Limits


class TooSlow(BaseException):
    """Raised in the thread that draws. No `except Exception` on the way may keep it."""


class TimeLimit:
    """Watches the pages that are drawn within its `with` statement, one after the other, in one thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._drawing = threading.get_ident()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._page = ""
        self._since = 0.0
        self._told = self._ended = False
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watcher.join()

    @contextmanager
    def page(self, name: str) -> Iterator[None]:
        """Bound the time of what happens within; raises `TooSlow`."""
        with self._lock:
            self._page, self._since = name, time.monotonic()
            self._told = self._ended = False
        try:
            yield
        finally:
            with self._lock:
                self._page = ""
                if self._ended:
                    # Drawing may have ended just before it would have been.
                    _raise_in(self._drawing, None)

    def _watch(self) -> None:
        slow, longest = self._limits.slow, self._limits.longest
        while not self._over.wait(min(slow, longest) / 4):
            with self._lock:
                took = time.monotonic() - self._since
                if self._page and took >= slow and not self._told:
                    self._told = True
                    _warn("%s takes longer than %g s; it is ended after %g s.", self._page, slow, longest)
                if self._page and took >= longest and not self._ended:
                    self._ended = True
                    _raise_in(self._drawing, TooSlow)


def _warn(words: str, *values: object) -> None:
    """Write to the standard error output, unless a program sends warnings of `therapyblog` elsewhere."""
    from logging import getLogger  # noqa: PLC0415 - 3 ms; hardly any page is slow

    getLogger("therapyblog").warning(words, *values)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise an error in another thread before its next step; `None` takes back one that was not raised yet."""
    import ctypes  # noqa: PLC0415 - hardly ever

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error and ctypes.py_object(error))
