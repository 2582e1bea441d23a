"""What a build holds back."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from therapyblog.model.value import Value


class Hold(Value, frozen=True, kw_only=True):
    """One reason to hold a text back: a setting of another program, its place or its name."""

    kind: Literal["expired", "draft", "scheduled", "unlisted"]
    by: str
    """In words: "`isDraft: true` in line 3 (Astro, Gatsby)"."""
    on: dt.date | None = None
    """The day until which it is scheduled, or from which it is expired."""


class Held(Value, frozen=True, kw_only=True, array_like=False):
    """A text that this build holds back, or lists nowhere because another program's setting asks for it, and why."""

    path: str
    title: str
    reason: str
    """`draft`, `scheduled`, `expired` or `unlisted`."""
    until: dt.date | None = None
    by: str = ""
    """What asks for it besides `status` and `date`: another program's setting, the file's place or its name."""
