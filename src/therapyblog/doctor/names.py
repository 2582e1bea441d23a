"""The names of files: what another computer or a web host would not tell apart, or would not find."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from therapyblog.doctor.finding import Finding, SiteCheck, SiteSurroundings, named_few
from therapyblog.urls.permalinks import identity


def check_alike(here: SiteSurroundings) -> Iterator[Finding]:
    """Find names that differ only by capitals, or only by how accents are stored."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for file in here.files:
        alike[identity(_text(file.path))].append(_text(file.path))
    twins = [sorted(paths) for paths in alike.values() if len(paths) > 1]
    for paths in sorted(twins):
        by_capitals = len({unicodedata.normalize("NFC", path) for path in paths}) > 1
        how = "capitals" if by_capitals else "how its accents are stored"
        says = f"names differ only by {how}: {named_few(paths)}"
        why = "On Windows, on a Mac and on some hosts they are one file, and one of them is lost."
        yield Finding(check="names-alike", level="mend", says=says, why=why, fix="give one of them another name")
    if not twins:
        yield Finding(check="names-alike", says="no two names are alike")


def check_writing(here: SiteSurroundings) -> Iterator[Finding]:
    """Find names that are no text, or whose accents are stored apart from their letters (NFD, as old Macs do)."""
    broken = [_text(file.path) for file in here.files if _text(file.path) != file.path]
    if broken:
        says = f"{len(broken)} names are no text: {named_few(broken)}"
        why = "No page can name them, so they are left out."
        yield Finding(check="names-written", level="mend", says=says, why=why, fix="rename them")
    apart = [file.path for file in here.files if not unicodedata.is_normalized("NFC", _text(file.path))]
    if apart:
        says = f"the accents of {len(apart)} names are stored apart from their letters (NFD): {named_few(apart)}"
        why = "They look the same and are read; links to them from other programs may fail."
        fix = "type the name anew where you see such a link fail"
        yield Finding(check="names-written", level="note", says=says, why=why, fix=fix)
    if not broken and not apart:
        yield Finding(check="names-written", says="all names are stored in the usual way (NFC)")


def _text(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


CHECKS: tuple[SiteCheck, ...] = (check_alike, check_writing)
