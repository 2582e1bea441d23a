"""Publishes: makes the output folder equal to the site, and loses no file of anybody else's.

stage (the render has done that) → journal → set aside → replace → remove → list → drop the journal

No file is ever partial: each is replaced in one step, assets before the pages that need them, and files that link to
pages last. If a file cannot be written, what was replaced is put back; a file that cannot be removed is reported, and
tried again by the next build. If the process ends, the next build finishes the journal. A missing or empty output
folder is replaced by the whole staged tree in one step.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from therapyblog.errors import DiskError, UsageError
from therapyblog.model.result import SetAside, Unremoved
from therapyblog.model.value import Value
from therapyblog.output import stale_files
from therapyblog.output.aside import Aside, expire
from therapyblog.output.atomic import keep_copy, remove, remove_empty, remove_empty_tree, remove_tree, replace
from therapyblog.output.inspection import (
    above,
    blocking_path,
    digest_of,
    files_below,
    holds,
    is_folder,
    mode_of,
    with_permission,
)
from therapyblog.output.journal import (
    Journal,
    Removal,
    drop_journal,
    former_writes,
    has_former_journal,
    has_journal,
    read_journal,
    write_journal,
)
from therapyblog.output.manifest import NAME as LIST
from therapyblog.output.manifest import UNKNOWN, Manifest, ManifestEntry, read_manifest, write_manifest
from therapyblog.output.workspace import Workspace


class Published(Value, frozen=True, kw_only=True):
    """What publishing did: paths below the output folder."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    unremoved: tuple[Unremoved, ...] = ()
    foreign: tuple[str, ...] = ()
    """Files that we did not write; only searched where something was removed or changed."""
    former: bool = False
    """Whether the list of an earlier version was taken over."""


class Progress(msgspec.Struct):
    """The progress of a publication."""

    aside: Aside
    replaced: list[str] = []
    removed: list[str] = []
    unremoved: dict[str, str] = {}
    complete: bool = False
    """Everything new is in place: from here on nothing is put back."""


def publish(workspace: Workspace, wanted: Manifest, staged: Iterable[str]) -> Published:
    """Make the output folder equal to the files `wanted`; those in `staged` are below the stage folder.

    Raises `UsageError` where a file that we did not write is in the way, and `OSError` where a file cannot be written;
    in both cases the output folder is as before. Raises `DiskError` where that failed too, or where the list could not
    be written.
    """
    out, fresh = workspace.out, frozenset(staged)
    if wanted and fresh == wanted.keys() and _takes_whole_tree(out) and _swap_in(workspace, wanted):
        return Published(written=tuple(sorted(wanted)))
    listed = read_manifest(workspace)
    before = listed or {}
    journal, foreign = _plan(workspace, before, wanted, fresh)
    if not journal.write and not journal.delete and before == wanted:
        return Published()
    if not (workspace.record / LIST).exists():
        # The list is written first, so that the folder is known to be ours if the process ends.
        out.mkdir(parents=True, exist_ok=True)
        journal = msgspec.structs.replace(journal, identity=workspace.identity())
        write_manifest(workspace, before)
    progress = Progress(Aside(workspace))
    try:
        write_journal(workspace, journal)
        _carry_out(journal, workspace, before, progress)
    except BaseException as error:
        _give_up(journal, workspace, progress, error)
        if listed is None and not progress.complete:
            with suppress(OSError):
                (workspace.record / LIST).unlink()
        raise
    # The site is published; the next build removes what cannot be removed here.
    with suppress(OSError):
        drop_journal(workspace)
        clear(workspace)
        expire(workspace)
    former = any(removal.kind == "mark" for removal in journal.delete)
    return msgspec.structs.replace(_published(journal, progress), foreign=tuple(foreign), former=former)


def roll_forward(workspace: Workspace) -> Published | None:
    """Finish the publication of an interrupted build, and remove its files.

    Returns what that did; `None` where there was none.
    """
    was_there = has_journal(workspace) or has_former_journal(workspace)
    _take_over_former(workspace)
    journal = read_journal(workspace)
    published = Published() if was_there else None
    if journal is not None:
        before, out = read_manifest(workspace) or {}, workspace.out
        if all(holds(workspace.stage / path, want) or holds(out / path, want) for path, want in journal.write):
            progress = Progress(Aside(workspace))
            _carry_out(journal, workspace, before, progress)
            published = _published(journal, progress)
        else:
            # Staged files are lost (a power cut). Those that were published are ours; this build renders the others.
            write_manifest(workspace, before | _arrived(out, journal.write, before))
    if was_there:
        drop_journal(workspace)
    clear(workspace)
    return published


def _arrived(out: Path, write: Iterable[tuple[str, bytes]], before: Manifest) -> Manifest:
    """Return which files of a journal are ours now: those that are in place, and those without an older version."""
    return {path: ManifestEntry(want, UNKNOWN) for path, want in write if path not in before or holds(out / path, want)}


def _take_over_former(workspace: Workspace) -> None:
    """Take over the journal of an earlier version, if it is of this folder, and remove its other files."""
    write = former_writes(workspace)
    if write:
        before = read_manifest(workspace) or {}
        write_manifest(workspace, before | _arrived(workspace.out, write.items(), before))
    workspace.forget_former()


def clear(workspace: Workspace) -> None:
    """Remove the temporary files of a build, unless a journal still needs them."""
    if not has_journal(workspace):
        remove_tree(workspace.kept)
        remove_tree(workspace.stage)


def _published(journal: Journal, progress: Progress) -> Published:
    return Published(
        written=tuple(path for path, _ in journal.write),
        removed=tuple(progress.removed),
        set_aside=tuple(SetAside(path=path, now=now) for path, now in progress.aside.kept.items()),
        unremoved=tuple(Unremoved(path=path, why=why) for path, why in progress.unremoved.items()),
    )


def _takes_whole_tree(out: Path) -> bool:
    """Say whether the folder is missing or empty, so that the whole tree can be moved in one step."""
    if out.is_symlink():
        return False
    try:
        return next(out.iterdir(), None) is None
    except FileNotFoundError:
        return True


def _swap_in(workspace: Workspace, wanted: Manifest) -> bool:
    """Rename the stage to the output folder; return false where that is not possible."""
    out, stage = workspace.out, workspace.stage
    out.parent.mkdir(parents=True, exist_ok=True)
    # Written before the files: a list of missing files does no harm, but a folder without a list is not ours.
    write_manifest(workspace, wanted, stage)
    try:
        os.rename(stage, out)
    except OSError:
        # It is on another file system, something is mounted there, or Windows has an empty folder in the way.
        (workspace.record / LIST).unlink()
        return False
    return True


_LAST = {"index.html": 4, "sitemap.xml": 3}


def publishing_order(path: str) -> tuple[int, str]:
    """Return a sort key: assets and pictures, then pages, then the feeds, sitemap and home page, which link to them."""
    if path in _LAST:
        return _LAST[path], path
    name = path.rpartition("/")[2]
    if name.endswith(".html"):
        return 1, path
    return (2 if name in ("feed.xml", "feed.json", "robots.txt") else 0), path


def _plan(workspace: Workspace, before: Manifest, wanted: Manifest, fresh: frozenset[str]) -> tuple[Journal, list[str]]:
    """Return what is to be done, and the foreign files. Raises `UsageError` where one of these is in the way."""
    out = workspace.out
    write = [(path, wanted[path].digest) for path in sorted(fresh, key=publishing_order)]
    write = [
        (path, want)
        for path, want in write
        if path not in before or before[path].digest != want or not holds(out / path, want)
    ]
    delete = stale_files.stale(before, wanted)
    replaced = [path for path, want in write if path in before and before[path].digest != want]
    foreign: list[str] = []
    if (delete or replaced) and mode_of(out) is not None:
        changed = {removal.path for removal in delete}.union(replaced)
        copies, foreign = stale_files.find_copies(out, before, wanted, changed)
        delete += copies
    delete += stale_files.former_list(out)
    _check_places(out, write, before, {removal.path for removal in delete})
    journal = Journal(identity=workspace.identity(), write=tuple(write), delete=tuple(delete), files=wanted)
    return journal, foreign


def _check_places(
    out: Path, write: Iterable[tuple[str, bytes]], before: Mapping[str, ManifestEntry], going: Collection[str]
) -> None:
    """Raise `UsageError` where a foreign file is in the way, unless the path was ours: then the file is set aside."""
    folders = {folder for path in before for folder in above(path)}
    digests = {row.digest for row in before.values()}
    for path, want in write:
        place = out / path
        if (blocking := blocking_path(out, path)) is not None:
            if blocking not in folders and blocking not in going:
                raise _foreign(out / blocking)
        elif path in before:
            continue
        elif is_folder(place):
            below = (f"{path}/{file}" for file, _ in files_below(place))
            if (stranger := next((file for file in below if file not in going), None)) is not None:
                raise _foreign(out / stranger)
        elif mode_of(place) is not None and digest_of(place) not in digests | {want}:
            raise _foreign(place)


def _foreign(place: Path) -> UsageError:
    return UsageError(
        f"{place} is a file that therapyblog did not write, and a page needs its place; "
        "move it away or rename the page. Nothing was changed."
    )


def _carry_out(journal: Journal, workspace: Workspace, before: Mapping[str, ManifestEntry], progress: Progress) -> None:
    """Replace and remove files; an interrupted build may have done any of the steps."""
    out, stage, kept = workspace.out, workspace.stage, workspace.kept
    first = _in_the_way(journal, stage)
    for removal in first:
        if _is_file(out / removal.path):
            keep_copy(out / removal.path, kept / removal.path)
            _remove(removal, out, progress)
    for path, want in journal.write:
        if os.path.lexists(stage / path):
            _replace(path, want, workspace, before.get(path), progress)
    progress.complete = True
    # On macOS and Windows an old name that differs from a new one only in case is the new file by now.
    new = {path.casefold() for path, _ in journal.write}
    for removal in journal.delete:
        if removal not in first and removal.path.casefold() not in new:
            try:
                _remove(removal, out, progress)
            except OSError as error:
                progress.unremoved[removal.path] = (error.strerror or str(error)).lower()
    left = {
        removal.path: ManifestEntry(
            removal.digest, before[removal.path].size if removal.path in before else UNKNOWN, left=True
        )
        for removal in journal.delete
        if removal.path in progress.unremoved
    }
    write_manifest(workspace, journal.files | left)


def _replace(path: str, want: bytes, workspace: Workspace, row: ManifestEntry | None, progress: Progress) -> None:
    """Move a staged file to its place, and keep the file that it replaces until the publication is complete."""
    out, aside = workspace.out, progress.aside
    target = out / path
    if (blocking := blocking_path(out, path)) is not None:
        # Our folder was replaced by a link or a file; nothing is written through a link.
        aside.move(blocking)
    if is_folder(target):
        if any(files_below(target)):
            aside.move(path)
        else:
            remove_empty_tree(target)
    elif mode_of(target) is not None:
        ours = {want, row.digest} if row else {want}
        if digest_of(target) not in ours and not _is_empty(target):
            aside.copy(path)
        keep_copy(target, workspace.kept / path)
    progress.replaced.append(path)
    with_permission(lambda: replace(workspace.stage / path, target), target)


def _is_file(place: Path) -> bool:
    """Say whether this exists and is no folder."""
    return mode_of(place) is not None and not is_folder(place)


def _is_empty(place: Path) -> bool:
    return not place.is_symlink() and place.is_file() and place.stat().st_size == 0


def _in_the_way(journal: Journal, stage: Path) -> set[Removal]:
    """Return what to remove before anything is written: files that become folders, and the other way round.

    Also names that differ from a new one only in case: on macOS and Windows they are the same file, which is the
    new one as soon as that is published.
    """
    if not journal.delete:
        return set()
    new = {path for path, _ in journal.write}
    folders = {folder for path in new for folder in above(path)}
    folded = {path.casefold(): path for path in new if os.path.lexists(stage / path)}
    return {
        removal
        for removal in journal.delete
        if removal.path in folders
        or removal.path.casefold() in folded
        or any(folder in new for folder in above(removal.path))
    }


def _remove(removal: Removal, out: Path, progress: Progress) -> None:
    """Remove a file of ours, or a link to it; a file that somebody changed is set aside."""
    path, aside = blocking_path(out, removal.path) or removal.path, progress.aside
    mode = mode_of(out / path)
    if mode is None or is_folder(out / path):
        return
    if path != removal.path:
        # Our folder was replaced by a link, which is removed, or by a file, which is somebody's.
        if (out / path).is_symlink():
            aside.move(path)
        return
    ours = holds(out / path, removal.digest)
    if removal.kind == "copy" and not ours and not (out / path).is_symlink():
        return
    if removal.kind == "mark" or _is_empty(out / path) or (ours and removal.kind == "stale"):
        with_permission(lambda: remove(out / path), out / path)
    else:
        aside.move(path)
        if removal.kind == "compressed":
            del aside.kept[path]
    progress.removed.append(path)
    remove_empty((out / path).parent, out)


def _give_up(journal: Journal, workspace: Workspace, progress: Progress, error: BaseException) -> None:
    """Undo a publication that failed, or leave the rest of it to the next build."""
    if progress.complete:
        if isinstance(error, OSError):
            says = f"{error.filename or workspace.out}: {(error.strerror or str(error)).lower()}"
            raise DiskError(f"{says}; the site is new, and the next build finishes what is left") from error
        return
    try:
        _put_back(journal, workspace, progress)
    except OSError as again:
        says = f"{again.filename or workspace.out}: {(again.strerror or str(again)).lower()}"
        raise DiskError(f"{says}; part of the site is already new. The next build finishes it.") from error


def _put_back(journal: Journal, workspace: Workspace, progress: Progress) -> None:
    """Put back what was replaced or removed.

    New files go back to the stage, so that the next build can finish the journal if this is interrupted.
    """
    out, stage, kept, new = workspace.out, workspace.stage, workspace.kept, dict(journal.write)
    for path in reversed(progress.replaced):
        if not holds(out / path, new[path]):
            continue
        if _is_file(kept / path):
            keep_copy(out / path, stage / path)
            replace(kept / path, out / path)
        else:
            if os.path.lexists(stage / path):
                remove(out / path)
            else:
                replace(out / path, stage / path)
            remove_empty((out / path).parent, out)
    for removal in journal.delete:
        if _is_file(kept / removal.path) and not os.path.lexists(out / removal.path):
            replace(kept / removal.path, out / removal.path)
    progress.aside.put_back()
    drop_journal(workspace)
