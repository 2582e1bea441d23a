"""Where the site lies: permissions, room on the disk, the cache, the clock."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from therapyblog.cache.store import NAME as CACHE_FILE
from therapyblog.cache.store import peek
from therapyblog.cache.version import fingerprint
from therapyblog.doctor.finding import Finding, SiteCheck, SiteSurroundings, counted, named_few
from therapyblog.output.workspace import CACHE, FOLDER

_LEAST_ROOM = 200_000_000
"""Bytes, besides a second copy of the published site."""
_LARGE_CACHE = 2_000_000_000
_OFF = dt.timedelta(days=1, hours=1)
"""Files of a computer in another time zone may be a day ahead, and no more."""


def check_permissions(here: SiteSurroundings) -> Iterator[Finding]:
    """Look whether everything can be read, and written where builds write."""
    unread = [file.path for file in here.files if not os.access(here.site / file.path, os.R_OK)]
    if unread:
        says = f"{counted(len(unread), 'cannot', 'cannot')} be read: {named_few(unread)}"
        why = "A build that cannot read a file publishes nothing."
        yield _mend("permissions", says, why, _allow(here.site, "R", "-R u+rX"))
    output = here.site / here.config.output
    closed = [path for path in (here.site, output, here.site / FOLDER) if path.is_dir() and not _is_writable(path)]
    for path in closed:
        why = "Builds write there."
        yield _mend("permissions", f"nothing can be written into {path}", why, _allow(path, "M", "u+rwx"))
    if os.path.lexists(output) and not output.is_dir():
        why = "The finished site is to be written there."
        yield _mend("permissions", f"{output} is no folder", why, f"rename or delete {output}")
    elif not unread and not closed:
        yield Finding(check="permissions", says=f"{len(here.files)} files can be read, the output folder written")


def _allow(path: Path, right: str, mode: str) -> str:
    """Return the line that gives its owner a right to a folder."""
    return (
        f"icacls {_quoted(path)} /grant %USERNAME%:{right} /T" if os.name == "nt" else f"chmod {mode} {_quoted(path)}"
    )


def check_privacy(here: SiteSurroundings) -> Iterator[Finding]:
    """Look whether others on this computer can read what is kept beside the site: drafts, earlier versions."""
    own = here.site / FOLDER
    if os.name == "nt" or not own.is_dir():
        return
    if stat.S_IMODE(own.stat().st_mode) & 0o077:
        says = f"others on this computer can look into {own}"
        why = "It holds drafts and earlier versions of texts."
        yield _mend("privacy", says, why, f"chmod 700 {_quoted(own)}")
    else:
        yield Finding(check="privacy", says=f"only you can look into {FOLDER}/")


def check_cache(here: SiteSurroundings) -> Iterator[Finding]:
    """Look whether the next build can use what earlier ones remember."""
    path = here.site / FOLDER / CACHE / CACHE_FILE
    try:
        size = path.stat().st_size
    except OSError:
        yield Finding(check="cache", says="there is no cache yet; the first build makes it")
        return
    shown = f"{size / 1e6:,.1f} MB"
    clean = f"therapyblog clean {_quoted(here.site)}"
    if peek(path, fingerprint(), "environment") is None and peek(path, fingerprint(), "settings") is None:
        says = f"the cache ({shown}) is of another version, of another place, or damaged"
        why = "The next build drops it and takes longer, once. Nothing is lost."
        yield Finding(check="cache", level="note", says=says, why=why, fix=clean)
    elif size > _LARGE_CACHE:
        why = "It takes room, and grows with every version of your texts."
        yield Finding(check="cache", level="note", says=f"the cache has {shown}", why=why, fix=clean)
    else:
        yield Finding(check="cache", says=f"cache: {shown}, of this version")


def check_room(here: SiteSurroundings) -> Iterator[Finding]:
    """Look whether the disk has room for another copy of the finished site, and some more."""
    free = shutil.disk_usage(here.site).free
    needed = _LEAST_ROOM + _size(here.site / here.config.output)
    if free < needed:
        says = f"{free / 1e6:,.0f} MB are free on the disk, and {needed / 1e6:,.0f} MB may be needed"
        why = "A build without room publishes nothing."
        yield _mend("disk", says, why, "empty the bin, or move large files to another disk")
    else:
        yield Finding(check="disk", says=f"{free / 1e9:,.1f} GB are free on the disk")


def _size(folder: Path) -> int:
    return sum((Path(root) / name).lstat().st_size for root, _, names in os.walk(folder) for name in names)


def check_clock(here: SiteSurroundings) -> Iterator[Finding]:
    """Compare the clock with the times of the newest file, and of this program."""
    times = {file.path: file.status.st_mtime for file in here.files}
    times["the program itself"] = Path(__file__).stat().st_mtime
    newest = max(times, key=lambda name: times[name])
    ahead = times[newest] - here.now.timestamp()
    shown = f"{here.now.astimezone(ZoneInfo(here.config.timezone)):%Y-%m-%d %H:%M} ({here.config.timezone})"
    if ahead > _OFF.total_seconds():
        says = f"the clock shows {shown}, {ahead / 86_400:,.0f} days before {named_few([newest])} was changed"
        why = "The day decides which posts are published and which credentials count."
        fix = "let the system set its clock: Date & Time in its settings; if it is right, save that file again"
        yield _mend("clock", says, why, fix)
    else:
        yield Finding(check="clock", says=f"clock: {shown}")


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK | os.X_OK)


def _mend(check: str, says: str, why: str, fix: str) -> Finding:
    return Finding(check=check, level="mend", says=says, why=why, fix=fix)


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


CHECKS: tuple[SiteCheck, ...] = (check_permissions, check_privacy, check_cache, check_room, check_clock)
