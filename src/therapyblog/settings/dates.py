"""Dates as people type them → `When`. No date ever moves through UTC."""

from __future__ import annotations

import datetime as dt
import re

from therapyblog.model.documents import When

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?[ ]?"
    r"(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_SHAPES = tuple(
    re.compile(shape + _TIME + "$", re.IGNORECASE)
    for shape in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<name>[^\W\d_]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?P<name>[^\W\d_]+)\.?,? (?P<year>\d{4})",
    )
)
FORMS = "2024-12-15 or 15 December 2024 (a time such as 10:30 may follow)"


_LONGEST_SHOWN = 60


def read_when(text: str) -> When:
    """Read a date with an optional time of day; raises `ValueError` with a reason in plain words.

    >>> read_when("Dec 15, 2024").date.isoformat()
    '2024-12-15'
    """
    compact = " ".join(text.split())
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    for shape in _SHAPES:
        found = shape.match(compact)
        if found:
            return _when(found, shown)
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", compact):
        message = f"“{shown}” can mean two days: people differ about whether the day or the month comes first"
        raise ValueError(message)
    message = f"“{shown}” is not a date"
    raise ValueError(message)


def _when(found: re.Match[str], text: str) -> When:
    parts = found.groupdict()
    month = _MONTHS.get(parts["name"].lower()) if "name" in parts else int(parts["month"])
    if month is None:
        message = f"“{parts['name']}” is not a month’s English name"
        raise ValueError(message)
    try:
        day = dt.date(int(parts["year"]), month, int(parts["day"]))
        time = None
        if parts["hour"]:
            time = dt.time(int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0))
    except ValueError:
        message = f"“{text}” is not in the calendar"
        raise ValueError(message) from None
    return When(date=day, time=time, offset=_offset(parts["zone"]))


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone.upper() in ("Z", "UTC"):
        return 0
    digits = zone.replace(":", "")
    hours, rest = int(digits[1:3]), int(digits[3:5])
    minutes = hours * 60 + rest
    if minutes > 14 * 60 or rest >= 60:  # noqa: PLR2004 - minutes of an hour
        message = f"“{zone}” is not a time zone’s offset"
        raise ValueError(message)
    return -minutes if digits[0] == "-" else minutes
