"""What is wrong with series: numbers doubled or missing, and names that look mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from therapyblog.model.documents import Document, PostSettings
from therapyblog.model.problems import Problem, problem
from therapyblog.model.value import Value
from therapyblog.site.entries import PostEntry

_ALIKE = 0.85
"""How much two names must share for one to look like the other, mistyped; two letters in a dozen."""


class Member(Value, frozen=True):
    """A post that names a series: listed (with its entry), or held back and perhaps announced."""

    document: Document
    entry: PostEntry | None = None
    coming: bool = False


def _part(member: Member) -> int | None:
    settings = member.document.settings
    assert isinstance(settings, PostSettings)
    return settings.series.part if settings.series else None


def check_parts(ordered: Sequence[Member]) -> Iterator[Problem]:
    """Check the numbers of the parts that readers see; `ordered` holds them and those that are held back."""
    hidden = {_part(member): member.document.path for member in ordered if not (member.entry or member.coming)}
    taken: dict[int, str] = {}
    for member in ordered:
        part = _part(member)
        if part is None or not (member.entry or member.coming):
            continue
        at = member.document.place("part", "series")
        if part in taken:
            says = f"this is part {part} of the series, and so is {taken[part]}"
            yield problem("TB-SER-001", at=at, says=says, fix="give one of the two another number")
        elif part > 1 and part - 1 in hidden and part - 1 not in taken:
            says = f"this is part {part} of the series, but part {part - 1} is held back: {hidden[part - 1]}"
            fix = "nothing to do if you mean that; readers see the parts counted from 1"
            yield problem("TB-SER-002", at=at, says=says, fix=fix)
        elif part > 1 and part - 1 not in taken:
            says = f"this is part {part} of the series, but there is no part {part - 1}"
            fix = "number the parts without a gap; readers see them counted from 1"
            yield problem("TB-SER-002", at=at, says=says, fix=fix)
        taken.setdefault(part, member.document.path)


def check_names(members: Mapping[str, Sequence[Member]], introductions: Mapping[str, Document]) -> Iterator[Problem]:
    """A series is made by naming it, so a mistyped name makes another: check the names that only one post uses.

    An introduction whose series nobody names is shown nowhere.
    """
    introduced = {slug: document.settings.title for slug, document in introductions.items()}
    slips = set()
    for slug, own in sorted(members.items()):
        if len(own) != 1 or slug in introduced or not own[0].entry:
            continue
        name = _name(own[0])
        others = [title for other, title in introduced.items() if other != slug]
        others += [_name(many[0]) for other, many in sorted(members.items()) if other != slug and len(many) > 1]
        meant = _slip(name, others)
        if meant:
            says = f"only this post is in the series “{name}”, whose name resembles “{meant}”"
            at = own[0].document.place("series.name", "series")
            slips.add(meant)
            yield problem("TB-SER-003", at=at, says=says, fix=f"did you mean {meant}?")
    for slug, title in introduced.items():
        if slug not in members and title not in slips:
            says = f"no post belongs to the series “{title}”, so this introduction is shown nowhere"
            fix = f"write `series: {title}` at the top of its posts, or delete this file"
            yield problem("TB-SER-004", at=introductions[slug].place("title"), says=says, fix=fix)


def _name(member: Member) -> str:
    settings = member.document.settings
    assert isinstance(settings, PostSettings)
    return settings.series.name if settings.series else ""


def _slip(name: str, others: Iterable[str]) -> str:
    """Return the other name that this one was probably meant to be; names that differ by a number are two names."""
    from difflib import get_close_matches  # noqa: PLC0415 - few sites have a series of one post

    numbers = re.findall(r"\d+", name)
    # Names of very different lengths cannot be alike, and need not be compared sign by sign.
    near = {
        other.casefold(): other
        for other in others
        if abs(len(other) - len(name)) <= len(name) * (1 - _ALIKE) * 2 and re.findall(r"\d+", other) == numbers
    }
    matches = get_close_matches(name.casefold(), near, n=1, cutoff=_ALIKE)
    return near[matches[0]] if matches else ""
