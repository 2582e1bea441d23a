"""Folders that a program keeps alike on several computers, and what such programs leave behind."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from posixpath import splitext

from therapyblog.doctor.finding import Finding, SeenFile, SiteCheck, SiteSurroundings, counted, named_few
from therapyblog.site.duplicates import CONFLICT, COPY

_SERVICES = (
    ("iCloud Drive", r"Mobile Documents|iCloudDrive|iCloud Drive|com~apple~CloudDocs"),
    ("OneDrive", r"OneDrive(?: - .+|-.+)?"),
    ("Dropbox", r"Dropbox(?: \(.+\)|-.+)?"),
    (
        "Google Drive",
        r"Google ?Drive(?:-.+)?|DriveFS|My Drive|Meine Ablage|Mon Drive|Mi unidad|Il mio Drive|Mijn Drive",
    ),
    ("Nextcloud", r"Nextcloud\d*|ownCloud"),
    ("Syncthing", r"Syncthing"),
)
"""Services, and the folders that they make (below `~/Library/CloudStorage` on a Mac, or where the person put them)."""
_MARKS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".SynologyWorkingDirectory": "Synology Drive",
}
"""What a service leaves in the folder that it keeps."""
_KEEP = {
    "iCloud Drive": "in the Finder, open the menu of the site folder and choose Keep Downloaded",
    "OneDrive": "in the Explorer or Finder, open the menu of the site folder and choose Always keep on this device",
    "Dropbox": "open the menu of the site folder and choose Make available offline",
    "Google Drive": "open the menu of the site folder, then Offline access, and choose Available offline",
}
_DATALESS = 0x40000000
"""`SF_DATALESS` of macOS: the name is there, and the content elsewhere (sys/stat.h)."""
_RECALLED = 0x1000 | 0x40000 | 0x400000
"""Windows: `FILE_ATTRIBUTE_OFFLINE`, `…_RECALL_ON_OPEN`, `…_RECALL_ON_DATA_ACCESS`."""
_ICLOUD = re.compile(r"\.(?P<name>.+)\.icloud")
_AGAIN = re.compile(r"(?P<name>.+?)(?: \d{1,2}| ?\(\d{1,2}\))")
"""iCloud, Finder, Google Drive, browsers; but `part 2` may be no copy."""


def service_of(site: Path) -> str:
    """Return the service that keeps a folder alike elsewhere, by the names on its path; empty if there is none."""
    for part in PurePath(site).parts:
        for service, names in _SERVICES:
            if re.fullmatch(names, part, re.IGNORECASE):
                return service
    for folder in (site, *site.parents):
        for mark, service in _MARKS.items():
            if os.path.lexists(folder / mark):
                return service
    return ""


def check_service(here: SiteSurroundings) -> Iterator[Finding]:
    """Say that the site lies in a folder of such a service."""
    if service := service_of(here.site):
        says = f"the site lies in a folder of {service}"
        why = (
            "That is no fault. Files may be missing until they are downloaded; two computers should not build at once."
        )
        fix = _KEEP.get(service, "wait until it says that all is up to date before you build")
        yield Finding(check="sync-folder", level="note", says=says, why=why, fix=fix)
    else:
        yield Finding(check="sync-folder", says="the site lies in no folder of a sync service that is known")


def check_not_downloaded(here: SiteSurroundings) -> Iterator[Finding]:
    """Find files of which only the name is on this computer."""
    away = [_real_name(file) for file in here.files if _is_away(file)]
    if away:
        says = f"{counted(len(away), 'is', 'are')} not on this computer, only by name: {named_few(away)}"
        why = "A build cannot read them: their pages or pictures would be missing."
        fix = _KEEP.get(service_of(here.site), "download them: a click on the cloud beside their names")
        yield Finding(check="not-downloaded", level="mend", says=says, why=why, fix=fix)
    else:
        yield Finding(check="not-downloaded", says="all files are on this computer")


def _is_away(file: SeenFile) -> bool:
    flags, attributes = getattr(file.status, "st_flags", 0), getattr(file.status, "st_file_attributes", 0)
    return bool(_ICLOUD.fullmatch(file.name) or flags & _DATALESS or attributes & _RECALLED)


def _real_name(file: SeenFile) -> str:
    found = _ICLOUD.fullmatch(file.name)
    return f"{file.folder}/{found['name']}".lstrip("/") if found else file.path


def check_conflicts(here: SiteSurroundings) -> Iterator[Finding]:
    """Find copies that such programs made because two computers had changed a file."""
    conflicts, copies = sorted_copies(here.files, platform.node())
    if conflicts:
        says = f"{counted(len(conflicts), 'is a copy', 'are copies')} that a sync program made: {named_few(conflicts)}"
        why = "Two computers changed the same file. One version is published; the other is lost, or public, too."
        fix = "compare each with the file that has its name without the addition, keep one, delete the other"
        yield Finding(check="conflict-copies", level="mend", says=says, why=why, fix=fix)
    if copies:
        says = f"{counted(len(copies), 'may be a copy', 'may be copies')}, by name: {named_few(copies)}"
        why = "A text that is copied is published twice."
        fix = "delete those that are copies; give the others another name"
        yield Finding(check="copies", level="note", says=says, why=why, fix=fix)
    if not conflicts and not copies:
        yield Finding(check="conflict-copies", says="there are no copies that a sync program made")


def sorted_copies(files: Iterable[SeenFile], computer: str) -> tuple[list[str], list[str]]:
    """Return which files are conflict copies for certain, and which may be copies because the original is there, too.

    OneDrive puts the name of the computer behind that of the file.
    """
    stems = {splitext(file.path) for file in files}
    conflicts, copies = [], []
    mine = f"-{computer.partition('.')[0]}" if computer else ""
    for stem, ending in sorted(stems):
        conflict = CONFLICT.fullmatch(stem) or CONFLICT.fullmatch(stem + ending)
        again = COPY.fullmatch(stem) or _AGAIN.fullmatch(stem)
        if conflict or (mine and stem.endswith(mine) and (stem.removesuffix(mine), ending) in stems):
            conflicts.append(stem + ending)
        elif again and (again["name"], ending) in stems:
            copies.append(stem + ending)
    return conflicts, copies


CHECKS: tuple[SiteCheck, ...] = (check_service, check_not_downloaded, check_conflicts)
