"""What is kept on this computer between two desks, outside of every site.

That is which sites were opened, whose first steps are not shown any more, and which desk runs. Only the account's own
user can read these files.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from therapyblog.model.value import Value
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.publishing.agreements import config_folder

T = TypeVar("T")
SITES, GUIDED, RUNNING = "desk-sites.json", "desk-guided.json", "desk-running.json"
MOST = 50
"""How many sites are remembered."""


class KnownSite(Value, frozen=True, kw_only=True, array_like=False):
    """A site that was opened before."""

    folder: str
    title: str


class Running(Value, frozen=True, kw_only=True, array_like=False):
    """The desk that runs: where it answers, and what for."""

    port: int
    token: str
    process: int


def known_sites() -> tuple[KnownSite, ...]:
    """Return the sites that were opened, the last one first."""
    return _read(SITES, tuple[KnownSite, ...]) or ()


def remember_site(folder: Path, title: str) -> None:
    """Put a site at the head of those that were opened."""
    known = KnownSite(folder=os.fspath(folder), title=title)
    others = (site for site in known_sites() if site.folder != known.folder)
    _write(SITES, (known, *others)[:MOST])


def forget_site(folder: str) -> None:
    """Leave a site out of those that were opened."""
    _write(SITES, tuple(site for site in known_sites() if site.folder != folder))


def is_checklist_dismissed(folder: str) -> bool:
    """Say whether the first steps of a site are not shown any more."""
    return folder in (_read(GUIDED, tuple[str, ...]) or ())


def dismiss_checklist(folder: str) -> None:
    """Show the first steps of a site never again."""
    dismissed = _read(GUIDED, tuple[str, ...]) or ()
    _write(GUIDED, (folder, *(other for other in dismissed if other != folder))[:MOST])


def running_desk() -> Running | None:
    """Return what was noted of a desk; it may have ended since."""
    return _read(RUNNING, Running)


def note_running(running: Running) -> None:
    """Note the desk that runs now."""
    _write(RUNNING, running)


def forget_running(token: str) -> None:
    """Remove the note of a desk that ends, unless another one has begun since."""
    running = running_desk()
    if running is not None and running.token == token:
        _tree().remove(RUNNING)


def _tree() -> Tree:
    return Tree(config_folder(), modes=PRIVATE)


def _read(name: str, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(_tree().read(name), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def _write(name: str, content: object) -> None:
    _tree().write(name, msgspec.json.encode(content))
