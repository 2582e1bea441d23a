"""Escaping for HTML, and placeholders for segments in strings of HTML.

A placeholder is made of noncharacters, which no text holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from therapyblog.model.documents import Html, Segment

_MARK = re.compile("\ufdd0([0-9]{1,9})\ufdd1")


def escape(text: str) -> str:
    """Escape text for use between tags and in a double-quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def mark(number: int) -> str:
    """Return the placeholder of the segment with this number."""
    return f"\ufdd0{number}\ufdd1"


def number_of(piece: str) -> int | None:
    """Return the number of the segment if a piece of HTML is nothing but a placeholder."""
    match = _MARK.fullmatch(piece)
    return int(match[1]) if match else None


def divide(text: str, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Split HTML at the placeholders into segments; the text between becomes `Html` segments.

    A segment whose placeholder was lost (the sanitiser may drop the element around it) is put at the end.
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
    divided += [segment for number, segment in enumerate(segments) if number not in used]
    return tuple(divided)
