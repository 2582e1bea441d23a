"""Style sheets of a theme: what they would fetch from elsewhere, and what a browser must be allowed for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from therapyblog.content.origins import origin_of

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FETCH = re.compile(
    r"""@import\s+(?:url\(\s*)?["']?(?P<sheet>[^"')\s;]+)"""
    r"""|(?:url|src)\(\s*["']?(?P<file>[^"')]+)"""
    r"""|image-set\(\s*["'](?P<picture>[^"']+)""",
    re.IGNORECASE,
)
_FONTS = (".woff2", ".woff", ".ttf", ".otf", ".eot")


class Fetch(msgspec.Struct, frozen=True):
    """One address in a style sheet that is not a file of the theme."""

    directive: str
    """Of a content-security policy: `img-src`, `font-src` or `style-src`."""
    source: str
    """An origin, or `data:`."""
    address: str
    line: int


def fetches(content: bytes) -> Iterator[Fetch]:
    """Yield what a style sheet fetches from other servers, or holds as `data:`."""
    text = content.decode("utf-8", "replace")
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for found in _FETCH.finditer(text):
        address = (found["sheet"] or found["file"] or found["picture"]).strip()
        source = "data:" if address.lower().startswith("data:") else origin_of(address)
        if source:
            directive = "style-src" if found["sheet"] else _directive(address)
            yield Fetch(directive, source, address, text.count("\n", 0, found.start()) + 1)


def _directive(address: str) -> str:
    path = address.lower().partition("?")[0].partition("#")[0]
    is_font = path.endswith(_FONTS) or path.startswith(("data:font/", "data:application/font", "data:application/x-"))
    return "font-src" if is_font else "img-src"
