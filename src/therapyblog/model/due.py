"""What falls due on a day to come: from that day on a site that was not built again says something untrue."""

from __future__ import annotations

import datetime as dt

from therapyblog.model.value import Value


class Due(Value, frozen=True, kw_only=True, array_like=False):
    """One thing that falls due."""

    day: dt.date
    """The first day on which the site of today is no longer right."""
    says: str
    """What then changes, or asks for a look, in words."""
    path: str
    """The file that says so."""
