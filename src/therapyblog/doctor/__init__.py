"""`therapyblog doctor`: this computer and a site folder → what was looked at, and what to mend.

Each group of checks is a file with a list, `CHECKS`. A check looks, changes nothing, and yields at least one finding.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator

from therapyblog.api import settings_content
from therapyblog.doctor import connection, names, program, storage, syncing
from therapyblog.doctor.finding import Finding, SiteSurroundings
from therapyblog.files import absolute
from therapyblog.model.config import Config
from therapyblog.settings.site import sketch_config

__all__ = ["Finding", "examine"]

_NO_SETTINGS = Config(title="", url="https://unknown.example")
SITE_GROUPS = (storage, syncing, names)


def examine(
    site: str | os.PathLike[str] | None = None, *, now: dt.datetime | None = None, online: bool = False
) -> tuple[Finding, ...]:
    """Look at the program and, where one is named, at a site folder; nothing is changed.

    `now` (default: the clock's) is what the clock shows. With `online` one request goes to the site's own address; else
    none goes anywhere. Raises `UsageError` for a folder that is no site.
    """
    found = [finding for check in program.CHECKS for finding in check()]
    if site is None:
        return tuple(found)
    folder = absolute(site)
    config = sketch_config(settings_content(folder))
    if config is None:
        says, why = "therapyblog.toml cannot be read", "Nothing is published until it can."
        found.append(Finding(check="settings", level="mend", says=says, why=why, fix="therapyblog build"))
    here = SiteSurroundings(folder, config or _NO_SETTINGS, now or dt.datetime.now(dt.UTC))
    for group in (*SITE_GROUPS, *((connection,) if online else ())):
        for check in group.CHECKS:
            found += _looked(check(here), check.__name__)
    return tuple(found)


def _looked(findings: Iterable[Finding], name: str) -> Iterator[Finding]:
    """Yield findings; where the system refuses to say, that is one."""
    try:
        yield from findings
    except OSError as error:
        says = f"{error.filename or 'a file'} could not be looked at: {error.strerror}"
        check = name.removeprefix("check_").replace("_", "-")
        yield Finding(
            check=check, level="mend", says=says, why="A build would fail there, too.", fix="allow reading it"
        )
