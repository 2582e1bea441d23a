"""One thread that does one thing at a time, what is waited for first."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

SOON, LATER = 0, 1
"""What somebody waits for, and what is done while nobody does."""


class Worker:
    """Does calls in the order of their urgency and then of their coming."""

    def __init__(self) -> None:
        self._calls: queue.PriorityQueue[tuple[int, int, Future[Any] | None, Callable[[], Any]]] = queue.PriorityQueue()
        self._count = itertools.count()
        self._thread = threading.Thread(target=self._run, name="preview", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def submit(self, call: Callable[[], T], urgency: int = SOON) -> Future[T]:
        """Have a call done."""
        future: Future[T] = Future()
        self._calls.put((urgency, next(self._count), future, call))
        return future

    def stop(self, patience: float) -> bool:
        """End after the call under way; say whether it ended within so many seconds."""
        self._calls.put((-1, next(self._count), None, _nothing))
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            _, _, future, call = self._calls.get()
            if future is None:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as wrong:  # noqa: BLE001 - it belongs to whoever waits for the call
                future.set_exception(wrong)


def _nothing() -> None:
    """Do nothing."""
