"""The one query that says what is shown: every list, feed, sitemap and page asks it, and nothing else decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from therapyblog.model.documents import Document, PageSettings, PostSettings
from therapyblog.model.held import Held
from therapyblog.model.value import Value


class Showing(Value, frozen=True, kw_only=True):
    """What this build shows: the day it counts from, and what a preview adds."""

    today: dt.date
    drafts: bool = False
    future: bool = False


def held_back(document: Document, showing: Showing) -> Held | None:
    """Return why a post or page is not written at all; `None` if it is."""
    settings = document.settings
    if not isinstance(settings, PageSettings):
        return None
    if settings.status == "draft" and not showing.drafts:
        return Held(path=document.path, title=settings.title, reason="draft")
    if is_scheduled(document, showing.today) and not showing.future:
        assert isinstance(settings, PostSettings)
        assert settings.date is not None
        return Held(path=document.path, title=settings.title, reason="scheduled", until=settings.date.date)
    return None


def is_scheduled(document: Document, today: dt.date) -> bool:
    """Say whether a post's date lies ahead; a date is a date in the site's time zone, and so is `today`."""
    settings = document.settings
    return isinstance(settings, PostSettings) and settings.date is not None and settings.date.date > today


def is_listed(document: Document) -> bool:
    """Say whether lists, feeds and the sitemap may name what is written."""
    settings = document.settings
    return not isinstance(settings, PageSettings) or settings.status != "unlisted"


def divide(documents: Iterable[Document], showing: Showing) -> tuple[list[Document], list[Held]]:
    """Divide documents into those that are written and those held back."""
    shown, held = [], []
    for document in documents:
        found = held_back(document, showing)
        if found is None:
            shown.append(document)
        else:
            held.append(found)
    return shown, held
