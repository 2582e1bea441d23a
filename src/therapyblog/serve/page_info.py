"""The content of the preview bar: a document → why it is held back, how long it is, what it lacks."""

from __future__ import annotations

import datetime as dt

from therapyblog.content.markdown.facts import reading_minutes
from therapyblog.model.documents import Document, PageSettings, PostSettings
from therapyblog.model.value import Value
from therapyblog.site.visibility import holds_today


class PageInfo(Value, frozen=True, kw_only=True, array_like=False):
    """The content of the preview bar for a page; a list has no source and only a key."""

    key: str
    address: str = ""
    """Where it will be published."""
    source: str = ""
    words: int = 0
    minutes: int = 0
    held: str = ""
    """Why visitors cannot find it: `draft`, `unlisted`, or `scheduled`."""
    until: str = ""
    missing: tuple[str, ...] = ()
    """Settings worth adding."""


def page_info(key: str, address: str, document: Document | None, today: dt.date, *, authors: int) -> PageInfo:
    """Return the content of the bar for a page; `authors` is the number of practitioners."""
    if document is None:
        return PageInfo(key=key, address=address)
    held, until = hold_reason(document, today)
    words = document.facts.words
    return PageInfo(
        key=key,
        address=address,
        source=document.path,
        words=words,
        minutes=reading_minutes(words),
        held=held,
        until=until,
        missing=tuple(_missing(document, authors)),
    )


def hold_reason(document: Document, today: dt.date) -> tuple[str, str]:
    """Return why visitors cannot find a text, and until when; two empty texts if they can."""
    for hold in holds_today(document, today):
        # The bar shows "draft" for everything without an end date.
        until = hold.on.isoformat() if hold.on and hold.kind == "scheduled" else ""
        return "draft" if hold.kind == "expired" else hold.kind, until
    return "", ""


def _missing(document: Document, authors: int) -> list[str]:
    settings = document.settings
    missing = [] if settings.description else ["description"]
    if isinstance(settings, PageSettings) and not settings.image:
        missing.append("image")
    if settings.image and settings.image_alt is None:
        missing.append("image_alt")
    # A single practitioner is the author of every text.
    if isinstance(settings, PostSettings) and not settings.authors and authors != 1:
        missing.append("author")
    return missing
