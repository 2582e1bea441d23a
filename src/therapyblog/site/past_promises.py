"""Texts, calls-to-action and settings → what they promise for a day, with a warning where that day is past.

In a post that shows its date, what it promised from then on is old news after two years, and told no more. A day
without a year is the next one after the day of its text; where that is unknown it counts as past for four months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from therapyblog.content.promises import promises_in
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, PageSettings, PostSettings, PractitionerSettings
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.settings.dates import may_name_days

CODE = "TB-DAY-001"
_OLD_NEWS, _NEARLY_SURE = dt.timedelta(days=731), dt.timedelta(days=120)
_A_DAY = dt.timedelta(days=1)
_LINES = ("title", "subtitle", "description", "role", "supervision", "insurance")


class Promised(NamedTuple):
    """What is promised for a day: the day as the promise gives it, its words, where these stand, and in which text."""

    named: str
    words: str
    at: Place
    document: Document | None = None

    def day(self, today: dt.date) -> dt.date | None:
        """Return the day that is meant; `None` where it cannot be known."""
        if not self.named.startswith("--"):
            return dt.date.fromisoformat(self.named)
        settings = self.document.settings if self.document else None
        updated = settings.updated.date if isinstance(settings, PageSettings) and settings.updated else None
        first = updated or self.written or today - _NEARLY_SURE
        for year in range(first.year, first.year + 5):
            with suppress(ValueError):
                day = dt.date.fromisoformat(f"{year}{self.named[1:]}")
                if day >= first:
                    return day
        return None

    @property
    def written(self) -> dt.date | None:
        """The day that a post shows."""
        settings = self.document.settings if self.document else None
        return settings.date.date if isinstance(settings, PostSettings) and settings.date else None


def promises_of(config: Config, documents: Iterable[Document]) -> Iterator[Promised]:
    """Yield every promise for a day; a text with a last day of its own is left to that."""
    yield from _of_settings(config)
    for document in documents:
        holds = document.settings.holds
        if not holds or all(hold.kind != "expired" for hold in holds):
            yield from _of_document(document, config)


def check_past_promises(config: Config, documents: Iterable[Document], today: dt.date) -> Iterator[Problem]:
    """Yield a warning for every promise whose day is past."""
    for promise in promises_of(config, documents):
        day, written = promise.day(today), promise.written
        if day is None or day >= today or (written and not written <= day > today - _OLD_NEWS):
            continue
        is_post = promise.document is not None and promise.document.kind == "post"
        goes = f", or let the whole text go by itself the day after: `expires: {day + _A_DAY}`" if is_post else ""
        says = f"“{promise.words}” promises something for a day that is past, {day}"
        yield problem(CODE, at=promise.at, says=says, fix=f"write what holds now, or take it out{goes}")


def _of_document(document: Document, config: Config) -> Iterator[Promised]:
    settings = document.settings
    language = settings.language or config.language
    for name in _LINES:
        line = getattr(settings, name, "")
        if line and may_name_days(line):
            at = document.place("name" if name == "title" and isinstance(settings, PractitionerSettings) else name)
            yield from _of_line(line, language, at, document)
    for aside in document.facts.asides:
        if aside.kind == "promise":
            at = Place(path=document.path, line=aside.line, column=aside.column)
            yield Promised(aside.target, aside.argument, at, document)


def _of_settings(config: Config) -> Iterator[Promised]:
    yield from _of_line(config.description, config.language, config.place("site.description"))
    for call in config.calls.values():
        language = call.language or config.language
        for key, texts in (("", call), ("waitlist.", call.waitlist), ("closed.", call.closed)):
            for name in ("heading", "text", "label", "price", "note"):
                at = config.place(f"cta.{call.name}.{key}{name}")
                yield from _of_line(getattr(texts, name, ""), language, at)
    for index, service in enumerate(config.services):
        for name in ("name", "description", "price"):
            at = config.place(f"service.{index}.{name}", f"service.{index}")
            yield from _of_line(getattr(service, name), config.language, at)
    for line in config.practice.hours if config.practice else ():
        yield from _of_line(line, config.language, config.place("practice.hours"))


def _of_line(text: str, language: str, at: Place, document: Document | None = None) -> Iterator[Promised]:
    for promise in promises_in(text, language):
        yield Promised(promise.day, promise.words, at, document)
