"""A take-over: a folder without a list becomes an output folder, and the files in it are moved away first.

They are moved to a folder in `.therapyblog/aside/`, with a list of them. No build deletes that folder, and the files
can be put back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from therapyblog.errors import DiskError, UsageError
from therapyblog.model.result import SetAside
from therapyblog.output.aside import move, stamp
from therapyblog.output.atomic import remove_tree, write_synced
from therapyblog.output.inspection import blocking_path, files_below, is_folder, mode_of, size_of
from therapyblog.output.manifest import NAME, is_ours, read_manifest
from therapyblog.output.publish import publish
from therapyblog.output.workspace import Workspace

_PREFIX = "taken-over-"
_UNFINISHED = ".unfinished"
FILES, LIST = "files", "list.txt"


@contextmanager
def taken_over(workspace: Workspace) -> Iterator[Path | None]:
    """Move everything out of the output folder, unless it is ours or empty; put it back where the build fails.

    Yields the folder that the files were moved to, if there were any.
    """
    if is_ours(workspace) or not is_folder(workspace.out) or not os.listdir(workspace.out):
        yield None
        return
    place = _place(workspace)
    try:
        _take(workspace, place)
        yield place
    except BaseException:
        _merge(place / FILES, workspace.out)
        remove_tree(place)
        raise
    place.rename(place.with_name(place.name.removesuffix(_UNFINISHED)))


def _place(workspace: Workspace) -> Path:
    """Return the folder to move to: a new one, or that of a take-over that was interrupted."""
    unfinished = _folders(workspace, f"{workspace.id}{_UNFINISHED}")
    name = unfinished[-1].name if unfinished else f"{_PREFIX}{stamp()}-{workspace.id}{_UNFINISHED}"
    return workspace.make_folder(workspace.aside / name)


def _folders(workspace: Workspace, ending: str) -> list[Path]:
    """Return the folders of take-overs of this output folder, oldest first."""
    folders = workspace.aside.glob(f"{_PREFIX}*-{ending}")
    return sorted(path for path in folders if is_folder(path) and is_folder(path / FILES))


def _take(workspace: Workspace, place: Path) -> None:
    files = place / FILES
    files.mkdir(exist_ok=True)
    listed = sorted((path, size_of(entry)) for out in (files, workspace.out) for path, entry in files_below(out))
    text = "".join(f"{size:>12}  {path}\n" for path, size in listed)
    write_synced(place / LIST, f"From {workspace.out}:\n{text}".encode("utf-8", "replace"))
    _merge(workspace.out, files)


def _merge(source: Path, target: Path) -> None:
    """Move everything from one folder into another; files that are in both stay where they are."""
    for name in sorted(os.listdir(source)):
        if is_folder(source / name) and is_folder(target / name):
            _merge(source / name, target / name)
            with suppress(OSError):
                os.rmdir(source / name)
        elif mode_of(target / name) is None:
            move(source / name, target / name)


def undo(workspace: Workspace) -> tuple[int, tuple[SetAside, ...]]:
    """Put back what the last take-over moved away; what was written since is removed first.

    Returns how many files that were, and what of ours somebody had changed and was set aside. Raises `UsageError` where
    nothing was taken over, or where a file lies in the place of another, and `DiskError` where something of ours could
    not be removed.
    """
    taken = _folders(workspace, workspace.id)
    if not taken:
        raise UsageError(f"Nothing was taken over from {workspace.out}, so there is nothing to put back.")
    files, ours = taken[-1] / FILES, read_manifest(workspace) or {}
    back = [path for path, _ in files_below(files)]
    for path in back:
        place = blocking_path(workspace.out, path) or path
        standing = [place]
        if is_folder(workspace.out / place):
            standing = [f"{place}/{below}" for below, _ in files_below(workspace.out / place)]
        for name in standing:
            if name not in ours and mode_of(workspace.out / name) is not None:
                raise UsageError(f"{workspace.out / name} is in the way: move it away. Nothing was changed.")
    done = publish(workspace, {}, ())
    for file in done.unremoved:
        raise DiskError(f"{workspace.out / file.path}: {file.why}; nothing was put back. Remove it and try again.")
    workspace.out.mkdir(parents=True, exist_ok=True)
    _merge(files, workspace.out)
    (workspace.record / NAME).unlink(missing_ok=True)
    remove_tree(taken[-1])
    return len(back), done.set_aside
