"""Publish: bring the output folder to exactly the site, and touch nothing that is not ours.

stage (the render has done that) → validate → journal → replace → prune → manifest → drop the journal

A reader never meets half a file: each is replaced in one step, assets before the pages that need them, and what leads
to pages last. If the disk refuses on the way, what was replaced is put back; if the process ends, the next build
finishes the journal. An output folder that is not there yet, or is empty, takes the whole staged tree in one step.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from therapyblog.errors import UsageError
from therapyblog.model.codec import digest
from therapyblog.model.value import Value
from therapyblog.output.disk import drop_empty, keep_copy, remove_tree, replace, write_synced
from therapyblog.output.journal import Journal, drop_journal, read_journal, write_journal
from therapyblog.output.manifest import NAME, format_manifest, read_manifest


class Published(Value, frozen=True, kw_only=True):
    """What publishing did: paths below the output folder."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def stage_folder(workshop: Path, out: Path) -> Path:
    """Return where to render to: in the workshop, or beside the output folder if that is on another file system."""
    beside = next(folder for folder in out.parents if folder.exists())
    if os.stat(workshop).st_dev == os.stat(out if out.exists() else beside).st_dev:
        return workshop / "stage"
    return beside / f".{out.name}.therapyblog-stage"


def publish(out: Path, stage: Path, workshop: Path, wanted: Mapping[str, bytes], staged: Iterable[str]) -> Published:
    """Bring the output folder to the files `wanted` (path → digest); those in `staged` lie below the stage folder.

    Raises `UsageError` where a file that we did not write stands in the way, and `OSError` where the disk refuses;
    in both cases the output folder is as it was.
    """
    fresh = frozenset(staged)
    if _takes_whole_tree(out) and fresh == wanted.keys():
        return _swap_in(out, stage, wanted)
    before = read_manifest(out)
    write = [(path, wanted[path]) for path in sorted(fresh, key=_publishing_order)]
    write = [(path, want) for path, want in write if before.get(path) != want or not _holds(out / path, want)]
    stale = [path for path in sorted(before) if path not in wanted]
    delete = [(path, before[path]) for path in stale if _holds(out / path, before[path])]
    if not write and not delete and before == wanted:
        return Published()
    _check_foreign(out, [path for path, _ in write if path not in before], wanted, {path for path, _ in delete})
    journal = Journal(
        out=os.fspath(out), stage=os.fspath(stage), write=tuple(write), delete=tuple(delete), manifest=dict(wanted)
    )
    write_journal(workshop, journal)
    try:
        _carry_out(journal, workshop)
    except OSError:
        _put_back(journal, workshop)
        raise
    _finish(journal, workshop)
    return Published(written=tuple(path for path, _ in write), removed=tuple(path for path, _ in delete))


def roll_forward(workshop: Path) -> bool:
    """Finish a publication that an ended build left; return whether there was one."""
    journal = read_journal(workshop)
    if journal is None:
        with suppress(FileNotFoundError):
            drop_journal(workshop)
        return False
    out, stage = Path(journal.out), Path(journal.stage)
    if all(_holds(stage / path, want) or _holds(out / path, want) for path, want in journal.write):
        _carry_out(journal, workshop)
        _finish(journal, workshop)
    else:
        # The disk lost what was staged (a power cut): the build that follows makes it anew.
        drop_journal(workshop)
    return True


def _takes_whole_tree(out: Path) -> bool:
    """Say whether the folder is absent or empty, so that one step can bring the whole tree."""
    if out.is_symlink():
        return False
    try:
        return next(out.iterdir(), None) is None
    except FileNotFoundError:
        return True


def _swap_in(out: Path, stage: Path, wanted: Mapping[str, bytes]) -> Published:
    write_synced(stage / NAME, format_manifest(wanted))
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.exists():
        out.rmdir()
    os.rename(stage, out)
    return Published(written=tuple(sorted(wanted)))


_LAST = {"index.html": 4, "sitemap.xml": 3}


def _publishing_order(path: str) -> tuple[int, str]:
    """Assets and pictures first, then pages, then feeds, the sitemap and the home page, which lead to the others."""
    if path in _LAST:
        return _LAST[path], path
    name = path.rpartition("/")[2]
    if name.endswith(".html"):
        return 1, path
    return (2 if name in ("feed.xml", "feed.json", "robots.txt") else 0), path


def _check_foreign(out: Path, new: Iterable[str], wanted: Mapping[str, bytes], going: set[str]) -> None:
    """Refuse to write over, or through, anything that we did not write."""
    for path in new:
        target = out / path
        if target.is_dir() and not target.is_symlink():
            inside = [os.path.relpath(one, out).replace(os.sep, "/") for one in target.rglob("*") if not one.is_dir()]
            foreign = next((one for one in inside if one not in going), None)
        else:
            foreign = _in_the_way(out, path, wanted[path], going)
        if foreign is not None:
            raise UsageError(
                f"{out / foreign} is a file that therapyblog did not write, and a page needs its place; "
                "move it away or rename the page. Nothing was changed."
            )


def _in_the_way(out: Path, path: str, want: bytes, going: set[str]) -> str | None:
    target = out / path
    if os.path.lexists(target) and not _holds(target, want):
        return path
    for folder in Path(path).parents:
        above = folder.as_posix()
        if above != "." and (out / above).exists() and not (out / above).is_dir() and above not in going:
            return above
    return None


def _carry_out(journal: Journal, workshop: Path) -> None:
    """Replace and delete; every step may have been done already by a build that ended."""
    out, stage, kept = Path(journal.out), Path(journal.stage), workshop / "before"
    new = {path for path, _ in journal.write}
    # A file whose place a folder takes (or the other way round) has to go first.
    early = [
        one
        for one in journal.delete
        if any(path.startswith(f"{one[0]}/") or one[0].startswith(f"{path}/") for path in new)
    ]
    _delete(early, out, kept)
    for path, _ in journal.write:
        if os.path.lexists(stage / path):
            if os.path.lexists(out / path):
                keep_copy(out / path, kept / path)
            replace(stage / path, out / path)
    _delete(journal.delete, out, kept)
    write_synced(out / NAME, format_manifest(journal.manifest))


def _delete(files: Iterable[tuple[str, bytes]], out: Path, kept: Path) -> None:
    for path, had in files:
        if _holds(out / path, had):
            keep_copy(out / path, kept / path)
            (out / path).unlink()
            drop_empty((out / path).parent, out)


def _put_back(journal: Journal, workshop: Path) -> None:
    """Undo a publication in which the disk refused; if even that fails, the journal stays for the next build."""
    out, kept = Path(journal.out), workshop / "before"
    with suppress(OSError):
        for path, want in journal.write:
            if (
                not os.path.lexists(kept / path)
                and _holds(out / path, want)
                and not os.path.lexists(Path(journal.stage) / path)
            ):
                (out / path).unlink()
                drop_empty((out / path).parent, out)
        for path, _ in (*journal.write, *journal.delete):
            if os.path.lexists(kept / path):
                replace(kept / path, out / path)
        drop_journal(workshop)


def _finish(journal: Journal, workshop: Path) -> None:
    drop_journal(workshop)
    remove_tree(workshop / "before")
    remove_tree(Path(journal.stage))


def _holds(path: Path, want: bytes) -> bool:
    """Say whether a file has just these bytes."""
    try:
        return digest(path.read_bytes()) == want
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
        return False
