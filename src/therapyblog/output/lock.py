"""One build at a time: a lock that the operating system lets go when its holder ends, however it ends.

So no lock stays behind, none can be stale, and a reused process number means nothing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from therapyblog.errors import Busy

NAME = "lock"
PATIENCE = 0.5
"""Seconds to wait for a build that is nearly done."""


class SiteLock:
    """The lock on a site's workshop folder; raises `Busy` where another build holds it."""

    def __init__(self, workshop: Path) -> None:
        self._path = workshop / NAME
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> SiteLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        stream = open(self._path, "ab")
        until = time.monotonic() + PATIENCE
        while not _take(stream):
            if time.monotonic() > until:
                stream.close()
                raise Busy("another build of this site is at work; try again when it has finished")
            time.sleep(PAUSE)
        self._stream = stream
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()


PAUSE = 0.02

if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> bool:
        try:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
