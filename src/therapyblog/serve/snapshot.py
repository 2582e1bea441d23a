"""Names, sizes and times of a site folder at one moment: comparing two shows which files changed."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from therapyblog.cache.outputs import FolderSnapshot, folders_snapshot
from therapyblog.content.scan import Source, Sources, scan, seen
from therapyblog.diagnostics import Diagnostics
from therapyblog.model.problems import Problem
from therapyblog.model.site_folder import SETTINGS_FILE


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a site folder."""

    settings: bytes
    """The content of the settings file."""
    today: dt.date
    sources: Sources
    problems: tuple[Problem, ...]
    """The problems of the scan."""
    theme_folders: tuple[str, ...]
    theme_files: FolderSnapshot


def take_snapshot(folder: Path, settings: bytes, today: dt.date, theme_folders: tuple[str, ...]) -> Snapshot:
    """Scan a site folder and the folders of its theme; raises `OSError` where something is removed meanwhile."""
    diagnostics = Diagnostics()
    sources = scan(folder, diagnostics)
    return Snapshot(
        settings=settings,
        today=today,
        sources=sources,
        problems=tuple(diagnostics),
        theme_folders=theme_folders,
        theme_files=folders_snapshot(theme_folders),
    )


def look_again(before: Snapshot, settings: bytes, today: dt.date, written: Collection[str]) -> Snapshot | None:
    """Return a snapshot for which only the files that were written to are looked at; `None` where that is too little.

    That is so where one of them is none of the texts and files that there were, and where settings or day are others.
    """
    known = [source for source in before.sources.all() if source.file in written]
    if not known or len(known) != len(written) or (settings, today) != (before.settings, before.today):
        return None
    now: dict[str, Source] = {}
    for source in known:
        try:
            status = os.lstat(source.file)
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        now[source.file] = seen(source.path, source.file, status)
    documents = tuple((kind, now.get(source.file, source)) for kind, source in before.sources.documents)
    files = tuple(now.get(source.file, source) for source in before.sources.files)
    sources = msgspec.structs.replace(before.sources, documents=documents, files=files)
    return msgspec.structs.replace(before, sources=sources)


def changed_files(before: Snapshot, now: Snapshot, folder: Path) -> set[str]:
    """Return the names of the files that differ, without documents, whose content is compared elsewhere.

    Where the theme has other folders than before, only the files of folders that belong to both are compared.
    """
    changed = {source.path for source in set(before.sources.files) ^ set(now.sources.files)}
    if before.settings != now.settings:
        changed.add(SETTINGS_FILE)
    theme_files = (path for path, *_ in set(before.theme_files) ^ set(now.theme_files))
    common = [name for name in now.theme_folders if name in before.theme_folders]
    return changed | names_inside(theme_files, common, folder)


def names_inside(paths: Iterable[str], folders: Collection[str], site: Path) -> set[str]:
    """Return those paths that lie in one of the folders, by whichever name, each as messages name it."""
    starts = tuple(f"{name}{os.sep}" for folder in folders for name in (folder, os.path.realpath(folder)))
    return {_name(path, site) for path in paths if path.startswith(starts)}


def _name(path: str, site: Path) -> str:
    """Return the name of a file below the site folder; of one elsewhere the whole path."""
    place = Path(path)
    return place.relative_to(site).as_posix() if place.is_relative_to(site) else path
