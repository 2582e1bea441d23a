"""What is remembered of the last build into an output folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from therapyblog.cache.store import recall
from therapyblog.model.value import Value
from therapyblog.output.inspection import digest_of


class Written(Value, frozen=True):
    """One file of the output: the key that it was made from, the digest of its bytes, and how it lies on disk."""

    key: bytes
    digest: bytes
    time: int
    size: int
    files: tuple[str, ...] = ()
    """Of a page: the files of `media/`, and style sheets of the site's own, that it names."""
    place: tuple[int, int] = (0, 0)
    """Inode and time of change (ns): another file that was moved here has others, whatever its time and size."""


class LastBuild(Value, frozen=True, kw_only=True):
    """The last build into one output folder."""

    stamp: bytes = b""
    """A digest of all that it depended on; empty where a file was too fresh to be told from its next version."""
    theme_folders: tuple[str, ...] = ()
    files: dict[str, Written] = {}
    result: dict[str, Any] = {}


def last_build(remembered: bytes | None) -> LastBuild:
    """Return what is remembered; an empty build where nothing is."""
    return recall(remembered, LastBuild) if remembered else LastBuild()


def is_intact(out: str, file: str, written: Written) -> bool:
    """Say whether a file of the output is as we left it.

    We give the files that we write a time that lies a little in the past, so any later change shows in it.
    """
    found = _stat(out, file)
    return found is not None and _is_as_written(found, written) and place_of(found) == written.place


def intact(out: str, file: str, written: Written) -> Written | None:
    """Return a file of the output as it lies there, if it is as we left it.

    Where only its place is another, as after a backup that made links to it, its bytes decide.
    """
    found = _stat(out, file)
    if found is None or not _is_as_written(found, written):
        return None
    place = place_of(found)
    if place == written.place:
        return written
    same = digest_of(Path(out, file)) == written.digest
    return msgspec.structs.replace(written, place=place) if same else None


def placed(out: str, file: str, written: Written) -> Written:
    """Return a file of the output with the place where it lies now."""
    found = _stat(out, file)
    return written if found is None else msgspec.structs.replace(written, place=place_of(found))


def place_of(found: os.stat_result) -> tuple[int, int]:
    """Return inode and time of change."""
    return found.st_ino, found.st_ctime_ns


def _stat(out: str, file: str) -> os.stat_result | None:
    try:
        return os.lstat(f"{out}/{file}")
    except OSError:
        return None


def _is_as_written(found: os.stat_result, written: Written) -> bool:
    return found.st_mtime_ns == written.time and found.st_size == written.size


Look = tuple[tuple[str, int, int, int], ...]
"""Every file below some folders with its size, the time of its last change, and when the system last noted one (ns)."""


def folders_snapshot(folders: tuple[str, ...]) -> Look:
    """Look at every file below some folders; raises `OSError` where something vanishes on the way."""
    found: list[tuple[str, int, int, int]] = []
    for folder in folders:
        if os.path.isdir(folder):
            _look(folder, found)
    return tuple(sorted(found))


def _look(folder: str, found: list[tuple[str, int, int, int]]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _look(entry.path, found)
            elif entry.is_file():
                stat = entry.stat()
                found.append((entry.path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
