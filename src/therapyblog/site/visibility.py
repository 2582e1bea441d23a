"""The one query that says what is shown: every list, feed, sitemap and page asks it, and nothing else decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from therapyblog.model.documents import Document, PageSettings, PostSettings, Status
from therapyblog.model.held import Held, Hold
from therapyblog.model.value import Value


class Showing(Value, frozen=True, kw_only=True):
    """What this build shows: the day it counts from, and what a preview adds."""

    today: dt.date
    drafts: bool = False
    future: bool = False


_ORDER = ("expired", "draft", "scheduled", "unlisted")
"""What holds back most comes first."""


def holds_today(document: Document, today: dt.date) -> list[Hold]:
    """Return everything that holds a text back on a day, what holds back most first; an own setting is without `by`.

    A date is a date in the site's time zone, and so is `today`.
    """
    settings = document.settings
    holds = [hold for hold in settings.holds if _counts(hold, today)] if settings.holds else []
    if isinstance(settings, PageSettings) and settings.status != "published":
        holds.append(Hold(kind=settings.status, by=""))
    if is_scheduled(document, today):
        assert isinstance(settings, PostSettings)
        assert settings.date is not None
        holds.append(Hold(kind="scheduled", by="", on=settings.date.date))
    if not holds:
        return holds
    # Of several days the last one counts; where two say the same, the one that can be named.
    return sorted(holds, key=lambda hold: (_ORDER.index(hold.kind), -_day(hold), not hold.by, hold.by))


def _counts(hold: Hold, today: dt.date) -> bool:
    if hold.on is None:
        return True
    return hold.on > today if hold.kind == "scheduled" else hold.on <= today


def _day(hold: Hold) -> int:
    return hold.on.toordinal() if hold.on and hold.kind == "scheduled" else 0


def held_back(document: Document, showing: Showing) -> Held | None:
    """Return why a text is not written at all; `None` if it is."""
    for hold in holds_today(document, showing.today):
        shown = {"unlisted"}
        shown |= {"draft", "expired"} if showing.drafts else set()
        shown |= {"scheduled"} if showing.future else set()
        if hold.kind not in shown:
            return _held(document, hold)
    return None


def unlisted_elsewhere(document: Document, showing: Showing) -> Held | None:
    """Return why a text that is written is listed nowhere, where another program's setting asks for that."""
    for hold in holds_today(document, showing.today):
        if hold.kind == "unlisted" and hold.by:
            return _held(document, hold)
    return None


def _held(document: Document, hold: Hold) -> Held:
    until = hold.on if hold.kind == "scheduled" else None
    return Held(path=document.path, title=document.settings.title, reason=hold.kind, until=until, by=hold.by)


def status_on(document: Document, today: dt.date) -> Status:
    """Return the status that a page shows; only a post's own date makes it `scheduled` rather than a draft."""
    for hold in holds_today(document, today):
        if hold.by or hold.kind != "scheduled":
            return "unlisted" if hold.kind == "unlisted" else "draft"
    return "published"


def is_scheduled(document: Document, today: dt.date) -> bool:
    """Say whether a post's own date lies ahead."""
    settings = document.settings
    return isinstance(settings, PostSettings) and settings.date is not None and settings.date.date > today


def is_listed(document: Document) -> bool:
    """Say whether lists, feeds and the sitemap may name what is written."""
    settings = document.settings
    if getattr(settings, "status", "") == "unlisted":
        return False
    return not settings.holds or all(hold.kind != "unlisted" for hold in settings.holds)


def divide(documents: Iterable[Document], showing: Showing) -> tuple[list[Document], list[Held]]:
    """Divide documents into those that are written and those held back."""
    shown, held = [], []
    for document in documents:
        hold = held_back(document, showing)
        if hold is None:
            shown.append(document)
        else:
            held.append(hold)
    return shown, held
