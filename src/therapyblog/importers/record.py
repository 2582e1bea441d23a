"""What imports wrote, so that the last one can be taken back: `.therapyblog/imports/`, which is no cache."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from therapyblog.errors import UsageError
from therapyblog.model.codec import digest
from therapyblog.model.import_report import Report
from therapyblog.model.value import Value
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.workspace import FOLDER

FOLDER_NAME = "imports"
RECORD, REPORT, BEFORE = "record.json", "report.json", "before"


class Written(Value, frozen=True, kw_only=True, array_like=False):
    """One file that an import wrote."""

    file: str
    digest: str
    replaced: bool = False
    """Its former bytes lie below `before/`."""


class Record(Value, frozen=True, kw_only=True, array_like=False):
    """One import."""

    made: str
    files: tuple[Written, ...] = ()


class Undone(Value, frozen=True, kw_only=True, array_like=False):
    """What taking an import back came to."""

    removed: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Changed since, and left as they are."""


def records(site: Path) -> Tree:
    """Return the folder of a site's imports."""
    return Tree(site, f"{FOLDER}/{FOLDER_NAME}", PRIVATE)


def name_of_import(moment: dt.datetime, taken: list[str]) -> str:
    """Return a name for a record that sorts by time."""
    name = f"{moment:%Y-%m-%d-%H%M%S}"
    return next(found for found in (name, *(f"{name}-{n}" for n in range(2, 1000))) if found not in taken)


def save(site: Path, name: str, record: Record, report: Report) -> None:
    """Write down what an import did."""
    tree = records(site)
    tree.write(f"{name}/{RECORD}", msgspec.json.format(msgspec.json.encode(record)))
    tree.write(f"{name}/{REPORT}", msgspec.json.format(msgspec.json.encode(report)))


def imports_of(site: Path) -> list[str]:
    """Return the names of the imports that can be taken back, oldest first."""
    tree = records(site)
    return [name for name in tree.names() if tree.is_file(f"{name}/{RECORD}")] if tree.is_folder() else []


def undo(site: Path) -> Undone:
    """Take the last import back; a file that was edited since stays. Raises `UsageError` where there is none."""
    names = imports_of(site)
    if not names:
        raise UsageError(f"Nothing was imported into {site}, so there is nothing to take back.")
    tree, content = records(site), Tree(site)
    name = names[-1]
    try:
        record = msgspec.json.decode(tree.read(f"{name}/{RECORD}"), type=Record)
    except msgspec.DecodeError:
        raise UsageError(f"{tree.path(f'{name}/{RECORD}')} is damaged, so nothing was taken back.") from None
    removed, restored, edited = [], [], []
    for written in record.files:
        if not content.is_file(written.file):
            continue
        if digest(content.read(written.file)).hex() != written.digest:
            edited.append(written.file)
        elif written.replaced:
            content.write(written.file, tree.read(f"{name}/{BEFORE}/{written.file}"))
            restored.append(written.file)
        else:
            content.remove(written.file)
            content.remove_empty(written.file.rpartition("/")[0])
            removed.append(written.file)
    tree.remove_all(name)
    return Undone(removed=tuple(removed), restored=tuple(restored), edited=tuple(edited))
