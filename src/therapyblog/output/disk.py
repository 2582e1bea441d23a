"""The few things that publishing does to a disk, each whole or not at all, with patience for Windows."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

TRIES = 20
PAUSE = 0.05
"""Seconds. A virus scanner or an editor on Windows holds a file for some milliseconds (sharing violation)."""
_SHARING = (5, 32, 33)
FRESH = ".therapyblog-new"
"""The name of a file that is being copied from another file system, until it is whole."""


def replace(source: Path, target: Path) -> None:
    """Put a file in the place of another in one step, making folders on the way."""
    try:
        _rename(source, target)
    except FileNotFoundError:
        if target.parent.is_dir():
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        replace(source, target)
    except OSError as wrong:
        # Another file system, or a folder that is mounted from somewhere.
        if wrong.errno != errno.EXDEV:
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, target)
        source.unlink()


def read(path: Path) -> bytes:
    """Return a file's bytes."""
    return _patiently(path.read_bytes)


def remove(path: Path) -> None:
    """Delete a file."""
    _patiently(lambda: os.unlink(path))


def _rename(source: Path, target: Path) -> None:
    _patiently(lambda: os.replace(source, target))


def _patiently(act: Callable[[], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            return act()
        except PermissionError as wrong:
            if getattr(wrong, "winerror", None) not in _SHARING:
                raise
            time.sleep(PAUSE)
    return act()


def _copy(source: Path, target: Path) -> None:
    """Copy a file so that the target is the old one or the new one at any moment."""
    from shutil import copy2  # noqa: PLC0415 - it brings in every archive format, and is hardly ever needed

    fresh = target.with_name(FRESH)
    try:
        copy2(source, fresh)
        _rename(fresh, target)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def keep_copy(source: Path, copy: Path) -> None:
    """Keep a file's bytes under a second name: a hard link where the file system knows them.

    What is kept already stays: it is from before a build that ended, so it is the older.
    """
    if os.path.lexists(copy):
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, copy)
    except (OSError, NotImplementedError):
        _copy(source, copy)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file so that it is on the disk, whole, when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with open(fresh, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _rename(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def drop_empty(folder: Path, stop: Path) -> None:
    """Remove a folder and those above it while they are empty, up to `stop`."""
    while folder != stop and stop in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def drop_hollow(folder: Path) -> None:
    """Remove a folder that holds nothing but folders."""
    for place, _, _ in os.walk(folder, topdown=False):
        os.rmdir(place)


def remove_tree(folder: Path) -> None:
    """Remove a folder of our own with everything in it, or a file, if it is there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        from shutil import rmtree  # noqa: PLC0415 - see above

        rmtree(folder)
