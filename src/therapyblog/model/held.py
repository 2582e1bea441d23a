"""What a build holds back."""

from __future__ import annotations

import datetime as dt

from therapyblog.model.value import Value


class Held(Value, frozen=True, kw_only=True, array_like=False):
    """A post or page that this build holds back, and why."""

    path: str
    title: str
    reason: str
    """`draft` or `scheduled`."""
    until: dt.date | None = None
