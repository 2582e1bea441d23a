"""What can go wrong with a disk or a process, made to happen at a chosen file operation of a build.

Python tells an audit hook of every operation before it does it (https://docs.python.org/3/library/audit_events.html).
The hook here counts those below one folder, and at the chosen one ends the process or refuses.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DIED = 77
CHANGES = frozenset({
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "os.utime",
    "shutil.copyfile",
    "shutil.copymode",
    "shutil.copystat",
    "shutil.move",
    "shutil.rmtree",
    "sqlite3.connect",
})  # fmt: skip
LOOKS = frozenset({"os.listdir", "os.scandir"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """Counts the file operations below some folders, and does something at each."""

    def __init__(self, folders: tuple[Path, ...], act: Callable[[int, str, str], None], *, reads: bool = False) -> None:
        self.folders = tuple(os.fspath(folder) for folder in folders)
        self.act, self.reads = act, reads
        self.count = 0

    def sees(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            if (flags or 0) & getattr(os, "O_DIRECTORY", 0):
                # A folder on the way to a file.
                return
            if not self.reads and not (flags or 0) & WRITING:
                return
        elif event not in CHANGES and not (self.reads and event in LOOKS):
            return
        else:
            path = args[0]
        path = _whole("" if isinstance(path, int) or path is None else os.fsdecode(path), event, args)
        if path.startswith(self.folders):
            self.count += 1
            self.act(self.count, event, path)


_FOLDERS = {
    "os.chmod": 2,
    "os.link": 2,
    "os.mkdir": 2,
    "os.remove": 1,
    "os.rename": 2,
    "os.rmdir": 1,
    "os.utime": 3,
    "shutil.rmtree": 1,
}
"""Where an event names the open folder that its path is to be looked up in."""


def _whole(path: str, event: str, args: tuple[Any, ...]) -> str:
    """Return the path from the root of the disk: many operations name a file in a folder that is open."""
    if not path or path.startswith(os.sep):
        return path
    folder = args[_FOLDERS[event]] if event in _FOLDERS else None
    frame = sys._getframe()
    # Of an open Python does not say in which folder.
    while event == "open" and folder is None and frame is not None and frame.f_back is not None:
        frame = frame.f_back
        if "output/directory_tree.py" in frame.f_code.co_filename or frame.f_code.co_filename.endswith(
            "therapyblog/files.py"
        ):
            folder = frame.f_locals.get("dir_fd", frame.f_locals.get("folder"))
    if not isinstance(folder, int) or folder < 0:
        return path
    return f"{os.readlink(f'/proc/self/fd/{folder}')}/{path}"


_watching: list[Watch] = []
_installed: list[bool] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _watching and (event == "open" or event in CHANGES or event in LOOKS):
        watch = _watching.pop()
        try:
            watch.sees(event, args)
        finally:
            _watching.append(watch)


@contextmanager
def watched(watch: Watch) -> Iterator[Watch]:
    """Watch what this process does to the disk."""
    if not _installed:
        sys.addaudithook(_hook)
        _installed.append(True)
    _watching.append(watch)
    try:
        yield watch
    finally:
        _watching.remove(watch)


def operations(work: Callable[[], object], *folders: Path, reads: bool = False) -> list[tuple[str, str]]:
    """Do some work and return its file operations, in order."""
    seen: list[tuple[str, str]] = []
    with watched(Watch(folders, lambda _, event, path: seen.append((event, path)), reads=reads)):
        work()
    return seen


def dying_at(wanted: int, *, torn: bool = False) -> Callable[[int, str, str], None]:
    """End the process before the k-th operation; with `torn`, in the middle of writing the file that it opens."""

    def act(count: int, event: str, path: str) -> None:
        if count < wanted:
            return
        if torn and event == "open":
            Path(path).write_bytes(b"<!doctype html><ti")
        os._exit(DIED)

    return act


def refusing(error: int, first: int, last: int | None = None) -> Callable[[int, str, str], None]:
    """Refuse the operations from the first to the last, as the disk would."""

    def act(count: int, event: str, path: str) -> None:
        if count >= first and (last is None or count <= last):
            raise OSError(error, os.strerror(error), path or None)

    return act


def in_a_process(work: Callable[[], int | None]) -> int:
    """Fork, do the work in the child, and return its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = work() or 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


Entry = tuple[bytes, int]


class Snapshot:
    """A folder as it was, content and times; it can be brought back to that."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folders, self.files, self.links = _look(folder)

    def restore(self) -> None:
        folders, files, links = _look(self.folder)
        for path in (*(files.keys() - self.files.keys()), *links):
            (self.folder / path).unlink()
        for path in sorted(folders - self.folders, reverse=True):
            (self.folder / path).rmdir()
        for path in sorted(self.folders - folders):
            (self.folder / path).mkdir()
        for path, (content, time) in self.files.items():
            if files.get(path) != (content, time):
                place = self.folder / path
                place.unlink(missing_ok=True)
                place.write_bytes(content)
                os.utime(place, ns=(time, time))
        for path, target in self.links.items():
            (self.folder / path).symlink_to(target)


def _look(folder: Path) -> tuple[set[str], dict[str, Entry], dict[str, str]]:
    folders: set[str] = set()
    files: dict[str, Entry] = {}
    links: dict[str, str] = {}
    for place, inside, names in os.walk(folder):
        below = os.path.relpath(place, folder)
        for name in (*inside, *names):
            path = os.path.normpath(os.path.join(below, name))
            full = os.path.join(folder, path)
            status = os.lstat(full)
            if stat.S_ISLNK(status.st_mode):
                links[path] = os.readlink(full)
            elif stat.S_ISDIR(status.st_mode):
                folders.add(path)
            else:
                files[path] = (Path(full).read_bytes(), status.st_mtime_ns)
    return folders, files, links


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder: path → bytes."""
    return {path.replace(os.sep, "/"): content for path, (content, _) in _look(folder)[1].items()}


def spread(total: int, amount: int, start: int = 0) -> list[int]:
    """Return about so many numbers from 1 to the total, evenly spread; all of them for an amount of 0."""
    if not amount or amount >= total:
        return list(range(1, total + 1))
    return sorted({1 + (start + at * total // amount) % total for at in range(amount)})


def half_new(tree: Mapping[str, bytes], old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Return what breaks the promise that every file is wholly old or wholly new, and none is missing (I1)."""
    faults = [
        f"{path} is neither old nor new"
        for path, content in tree.items()
        if content not in (old.get(path), new.get(path)) and path.rpartition("/")[2] not in BOOKKEEPING
    ]
    return faults + [f"{path} is missing" for path in old.keys() & new.keys() if path not in tree]


BOOKKEEPING = (".therapyblog-new",)
