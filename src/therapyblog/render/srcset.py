"""`srcset`: several addresses in one attribute, each with a width or a density behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACE = " \t\n\f\r"
_ADDRESS = re.compile(rf"[^{_SPACE}]+")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*(?:\)|$))*")


def candidates(srcset: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses in a `srcset`, each with its descriptors (HTML, 4.8.4.2.2).

    >>> list(candidates("data:image/png;base64,AA== 1x, /b.png 2x"))
    [('data:image/png;base64,AA==', '1x'), ('/b.png', '2x')]
    """
    at, end = 0, len(srcset)
    while True:
        while at < end and srcset[at] in f"{_SPACE},":
            at += 1
        address_match = _ADDRESS.match(srcset, at)
        if address_match is None:
            return
        at, address, descriptors = address_match.end(), address_match[0], ""
        if address.endswith(","):
            address = address.rstrip(",")
        elif descriptor_match := _DESCRIPTORS.match(srcset, at):
            at, descriptors = descriptor_match.end(), descriptor_match[0].strip(_SPACE)
        yield address, descriptors
