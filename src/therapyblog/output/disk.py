"""The few things that publishing does to a disk, each whole or not at all, with patience for Windows."""

from __future__ import annotations

import os
import time
from pathlib import Path

TRIES = 20
PAUSE = 0.05
"""Seconds. A virus scanner or an editor on Windows holds a file for some milliseconds (sharing violation)."""
_SHARING = (5, 32, 33)


def replace(source: Path, target: Path) -> None:
    """Put a file in the place of another in one step, making folders on the way."""
    for attempt in range(TRIES):
        try:
            os.replace(source, target)
        except FileNotFoundError:
            if target.parent.is_dir():
                raise
            target.parent.mkdir(parents=True, exist_ok=True)
        except PermissionError as wrong:
            if getattr(wrong, "winerror", None) not in _SHARING or attempt == TRIES - 1:
                raise
            time.sleep(PAUSE)
        else:
            return
    raise OSError(f"{target} could not be replaced")


def keep_copy(source: Path, copy: Path) -> None:
    """Keep a file's bytes under a second name: a hard link where the file system knows them."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, copy)
    except FileExistsError:
        copy.unlink()
        os.link(source, copy)
    except (OSError, NotImplementedError):
        from shutil import copy2  # noqa: PLC0415 - it brings in every archive format; a link needs none

        copy2(source, copy)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file so that it is on the disk, whole, when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with open(fresh, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        replace(fresh, path)
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


def remove_tree(folder: Path) -> None:
    """Remove a folder of our own with everything in it, or a file, if it is there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        from shutil import rmtree  # noqa: PLC0415 - see above

        rmtree(folder)
