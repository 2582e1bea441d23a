"""Times for machines: a `When` as feeds, `<time>` and structured data want it."""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from therapyblog.model.documents import When


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def rfc3339(when: When, timezone: str) -> str:
    """Return an instant as Atom wants it (RFC 3339); without a time of day it is midnight in the site's time zone."""
    zone: dt.tzinfo = dt.timezone(dt.timedelta(minutes=when.offset)) if when.offset is not None else _zone(timezone)
    return dt.datetime.combine(when.date, when.time or dt.time(), tzinfo=zone).isoformat(timespec="seconds")


def iso(when: When, timezone: str) -> str:
    """Return the date, or the instant where a time of day was typed (ISO 8601)."""
    return when.date.isoformat() if when.time is None else rfc3339(when, timezone)
