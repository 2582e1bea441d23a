"""Moments as other programs write them. None is moved to another time zone: the day is the one that readers saw."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

_YEAR = re.compile(r"\d\s+[a-z]{3,}\.?\s+(-?\d+)", re.IGNORECASE)
"""What stands behind the month."""


def moment(value: object) -> dt.datetime | None:
    """Read a moment as programs write it: ISO 8601, or milliseconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return dt.datetime.fromtimestamp(value / 1000, dt.UTC).replace(tzinfo=None, second=0, microsecond=0)
        except (ValueError, OverflowError, OSError):
            return None
    try:
        found = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.replace(tzinfo=None, second=0, microsecond=0) if found.year > 1 else None


def from_feed(text: str) -> dt.datetime | None:
    """Read a date as mail writes it (RFC 5322, 3.3), which is what RSS takes."""
    year = _YEAR.search(text)
    if year and year[1].startswith(("-", "00")) and len(year[1]) > 2:
        # WordPress writes `30 Nov -0001` where there is no date; it would be read as one of 2000.
        return None
    try:
        return parsedate_to_datetime(text).replace(tzinfo=None, second=0)
    except (ValueError, TypeError):
        return None
