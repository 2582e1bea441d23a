"""The cached result of the last build into an output folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from therapyblog.cache.store import recall
from therapyblog.model.problems import Problem
from therapyblog.model.value import Value
from therapyblog.output.inspection import digest_of


class OutputFile(Value, frozen=True):
    """One file of the output: its key, the digest of its bytes, and its metadata on disk."""

    key: bytes
    digest: bytes
    time: int
    size: int
    files: tuple[str, ...] = ()
    """Of a page: the files of `media/`, and style sheets of the site's own, that it names."""
    warnings: tuple[Problem, ...] = ()
    """Of a page: what its templates say wrongly, to be told at every build."""
    place: tuple[int, int] = (0, 0)
    """Inode and change time (ns): a file that was moved here has others, even with the same time and size."""


class LastBuild(Value, frozen=True, kw_only=True):
    """The last build into one output folder."""

    stamp: bytes = b""
    """A digest of all that it depended on; empty where a file was too new for its time to be trusted."""
    theme_folders: tuple[str, ...] = ()
    files: dict[str, OutputFile] = {}
    result: dict[str, Any] = {}


def last_build(remembered: bytes | None) -> LastBuild:
    """Return the cached build; an empty one where nothing is cached."""
    return recall(remembered, LastBuild) if remembered else LastBuild()


def is_intact(out: str, file: str, written: OutputFile) -> bool:
    """Say whether a file of the output is unchanged.

    The files that we write get a time a little in the past, so any later change changes it.
    """
    status = status_of(out, file)
    return status is not None and _is_as_written(status, written) and place_of(status) == written.place


def intact(out: str, file: str, written: OutputFile, status: os.stat_result) -> OutputFile | None:
    """Return a file of the output with its current place, if it is unchanged; `status` is what it is now.

    Where only its place differs, as after a backup with hard links, its bytes decide.
    """
    if not _is_as_written(status, written):
        return None
    place = place_of(status)
    if place == written.place:
        return written
    same = digest_of(Path(out, file)) == written.digest
    return msgspec.structs.replace(written, place=place) if same else None


def with_current_place(out: str, file: str, written: OutputFile) -> OutputFile:
    """Return a file of the output with its current place."""
    status = status_of(out, file)
    return written if status is None else msgspec.structs.replace(written, place=place_of(status))


def place_of(status: os.stat_result) -> tuple[int, int]:
    """Return inode and change time."""
    return status.st_ino, status.st_ctime_ns


def status_of(out: str, file: str) -> os.stat_result | None:
    """Return the metadata of a file or folder of the output itself; `None` where there is none."""
    try:
        return os.lstat(f"{out}/{file}")
    except OSError:
        return None


def _is_as_written(status: os.stat_result, written: OutputFile) -> bool:
    return status.st_mtime_ns == written.time and status.st_size == written.size


FolderSnapshot = tuple[tuple[str, int, int, int], ...]
"""Every file below some folders, with its size, modification time and change time (ns)."""


def folders_snapshot(folders: tuple[str, ...]) -> FolderSnapshot:
    """Return the metadata of all files below some folders; raises `OSError` where one is removed meanwhile."""
    files: list[tuple[str, int, int, int]] = []
    for folder in folders:
        if os.path.isdir(folder):
            _scan(folder, files)
    return tuple(sorted(files))


def _scan(folder: str, files: list[tuple[str, int, int, int]]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _scan(entry.path, files)
            elif entry.is_file():
                stat = entry.stat()
                files.append((entry.path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
