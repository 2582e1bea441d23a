"""Publish: bring the output folder to exactly the site, and touch nothing that is not ours.

stage (the render has done that) → validate → journal → replace → prune → manifest → drop the journal

A reader never meets half a file: each is replaced in one step, assets before the pages that need them, and what leads
to pages last. If the disk refuses on the way, what was replaced is put back; if the process ends, the next build
finishes the journal. An output folder that is not there yet, or is empty, takes the whole staged tree in one step.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from therapyblog.errors import DiskError, UsageError
from therapyblog.model.codec import digest
from therapyblog.model.value import Value
from therapyblog.output.disk import drop_empty, drop_hollow, keep_copy, read, remove, remove_tree, replace, write_synced
from therapyblog.output.journal import NAME as JOURNAL
from therapyblog.output.journal import Journal, drop_journal, read_journal, write_journal
from therapyblog.output.manifest import NAME, format_manifest, is_inside, read_manifest
from therapyblog.output.safety import is_ours

KEPT = "before"
"""The folder in the workshop for what a publication replaces, until it is done."""


class Published(Value, frozen=True, kw_only=True):
    """What publishing did: paths below the output folder."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def stage_folder(workshop: Path) -> Path:
    """Return where to render to."""
    return workshop / "stage"


def publish(out: Path, stage: Path, workshop: Path, wanted: Mapping[str, bytes], staged: Iterable[str]) -> Published:
    """Bring the output folder to the files `wanted` (path → digest); those in `staged` lie below the stage folder.

    Raises `UsageError` where a file that we did not write stands in the way, and `OSError` where the disk refuses;
    in both cases the output folder is as it was. Raises `DiskError` where the disk did not even let us put that back.
    """
    fresh = frozenset(staged)
    if fresh == wanted.keys() and _takes_whole_tree(out) and _swap_in(out, stage, wanted):
        return Published(written=tuple(sorted(wanted)))
    before = read_manifest(out)
    write = [(path, wanted[path]) for path in sorted(fresh, key=_publishing_order)]
    write = [(path, want) for path, want in write if before.get(path) != want or not _holds(out / path, want)]
    stale = [path for path in sorted(before) if path not in wanted]
    delete = [(path, before[path]) for path in stale if _holds(out / path, before[path]) and not _is_linked(out, path)]
    if not write and not delete and before == wanted:
        return Published()
    _check_foreign(out, write, before, {path for path, _ in delete})
    journal = Journal(
        out=os.fspath(out), stage=os.fspath(stage), write=tuple(write), delete=tuple(delete), manifest=dict(wanted)
    )
    unmarked = not is_ours(out)
    if unmarked:
        # An empty folder gets our mark first, so that we know it again if we end on the way.
        out.mkdir(parents=True, exist_ok=True)
        write_synced(out / NAME, format_manifest({}))
    done: list[str] = []
    try:
        write_journal(workshop, journal)
        _carry_out(journal, workshop, done)
    except BaseException as wrong:
        _put_back(journal, workshop, done, wrong)
        if unmarked:
            with suppress(OSError):
                (out / NAME).unlink()
        raise
    # The site is published, whole; what is left of the work does no harm, and the next build clears it away.
    with suppress(OSError):
        drop_journal(workshop)
        clear(workshop)
    return Published(written=tuple(path for path, _ in write), removed=tuple(path for path, _ in delete))


def roll_forward(workshop: Path) -> bool:
    """Finish a publication that an ended build left, and clear its work away; return whether there was one."""
    journal = read_journal(workshop)
    if journal is not None and _is_sound(journal):
        out, stage = Path(journal.out), Path(journal.stage)
        if all(_holds(stage / path, want) or _holds(out / path, want) for path, want in journal.write):
            _carry_out(journal, workshop, [])
        else:
            # The disk lost what was staged (a power cut). Whatever it left of the new pages is ours, and the build that
            # follows makes them anew.
            write_synced(out / NAME, format_manifest(dict(journal.write) | read_manifest(out)))
    drop_journal(workshop)
    clear(workshop)
    return journal is not None


def clear(workshop: Path) -> None:
    """Remove what a build left behind, unless a journal still needs it."""
    if not (workshop / JOURNAL).exists():
        remove_tree(workshop / KEPT)
        remove_tree(stage_folder(workshop))


def _is_sound(journal: Journal) -> bool:
    """Say whether a journal can be ours: one that came with a downloaded site must not write into somebody's home."""
    out, files = Path(journal.out), (*journal.write, *journal.delete)
    return is_ours(out) and all(is_inside(path) and not _is_linked(out, path) for path, _ in files)


def _takes_whole_tree(out: Path) -> bool:
    """Say whether the folder is absent or empty, so that one step can bring the whole tree."""
    if out.is_symlink():
        return False
    try:
        return next(out.iterdir(), None) is None
    except FileNotFoundError:
        return True


def _swap_in(out: Path, stage: Path, wanted: Mapping[str, bytes]) -> bool:
    """Put the stage in the place of the output folder; return false where that cannot be done in one step."""
    write_synced(stage / NAME, format_manifest(wanted))
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(stage, out)
    except OSError:
        # It is on another file system, something is mounted there, or Windows has an empty folder in the way.
        (stage / NAME).unlink()
        return False
    return True


_LAST = {"index.html": 4, "sitemap.xml": 3}


def _publishing_order(path: str) -> tuple[int, str]:
    """Assets and pictures first, then pages, then feeds, the sitemap and the home page, which lead to the others."""
    if path in _LAST:
        return _LAST[path], path
    name = path.rpartition("/")[2]
    if name.endswith(".html"):
        return 1, path
    return (2 if name in ("feed.xml", "feed.json", "robots.txt") else 0), path


def _check_foreign(out: Path, write: Iterable[tuple[str, bytes]], before: Mapping[str, bytes], going: set[str]) -> None:
    """Refuse to write over, or through, anything that we did not write."""
    free: set[str] = set()
    for path, want in write:
        foreign = _above(out, path, going, free) or _inside(out, path, going)
        if foreign is None and path not in before and os.path.lexists(out / path) and not (out / path).is_dir():
            foreign = None if _holds(out / path, want) else path
        if foreign is not None:
            raise UsageError(
                f"{out / foreign} is a file that therapyblog did not write, and a page needs its place; "
                "move it away or rename the page. Nothing was changed."
            )


def _above(out: Path, path: str, going: set[str], free: set[str]) -> str | None:
    """Return what stands where a page needs a folder: a file, or a link, which leads away."""
    for folder in _folders(path):
        if folder in free:
            return None
        place = out / folder
        if folder not in going and (place.is_symlink() or (place.exists() and not place.is_dir())):
            return folder
        free.add(folder)
    return None


def _inside(out: Path, path: str, going: set[str]) -> str | None:
    """Return a file that lies in a folder which stands where a page needs a file."""
    target = out / path
    if target.is_symlink() or not target.is_dir():
        return None
    files = (one.relative_to(out).as_posix() for one in target.rglob("*") if one.is_symlink() or not one.is_dir())
    return next((file for file in files if file not in going), None)


def _folders(path: str) -> Iterator[str]:
    """Yield the folders above a path, from the nearest."""
    while (cut := path.rfind("/")) > 0:
        path = path[:cut]
        yield path


def _is_linked(out: Path, path: str) -> bool:
    return any((out / folder).is_symlink() for folder in _folders(path))


def _carry_out(journal: Journal, workshop: Path, done: list[str]) -> None:
    """Replace and delete, noting in `done` what was replaced; a build that ended may have done any of the steps."""
    out, stage, kept = Path(journal.out), Path(journal.stage), workshop / KEPT
    _delete(_in_the_way(journal), out, kept)
    for path, _ in journal.write:
        target = out / path
        if os.path.lexists(stage / path):
            if os.path.isdir(target) and not os.path.islink(target):
                drop_hollow(target)
            elif os.path.lexists(target):
                keep_copy(target, kept / path)
            done.append(path)
            replace(stage / path, target)
    _delete(journal.delete, out, kept)
    write_synced(out / NAME, format_manifest(journal.manifest))


def _in_the_way(journal: Journal) -> list[tuple[str, bytes]]:
    """Return what has to go before anything is written: a file whose place a folder takes, or the other way round.

    So has a name that differs from a new one only in case: on a Mac or on Windows they are the same file.
    """
    if not journal.delete:
        return []
    new = {path for path, _ in journal.write}
    folders = {folder for path in new for folder in _folders(path)}
    folded = {path.casefold() for path in new}
    return [
        (path, had)
        for path, had in journal.delete
        if path in folders or path.casefold() in folded or any(folder in new for folder in _folders(path))
    ]


def _delete(files: Iterable[tuple[str, bytes]], out: Path, kept: Path) -> None:
    for path, had in files:
        if _holds(out / path, had):
            keep_copy(out / path, kept / path)
            remove(out / path)
            drop_empty((out / path).parent, out)


def _put_back(journal: Journal, workshop: Path, done: list[str], wrong: BaseException) -> None:
    """Undo a publication in which the disk refused.

    What is new goes back to the stage, so that at any moment of this the next build can carry out the journal.
    """
    out, stage, kept, new = Path(journal.out), Path(journal.stage), workshop / KEPT, dict(journal.write)
    try:
        for path in reversed(done):
            if not _holds(out / path, new[path]):
                continue
            if _is_file(kept / path):
                keep_copy(out / path, stage / path)
                replace(kept / path, out / path)
            else:
                if os.path.lexists(stage / path):
                    remove(out / path)
                else:
                    replace(out / path, stage / path)
                drop_empty((out / path).parent, out)
        for path, _ in journal.delete:
            if _is_file(kept / path) and not os.path.lexists(out / path):
                replace(kept / path, out / path)
        drop_journal(workshop)
    except OSError as again:
        says = f"{again.filename or out}: {(again.strerror or str(again)).lower()}; part of the site is already new"
        raise DiskError(f"{says}. The next build finishes it.") from wrong


def _is_file(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _holds(path: Path, want: bytes) -> bool:
    """Say whether a file has just these bytes."""
    try:
        return digest(read(path)) == want
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    except PermissionError:
        # A file that cannot be read may be a page that has to go. Windows says this of a folder, too.
        if path.is_dir():
            return False
        raise
