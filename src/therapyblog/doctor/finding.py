"""What a check finds, and what it may look at."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from therapyblog.model.config import Config
from therapyblog.model.site_folder import DOCUMENT_FOLDERS, FILE_FOLDERS
from therapyblog.model.value import Value

Level = Literal["fine", "note", "mend"]


class Finding(Value, frozen=True, kw_only=True, array_like=False):
    """One thing that was looked at."""

    check: str
    """The name of the check, which stays the same from version to version."""
    level: Level = "fine"
    says: str
    why: str = ""
    """Why it matters."""
    fix: str = ""
    """A line to type, or a place to click."""


class SeenFile(NamedTuple):
    """A file of the site, as the file system has it: names are neither composed nor made alike."""

    path: str
    """Below the site folder, with `/`."""
    status: os.stat_result

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path before it."""
        return self.path.rpartition("/")[0]


class SiteSurroundings:
    """A site folder and the computer that it is on; what a check does not ask for is not looked at."""

    def __init__(self, site: Path, config: Config, now: dt.datetime) -> None:
        self.site, self.config, self.now = site, config, now

    @cached_property
    def files(self) -> Sequence[SeenFile]:
        """Every file of the folders that a build reads, and of the site folder itself; links are not followed."""
        found = list(_entries(self.site, "", deep=False))
        for folder in (*DOCUMENT_FOLDERS, *FILE_FOLDERS, "theme", "themes"):
            if (self.site / folder).is_dir():
                found += _entries(self.site / folder, f"{folder}/", deep=True)
        return sorted(found)


def _entries(folder: Path, within: str, *, deep: bool) -> Iterator[SeenFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISREG(status.st_mode):
            yield SeenFile(f"{within}{entry.name}", status)
        elif deep and stat.S_ISDIR(status.st_mode):
            yield from _entries(Path(entry.path), f"{within}{entry.name}/", deep=True)


Check = Callable[[], Iterable[Finding]]
SiteCheck = Callable[[SiteSurroundings], Iterable[Finding]]


def named_few(paths: Iterable[str], most: int = 5) -> str:
    """Name some files, and how many more there are."""
    names = sorted(path.encode("utf-8", "replace").decode() for path in paths)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def counted(number: int, one: str, several: str) -> str:
    """Return the beginning of a sentence about some files: `1 file is`, `2 files are`."""
    return f"1 file {one}" if number == 1 else f"{number} files {several}"


def pip(package: str) -> str:
    """Return the line that installs a package for the Python that runs this program."""
    import sys  # noqa: PLC0415 - few findings need it

    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f'{python} -m pip install --upgrade "{package}"'
