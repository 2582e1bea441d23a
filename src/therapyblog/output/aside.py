"""`.therapyblog/aside/`: backups of changed files in the output folder, before they are replaced or removed.

One folder a publication, named by its time (UTC), with the paths as they were in the output folder. Kept for 30 days or
up to 200 MB; the oldest go first. It is never published. What a take-over moved here has another name and no limit.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from contextlib import suppress
from pathlib import Path

from therapyblog.output.atomic import keep_copy, remove_tree
from therapyblog.output.inspection import with_permission
from therapyblog.output.workspace import Workspace

DAYS = 30
BYTES = 200_000_000
_FORM = "%Y-%m-%dT%H-%M-%S-%f"
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{6}")


def stamp(before: dt.timedelta = dt.timedelta()) -> str:
    """Return the moment, or one before it, as a name that sorts."""
    return (dt.datetime.now(dt.UTC) - before).strftime(_FORM)


class Aside:
    """The folder for the backups of one publication; it is created with the first file."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._folder: Path | None = None
        self._moved: list[str] = []
        self.kept: dict[str, str] = {}
        """Path in the output folder → path of the backup, relative to the site folder."""

    def _place(self, path: str) -> Path:
        if self._folder is None:
            self._folder = self._workspace.make_folder(self._workspace.aside / stamp())
        place = self._folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def copy(self, path: str) -> None:
        """Back up a file or link, and leave it in its place."""
        source, place = self._workspace.out / path, self._place(path)
        if source.is_symlink():
            os.symlink(os.readlink(source), place)
        else:
            keep_copy(source, place)
        self._note(path, place)

    def move(self, path: str) -> None:
        """Move a file, a link itself, or a folder with everything in it."""
        source, place = self._workspace.out / path, self._place(path)
        with_permission(lambda: move(source, place), source)
        self._moved.append(path)
        self._note(path, place)

    def _note(self, path: str, place: Path) -> None:
        self.kept[path] = place.relative_to(self._workspace.site).as_posix()

    def put_back(self) -> None:
        """Move everything back, because the publication is undone."""
        if self._folder is None:
            return
        for path in reversed(self._moved):
            if not os.path.lexists(self._workspace.out / path):
                move(self._folder / path, self._workspace.out / path)
        remove_tree(self._folder)
        self.__init__(self._workspace)  # type: ignore[misc]


def move(source: Path, target: Path) -> None:
    """Move a file, a link itself, or a whole folder, to another file system too."""
    from shutil import move as move_anything  # noqa: PLC0415 - it brings in every archive format

    target.parent.mkdir(parents=True, exist_ok=True)
    move_anything(source, target)


def expire(workspace: Workspace) -> None:
    """Delete backups older than `DAYS`, and the oldest while there are more than `BYTES`; never the newest."""
    try:
        names = sorted(filter(_STAMP.fullmatch, os.listdir(workspace.aside)), reverse=True)
    except (FileNotFoundError, NotADirectoryError):
        return
    oldest, size = stamp(dt.timedelta(days=DAYS)), 0
    for number, name in enumerate(names):
        size += _size(workspace.aside / name)
        if name < oldest or (number and size > BYTES):
            with suppress(OSError):
                remove_tree(workspace.aside / name)


def _size(folder: Path) -> int:
    return sum(os.lstat(os.path.join(place, name)).st_size for place, _, names in os.walk(folder) for name in names)
