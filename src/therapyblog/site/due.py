"""Which days to come change a site by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from therapyblog.model.config import Config
from therapyblog.model.documents import Document, PageSettings, PostSettings, PractitionerSettings
from therapyblog.model.due import Due
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.site.past_promises import promises_of
from therapyblog.site.visibility import holds_today

_DAY = dt.timedelta(days=1)


def due_days(config: Config, documents: Iterable[Document], today: dt.date) -> tuple[Due, ...]:
    """Return what falls due after today, the nearest first."""
    documents = list(documents)
    due = [entry for document in documents for entry in _of_document(document, today)]
    due += _of_crisis_lines(config)
    due += _of_promises(config, documents, today)
    later = [entry for entry in due if entry.day > today]
    return tuple(sorted(later, key=lambda entry: (entry.day, entry.path, entry.says)))


def _of_document(document: Document, today: dt.date) -> Iterator[Due]:
    settings, path = document.settings, document.path
    if isinstance(settings, PractitionerSettings):
        for credential in settings.credentials:
            called = f"“{credential.letters or credential.name}” of {settings.title}"
            if credential.expires:
                yield Due(day=credential.expires + _DAY, says=f"{called} has expired and leaves every page", path=path)
            if credential.valid_from:
                yield Due(day=credential.valid_from, says=f"{called} begins to count", path=path)
    if not isinstance(settings, PageSettings):
        return
    # What only waits for its day falls due; what is a draft for another reason does not.
    if any(hold.kind in ("draft", "expired") for hold in holds_today(document, today)):
        return
    title = f"“{settings.title}”"
    days = [hold.on for hold in settings.holds if hold.kind == "scheduled" and hold.on]
    if isinstance(settings, PostSettings) and settings.date:
        days.append(settings.date.date)
    if days:
        yield Due(day=max(days), says=f"{title} appears", path=path)
    for hold in settings.holds:
        if hold.kind == "expired" and hold.on:
            yield Due(day=hold.on, says=f"{title} goes", path=path)
    if settings.review_due:
        yield Due(day=settings.review_due + _DAY, says=f"the review of {title} is overdue", path=path)


def _of_promises(config: Config, documents: Iterable[Document], today: dt.date) -> Iterator[Due]:
    """Yield the days after which a promise is one for a day that is past."""
    read = [text for text in documents if not any(hold.kind == "draft" for hold in holds_today(text, today))]
    for promise in promises_of(config, read):
        if day := promise.day(today):
            says = f"“{promise.words}” will be past"
            yield Due(day=day + _DAY, says=says, path=promise.at.path)


def _of_crisis_lines(config: Config) -> Iterator[Due]:
    lines = (*(config.crisis_lines or ()), *config.crisis_added)
    for looked_up in sorted({day for day in (config.crisis_checked_on, *(line.checked_on for line in lines)) if day}):
        says = "the crisis lines should be looked up again"
        yield Due(day=_a_year_after(looked_up) + _DAY, says=says, path=SETTINGS_FILE)


def _a_year_after(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return dt.date(day.year + 1, 3, 1)
