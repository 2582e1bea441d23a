"""Look at a site folder: at everything, or, after a burst that names only texts and files of the theme, at those.

A whole look costs a fraction of a second where there are ten thousand posts, and a person waits for it. So the look
after a save is a short one where it can be. The whole look, which is the truth, comes when nobody waits (`watching`).
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from therapyblog.content.scanning import DOCUMENT_FOLDERS, Source, is_hidden, seen
from therapyblog.memo.builds import folders_snapshot
from therapyblog.model.documents import Kind
from therapyblog.serve.ground import (
    SETTINGS_FILE,
    Ground,
    changes,
    look_changes,
    same_ground,
    starts_of,
    survey,
)


class Seen(msgspec.Struct, frozen=True):
    """The ground as it is now, and what may differ from the look before."""

    ground: Ground
    changed: frozenset[str]
    """The files whose size or time differ."""
    same: bool
    """Whether nothing differs but what stands in documents, and in files of the theme."""
    touched: tuple[tuple[Kind, Source], ...] | None = None
    """The only documents that may have another content; `None`: any may."""


class Lookout:
    """Looks, and knows where each document stood in the last whole look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = os.fspath(folder / SETTINGS_FILE)
        self._last: Ground | None = None
        self._index: dict[str, int] = {}
        """The file of each document → its place among the documents."""
        self._folders: frozenset[str] = frozenset()

    def look(
        self,
        before: Ground | None,
        content: bytes,
        today: dt.date,
        theme_folders: tuple[str, ...],
        written: Collection[str],
    ) -> Seen:
        """Look again; `written` are the paths of a burst, none for a whole look. Raises `OSError`."""
        seen = None
        if written and before is not None and before is self._last and before.content == content:
            seen = self._short(before, today, theme_folders, written)
        if seen is None:
            ground = survey(self._folder, content, today, theme_folders)
            seen = Seen(ground, frozenset(changes(before, ground, self._folder)), same_ground(before, ground))
            self._index = {source.file: at for at, (_, source) in enumerate(ground.sources.documents)}
            self._folders = frozenset(_folders(self._index, os.fspath(self._folder)))
        self._last = seen.ground
        return seen

    def _short(
        self, before: Ground, today: dt.date, theme_folders: tuple[str, ...], written: Collection[str]
    ) -> Seen | None:
        """Look at no more than what was written; `None` where that would not do."""
        documents = list(before.sources.documents)
        touched: list[tuple[Kind, Source]] = []
        changed: set[str] = set()
        look = before.look
        ours = starts_of(theme_folders)
        for path in sorted(written):
            at = self._index.get(path)
            if at is None:
                if path.startswith(ours):
                    look = folders_snapshot(theme_folders) if look is before.look else look
                elif self._matters(path):
                    return None
                continue
            kind, was = documents[at]
            now = _again(was)
            if now is None:
                return None
            documents[at] = (kind, now)
            touched.append((kind, now))
            changed |= {now.path} if now != was else set()
        sources = msgspec.structs.replace(before.sources, documents=tuple(documents))
        ground = msgspec.structs.replace(before, today=today, sources=sources, look=look)
        changed |= look_changes(before, ground, self._folder)
        return Seen(ground, frozenset(changed), same=today == before.today, touched=tuple(touched))

    def _matters(self, path: str) -> bool:
        """Say whether a path that is no document's may mean more than that an editor came by."""
        if path == self._settings:
            return False
        if not os.path.lexists(path):
            # A file that was there for a moment, if it is no folder that went away with what it held.
            return path in self._folders
        below = os.path.relpath(path, self._folder).replace(os.sep, "/")
        return below.split("/")[0] not in DOCUMENT_FOLDERS or not is_hidden(below)


def _again(source: Source) -> Source | None:
    """Look at one file again; `None` where it is gone, or no plain file any more."""
    try:
        found = os.lstat(source.file)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return seen(source.path, source.file, found)


def _folders(files: Iterable[str], root: str) -> set[str]:
    """Return every folder on the way to these files."""
    found = {root}
    for folder in {os.path.dirname(file) for file in files}:
        while folder not in found:
            found.add(folder)
            folder = os.path.dirname(folder)  # noqa: PLW2901 - up to the next
    return found
