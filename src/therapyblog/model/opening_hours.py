"""Times of opening as schema.org writes them, `Mo-Fr 14:00-20:00`: what is such a text, and what it holds.

Several stand in one text with `;` between them, and without days the times are those of every day. A text of another
form is somebody's own words.
"""

from __future__ import annotations

from therapyblog.patterns import lazy_pattern

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)"
_DAY = rf"(?:{'|'.join(DAYS)})"
_SPAN = lazy_pattern(rf"(?:({_DAY}(?:[-,]{_DAY})*) )?({_TIME}(?:,{_TIME})*)")

Spans = tuple[tuple[str, tuple[str, ...]], ...]
"""Days (`Mo-Fr`, or empty for every day), each with its times (`14:00-20:00`)."""


def opening_spans(text: str) -> Spans:
    """Read times of opening; nothing where the text is in words."""
    found = [_SPAN.fullmatch(part.strip()) for part in text.split(";")]
    return tuple((span[1] or "", tuple(span[2].split(","))) for span in found if span) if all(found) else ()
