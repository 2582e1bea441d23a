"""What may be said between files while some of them have mistakes: everything but what only follows from those.

A file with mistakes takes part in the checks as a sketch: its settings without those that are wrong. So a name that
nobody has is told of in the same run as a date that does not exist, and nothing is told twice in other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from therapyblog.model.documents import Document, Kind, PageSettings
from therapyblog.model.problems import Problem
from therapyblog.site.entries import Unread

_FOLLOWS_FROM_UNREAD: dict[Kind, tuple[str, ...]] = {
    "post": ("TB-REF-003", "TB-SER-002", "TB-SER-003"),
    "page": ("TB-REF-004",),
    "practitioner": ("TB-REF-001", "TB-AUTH-001"),
    "series": ("TB-SER-003",),
}
"""What would be said of a name only because nobody knows what the document of that name is called."""

_FOLLOWS_FROM_SKETCH: dict[Kind, tuple[str, ...]] = {"post": ("TB-SER-002", "TB-SER-003")}
"""What would be said of others only because a setting of this document is wrong: its part of a series."""

_OF_SKETCHES = ("TB-REF-", "TB-LINK-", "TB-COMP-", "TB-PIC-001", "TB-PIC-002", "TB-SER-001", "TB-REV-002", "TB-REV-003")
"""What can be said of a sketch: names and addresses that it has, whatever else is wrong with it."""

_OF_DOUBTFUL_SITES = ("TB-REF-", "TB-LINK-", "TB-COMP-", "TB-PIC-", "TB-SER-", "TB-REV-", "TB-CRED-", "TB-AUTH-")
"""What can be said while the site's own settings have mistakes: what lies between documents."""


def heard(problems: Iterable[Problem], unread: Sequence[Unread], *, doubtful: bool) -> Iterator[Problem]:
    """Yield the problems that do not follow from others; `doubtful` says that the site's settings have mistakes."""
    sketches = {one.path: one.sketch for one in unread if one.sketch}
    lost = [PurePosixPath(one.path).stem for one in unread if not one.sketch]
    silent = {
        code
        for one in unread
        for code in (_FOLLOWS_FROM_SKETCH.get(one.kind, ()) if one.sketch else _FOLLOWS_FROM_UNREAD[one.kind])
    }
    for found in problems:
        if found.code in silent or (doubtful and not found.code.startswith(_OF_DOUBTFUL_SITES)):
            continue
        if found.code == "TB-LINK-001" and any(f"/{stem}/" in found.says for stem in lost):
            continue
        sketch = sketches.get(found.at.path)
        if sketch and (not found.code.startswith(_OF_SKETCHES) or _counts_what_is_missing(found, sketch)):
            continue
        yield found


def _counts_what_is_missing(found: Problem, sketch: Document) -> bool:
    """Say whether a mark in a text only seems to have no work, because the work's own settings are wrong."""
    settings = sketch.settings
    if found.code != "TB-REF-006" or not isinstance(settings, PageSettings) or "references" not in sketch.places:
        return False
    return not settings.references or f"references.{len(settings.references)}" in sketch.places
