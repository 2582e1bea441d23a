"""A small site to start from: one with example texts, or one made of answers about a practice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from therapyblog.errors import UsageError, disk_error

if TYPE_CHECKING:
    from therapyblog.scaffold.questions import Answers

TEMPLATE = Path(__file__).parent / "site"


def start_site(folder: Path) -> None:
    """Write the starter site into a new or empty folder.

    Raises `UsageError` where the folder holds anything, and `DiskError` where it cannot be written.
    """
    check_free(folder)
    try:
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
        _make_folders(folder)
    except shutil.Error as error:
        raise disk_error(OSError(str(error.args[0][0][2])), folder) from error
    except OSError as error:
        raise disk_error(error, folder) from error


def start_practice(folder: Path, answers: Answers) -> tuple[str, ...]:
    """Write a site made of answers into a new or empty folder; return the paths of its files, sorted.

    The same answers make the same bytes. Raises as `start_site` does.
    """
    from therapyblog.scaffold.practice import practice_files  # noqa: PLC0415 - the starter site needs no templates

    check_free(folder)
    files = practice_files(answers)
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        _make_folders(folder)
    except OSError as error:
        raise disk_error(error, folder) from error
    return tuple(sorted(files))


def check_free(folder: Path) -> None:
    """Raise `UsageError` for a folder that holds anything, or a file in its place."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty, so nothing was written there. Name a new folder.")


def _make_folders(folder: Path) -> None:
    for name in ("posts", "media", "static"):
        (folder / name).mkdir(exist_ok=True)
