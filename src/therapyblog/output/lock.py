"""One build at a time: a lock that the operating system lets go when its holder ends, however it ends.

So no lock stays behind, none can be stale, and a reused process number means nothing.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from therapyblog.errors import SiteLocked
from therapyblog.output.own_folder import keep_from_git, open_workshop

NAME = "lock"
PATIENCE = 0.5
"""Seconds to wait for a build that is nearly done."""
PAUSE = 0.02


class SiteLock:
    """The lock on a site's workshop folder, or on a folder in it; raises `SiteLocked` where another build holds it."""

    def __init__(self, workshop: Path, below: str = "") -> None:
        self._workshop, self._name = workshop, f"{below}/{NAME}" if below else NAME

    def __enter__(self) -> Self:
        until = time.monotonic() + PATIENCE
        while (stream := self._try()) is None:
            if time.monotonic() > until:
                raise SiteLocked("another build of this site is at work; try again when it has finished")
            time.sleep(PAUSE)
        self._stream: IO[bytes] = stream
        _held.append(stream)
        return self

    def _try(self) -> IO[bytes] | None:
        try:
            tree = open_workshop(self._workshop)
            stream = tree.open_lasting(self._name)
        except FileNotFoundError:
            # `clean` has just removed the folder.
            return None
        try:
            found = tree.stat(self._name)
            # `clean` removes it, and a lock on nothing keeps nobody out.
            if _take(stream) and found is not None and os.path.samestat(os.fstat(stream.fileno()), found):
                keep_from_git(tree)
                return stream
        except OSError:
            stream.close()
            raise
        stream.close()
        return None

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._stream in _held:
            _held.remove(self._stream)
            _let_go(self._stream)
            self._stream.close()


_held: list[IO[bytes]] = []


def _forget_held() -> None:
    """A forked worker takes no part in the lock: it may outlive the build, and the lock must not."""
    while _held:
        _held.pop().close()


if sys.platform == "win32":  # pragma: no cover - the tests that lock run where files can be locked with `flock`
    import msvcrt

    def _take(stream: IO[bytes]) -> bool:
        try:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(stream: IO[bytes]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    os.register_at_fork(after_in_child=_forget_held)

    def _take(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)
