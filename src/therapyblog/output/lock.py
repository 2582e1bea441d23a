"""The lock that allows one build at a time. The operating system releases it when its process ends, however it ends.

So there are no stale locks, and reused process numbers do not matter.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from therapyblog.errors import SiteLocked
from therapyblog.output.own_folder import keep_from_git, open_own_folder

NAME = "lock"
PATIENCE = 0.5
"""Seconds to wait for a build that is nearly done."""
PAUSE = 0.02


class SiteLock:
    """The lock on a site's `.therapyblog` folder, or a folder in it; raises `SiteLocked` if another build holds it."""

    def __init__(self, own_folder: Path, below: str = "") -> None:
        self._own_folder, self._name = own_folder, f"{below}/{NAME}" if below else NAME

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
            tree = open_own_folder(self._own_folder)
            stream = tree.open_lasting(self._name)
        except FileNotFoundError:
            # `clean` has just removed the folder.
            return None
        try:
            status = tree.stat(self._name)
            # `clean` may have removed the file, and a lock on a removed file has no effect.
            if _take(stream) and status is not None and os.path.samestat(os.fstat(stream.fileno()), status):
                keep_from_git(tree)
                return stream
        except OSError:
            stream.close()
            raise
        stream.close()
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._stream in _held:
            _held.remove(self._stream)
            _release(self._stream)
            self._stream.close()


_held: list[IO[bytes]] = []


def _forget_held() -> None:
    """Close the locks in a forked worker: it may outlive the build, and the lock must not."""
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

    def _release(stream: IO[bytes]) -> None:
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

    def _release(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)
