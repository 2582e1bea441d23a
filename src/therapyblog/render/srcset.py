"""`srcset`: several addresses in one attribute, each with a width or a density behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACE = " \t\n\f\r"
_ADDRESS = re.compile(rf"[^{_SPACE}]+")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*(?:\)|$))*")


def candidates(srcset: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses in a `srcset` with what is said of each (HTML, 4.8.4.2.2).

    >>> list(candidates("data:image/png;base64,AA== 1x, /b.png 2x"))
    [('data:image/png;base64,AA==', '1x'), ('/b.png', '2x')]
    """
    at, end = 0, len(srcset)
    while True:
        while at < end and srcset[at] in f"{_SPACE},":
            at += 1
        found = _ADDRESS.match(srcset, at)
        if found is None:
            return
        at, address, descriptors = found.end(), found[0], ""
        if address.endswith(","):
            address = address.rstrip(",")
        elif said := _DESCRIPTORS.match(srcset, at):
            at, descriptors = said.end(), said[0].strip(_SPACE)
        yield address, descriptors
