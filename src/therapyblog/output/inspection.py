"""Inspects the output folder without following links."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from therapyblog.files import read_regular
from therapyblog.model.codec import digest
from therapyblog.output.atomic import read

T = TypeVar("T")


def above(path: str) -> Iterator[str]:
    """Yield the folders above a path, from the nearest."""
    while (cut := path.rfind("/")) > 0:
        path = path[:cut]
        yield path


def blocking_path(out: Path, path: str) -> str | None:
    """Return the parent of a path that is no folder but a file or a link; `None` where there is none."""
    for folder in reversed(list(above(path))):
        mode = mode_of(out / folder)
        if mode is None:
            return None
        if not stat.S_ISDIR(mode):
            return folder
    return None


def mode_of(place: Path) -> int | None:
    """Return the `st_mode` of a file, link or folder itself; `None` where there is none."""
    try:
        return with_permission(lambda: os.lstat(place), place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_folder(place: Path) -> bool:
    """Say whether this is a folder, not a link to one."""
    mode = mode_of(place)
    return mode is not None and stat.S_ISDIR(mode)


def digest_of(place: Path) -> bytes:
    """Return the digest of a regular file; empty where there is none, or it cannot be read."""
    mode = mode_of(place)
    if mode is None or not stat.S_ISREG(mode):
        return b""
    try:
        return digest(read(place))
    except NotADirectoryError:
        # A folder of the path is a link, and its target is not ours.
        return b""
    except (FileNotFoundError, PermissionError):
        with suppress(OSError):
            os.chmod(place, stat.S_IMODE(mode) | stat.S_IRUSR)
            return digest(read(place))
    return b""


def digest_behind(link: Path, sizes: Collection[int]) -> bytes:
    """Return the digest of the regular file that is the target of a link; empty for anything else, or another size."""
    try:
        status = os.stat(link)
        return digest(read_regular(link)) if stat.S_ISREG(status.st_mode) and status.st_size in sizes else b""
    except OSError:
        return b""


def holds(place: Path, want: bytes) -> bool:
    """Say whether this is a regular file with this digest."""
    return digest_of(place) == want


def with_permission(act: Callable[[], T], place: str | Path) -> T:
    """Call a function; if permission is denied, give the user permission to the parent folder and call it again.

    Another tool may have changed the permissions, and a retracted page must be removed all the same.
    """
    try:
        return act()
    except PermissionError:
        if not _open_up(os.path.dirname(place)):
            raise
    return act()


def _open_up(folder: str) -> bool:
    """Give the user all permissions to a folder; return whether that changed anything."""
    with suppress(OSError):
        mode = stat.S_IMODE(os.lstat(folder).st_mode)
        if mode & stat.S_IRWXU != stat.S_IRWXU:
            os.chmod(folder, mode | stat.S_IRWXU)
            return True
    return False


def files_below(out: Path) -> Iterator[tuple[str, os.DirEntry[str] | None]]:
    """Yield every file and link below a folder, by its path, with its entry; no link is followed.

    What is mounted inside is passed over: it may be large, and it is somebody's other folder. A folder that cannot be
    looked into counts as one file, without an entry.
    """
    root = os.fspath(out)
    device = os.stat(root).st_dev
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            listed = with_permission(partial(_listed, f"{root}/{below}"), f"{root}/{below}x")
        except OSError:
            yield below, None
            continue
        for entry in listed:
            # The kind of an entry comes with the listing; its size and device would be a call of the system each.
            if not entry.is_dir(follow_symlinks=False):
                yield f"{below}{entry.name}", entry
            elif _device_of(entry) in (device, 0):  # 0: Windows tells no device here
                waiting.append(f"{below}{entry.name}/")


def size_of(entry: os.DirEntry[str] | None) -> int:
    """Return the size of what `files_below` found, a link's own for a link; 0 where it cannot be told any more."""
    try:
        return entry.stat(follow_symlinks=False).st_size if entry else 0
    except OSError:
        return 0


def _device_of(entry: os.DirEntry[str]) -> int:
    """Return the device that a folder lies on; -1 where it has just gone."""
    try:
        return entry.stat(follow_symlinks=False).st_dev
    except OSError:
        return -1


def _listed(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)
