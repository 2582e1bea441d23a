"""What a preview stands on: the site folder at one moment, told from names, sizes and times."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from therapyblog.content.scanning import Source, Sources, scan
from therapyblog.memo.builds import Look, folders_snapshot
from therapyblog.model.problems import Problem

SETTINGS_FILE = "therapyblog.toml"


class Ground(msgspec.Struct, frozen=True):
    """One look at the site folder."""

    content: bytes
    """Of the settings file."""
    today: dt.date
    sources: Sources
    problems: tuple[Problem, ...]
    look: Look
    """Of the theme's folders."""


def survey(folder: Path, content: bytes, today: dt.date, theme_folders: tuple[str, ...]) -> Ground:
    """Look at a site folder; raises `OSError` where something vanishes on the way."""
    sources, problems = scan(folder)
    return Ground(content, today, sources, problems, folders_snapshot(theme_folders))


def starts_of(folders: Iterable[str]) -> tuple[str, ...]:
    """Return how the path of a file in one of these folders begins, by whichever name somebody reached it."""
    return tuple(dict.fromkeys(f"{name}{os.sep}" for folder in folders for name in (folder, os.path.realpath(folder))))


def changes(before: Ground | None, now: Ground, folder: Path) -> tuple[str, ...]:
    """Name the files that differ, sorted; all of them are new where there was no look before."""
    if before is None:
        return ()
    found = {SETTINGS_FILE} if before.content != now.content else set()
    found |= _differing(_files(before), _files(now)) | look_changes(before, now, folder)
    return tuple(sorted(found))


def look_changes(before: Ground, now: Ground, folder: Path) -> set[str]:
    """Name the files of the theme that differ."""
    if before.look is now.look:
        return set()
    return {named(path, folder) for path in _differing(_looks(before.look), _looks(now.look))}


def named(path: str, folder: Path) -> str:
    """Name a file as people see it: below the site folder, or in full."""
    place = Path(path)
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else path


def _differing(before: dict[str, tuple[int, int]], now: dict[str, tuple[int, int]]) -> set[str]:
    return {path for path, _ in before.items() ^ now.items()}


def _files(ground: Ground) -> dict[str, tuple[int, int]]:
    return {one.path: (one.size, one.time) for one in all_sources(ground.sources)}


def _looks(look: Look) -> dict[str, tuple[int, int]]:
    return {path: (size, time) for path, size, time, _ in look}


def all_sources(sources: Sources) -> Iterator[Source]:
    """Yield documents and files alike."""
    yield from (source for _, source in sources.documents)
    yield from sources.files


def same_ground(before: Ground | None, now: Ground) -> bool:
    """Say whether nothing differs but what stands in the documents: the look is compared where the theme is loaded."""
    if before is None or (before.content, before.today, before.problems) != (now.content, now.today, now.problems):
        return False
    one, other = before.sources, now.sources
    if one.files != other.files or len(one.documents) != len(other.documents):
        return False
    pairs = zip(one.documents, other.documents, strict=True)
    return all(was[0] == is_[0] and was[1].path == is_[1].path for was, is_ in pairs)


def real_paths(paths: Iterable[str], folder: Path) -> set[str]:
    """Return paths below the site folder as the rest of the house writes them."""
    found = set()
    for path in paths:
        place = Path(path)
        if place.is_relative_to(folder):
            found.add(place.relative_to(folder).as_posix())
    return found
