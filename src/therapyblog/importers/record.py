"""What imports wrote, so that the last one can be taken back: `.therapyblog/imports/`, which is no cache."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from therapyblog.errors import UsageError
from therapyblog.model.codec import digest
from therapyblog.model.import_report import OLD_PICTURES, OldPictures, Report
from therapyblog.model.site_folder import DOCUMENT_FOLDERS, PUBLISHED_FILES, SETTINGS_FILE, TEXT_SUFFIXES
from therapyblog.model.value import Value
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.lock import SiteLock
from therapyblog.output.workspace import FOLDER

FOLDER_NAME = "imports"
RECORD, REPORT, BEFORE = "files.jsonl", "report.json", "before"
FILES = f"{PUBLISHED_FILES}/"
_NAMED = re.compile(rb"/(media/[\w-]+(?:\.[a-z0-9]+)?)")


class Written(Value, frozen=True, kw_only=True, array_like=False):
    """One file that an import wrote."""

    file: str
    digest: str
    replaced: bool = False
    """Its former bytes lie below `before/`."""


class Undone(Value, frozen=True, kw_only=True, array_like=False):
    """What taking an import back came to."""

    removed: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Changed since, and left as they are."""
    shown: tuple[str, ...] = ()
    """Pictures and files that texts still name, left as well."""


def records(site: Path) -> Tree:
    """Return the folder of a site's imports."""
    return Tree(site, f"{FOLDER}/{FOLDER_NAME}", PRIVATE)


def name_of_import(moment: dt.datetime, taken: list[str]) -> str:
    """Return a name for a record that sorts by time."""
    name = f"{moment:%Y-%m-%d-%H%M%S}"
    return next(found for found in (name, *(f"{name}-{n}" for n in range(2, 1000))) if found not in taken)


class Journal:
    """What one import writes, each file noted before it is written: whatever ends the import, it can be taken back."""

    def __init__(self, site: Path, name: str) -> None:
        self._tree, self._name = records(site), name
        self._stream: BinaryIO | None = None

    def note(self, written: Written, before: bytes | None) -> None:
        """Note a file that is about to be written, and keep what is there now."""
        if before is not None:
            self._tree.write(f"{self._name}/{BEFORE}/{written.file}", before)
        if self._stream is None:
            self._stream = self._tree.open_lasting(f"{self._name}/{RECORD}")
        self._stream.write(msgspec.json.encode(written) + b"\n")

    def end(self, report: Report, pictures: OldPictures) -> None:
        """Write the report beside the record of an import that came to its end, and which pictures did not come."""
        if self._stream is not None:
            if pictures.addresses:
                self._tree.write(f"{self._name}/{OLD_PICTURES}", msgspec.json.encode(pictures))
            self._tree.write(f"{self._name}/{REPORT}", msgspec.json.format(msgspec.json.encode(report)))

    def close(self) -> None:
        """Close the record."""
        if self._stream is not None:
            self._stream.close()


def imports_of(site: Path) -> list[str]:
    """Return the names of the imports that can be taken back, oldest first."""
    tree = records(site)
    return [name for name in tree.names() if tree.is_file(f"{name}/{RECORD}")] if tree.is_folder() else []


def brought_to(site: Path) -> frozenset[str]:
    """Return the files that imports which came to their end wrote, as far as their records can be read."""
    tree, files = records(site), set[str]()
    for name in imports_of(site):
        with suppress(UsageError):
            files.update(written.file for written in _noted(tree, name) if tree.is_file(f"{name}/{REPORT}"))
    return frozenset(files)


def undo(site: Path) -> Undone:
    """Take the last import back; a file that was edited since stays.

    Raises `UsageError` where there is none, and `SiteLocked` while the site is built.
    """
    names = imports_of(site)
    if not names:
        raise UsageError(f"Nothing was imported into {site}, so there is nothing to take back.")
    with SiteLock(site / FOLDER):
        return take_back(site, names[-1])


def take_back(site: Path, name: str) -> Undone:
    """Take one import back, and forget it."""
    tree, content = records(site), Tree(site)
    removed, restored, edited, shown = [], [], [], []
    named: frozenset[str] | None = None
    # Texts first: a picture stays where one of those that stay names it.
    for written in sorted(_noted(tree, name), key=lambda written: written.file.startswith(FILES)):
        if not content.is_file(written.file):
            continue
        if written.file.startswith(FILES):
            named = _named(content) if named is None else named
            if written.file in named:
                shown.append(written.file)
                continue
        before = tree.read(f"{name}/{BEFORE}/{written.file}") if written.replaced else None
        there = content.read(written.file)
        if there == before:
            continue
        if digest(there).hex() != written.digest:
            edited.append(written.file)
        elif before is not None:
            content.write(written.file, before)
            restored.append(written.file)
        else:
            content.remove(written.file)
            content.remove_empty(written.file.rpartition("/")[0])
            removed.append(written.file)
    tree.remove_all(name)
    return Undone(removed=tuple(removed), restored=tuple(restored), edited=tuple(edited), shown=tuple(shown))


def _named(content: Tree) -> frozenset[str]:
    """Return the pictures and files that the texts and settings of a site name, as imports write their addresses."""
    files = [name for folder in DOCUMENT_FOLDERS if content.is_folder(folder) for name, _ in content.walk(folder)]
    texts = [name for name in (*files, SETTINGS_FILE) if name.endswith((*TEXT_SUFFIXES, ".toml"))]
    found = (_NAMED.findall(content.read(name)) for name in texts if content.is_file(name))
    return frozenset(name.decode() for names in found for name in names)


def _noted(tree: Tree, name: str) -> list[Written]:
    """Return what an import noted; a last line that is cut off says what was not written."""
    lines = tree.read(f"{name}/{RECORD}").split(b"\n")[:-1]
    try:
        return [msgspec.json.decode(line, type=Written) for line in lines]
    except msgspec.DecodeError:
        raise UsageError(f"{tree.path(f'{name}/{RECORD}')} is damaged, so nothing was taken back.") from None
