"""Many events → one burst: when is somebody done saving?

Each editor saves in its own way: it cuts the file and writes it, writes another and renames it, moves the old one away,
writes twice. A burst is over when it has been quiet for a moment. Where the system tells that a file was closed, a file
that is being written is waited for, and one that was closed need not be waited for long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

QUIET = 0.05
"""Seconds without an event that end a burst."""
SHORT = 0.02
"""Seconds after one file, or a file and its copy, was closed or renamed."""
FEW = 2
PATIENCE = 1.0
"""Seconds to wait for a file that is being written to be closed."""
LONGEST = 3.0
"""Seconds after which a burst ends though it goes on: something else writes all the time."""


class Bursts:
    """Collects events from any thread; one thread waits for bursts."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._open: dict[str, bool] = {}
        self._first = self._last = 0.0
        self._unsettled = False
        self._ended = False

    def note(self, path: str, *, open_: bool = False, settled: bool = False) -> None:
        """Note that something happened to a file: it is being written (`open_`), or is done (`settled`)."""
        with self._changed:
            self._last = self._clock()
            if not self._open:
                self._first = self._last
            self._open[path] = open_
            self._unsettled = not settled
            self._changed.notify_all()

    def end(self) -> None:
        """Wake whoever waits, for good."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def ended(self) -> bool:
        """Whether `end` was called."""
        return self._ended

    def wait(self, timeout: float) -> frozenset[str]:
        """Return the paths of the next burst when it is over; none where nothing happened for so many seconds."""
        until = self._clock() + timeout
        with self._changed:
            while not self._ended:
                left = self._left() if self._open else until - self._clock()
                if left <= 0:
                    break
                self._changed.wait(left)
            found = frozenset(self._open)
            self._open = {}
        return found

    def _left(self) -> float:
        """Return the seconds until the burst is over, if nothing more happens."""
        now = self._clock()
        quiet = QUIET if self._unsettled or len(self._open) > FEW else SHORT
        quiet = PATIENCE if any(self._open.values()) else quiet
        return min(self._last + quiet, self._first + LONGEST) - now
