"""Strings of HTML: text made safe for them, and the marks that keep the place of a segment in them.

A mark is made of noncharacters, which no text holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from therapyblog.model.documents import Html, Segment

_MARK = re.compile("\ufdd0([0-9]{1,9})\ufdd1")


def escape(text: str) -> str:
    """Make text safe between tags and in a double-quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def mark(number: int) -> str:
    """Return the mark of the segment with this number."""
    return f"\ufdd0{number}\ufdd1"


def number_of(piece: str) -> int | None:
    """Return the number of the segment if a piece of HTML is nothing but a mark."""
    found = _MARK.fullmatch(piece)
    return int(found[1]) if found else None


def divide(text: str, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Put segments back where their marks are; what stands between becomes finished HTML.

    A segment whose mark was lost (a sanitiser may drop the element around it) is put at the end: nothing disappears.
    """
    if not segments:
        return (Html(text=text),) if text else ()
    pieces = _MARK.split(text)
    divided: list[Segment] = []
    used = set[int]()
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            if piece:
                divided.append(Html(text=piece))
        elif (number := int(piece)) < len(segments) and number not in used:
            used.add(number)
            divided.append(segments[number])
    divided += [one for number, one in enumerate(segments) if number not in used]
    return tuple(divided)
