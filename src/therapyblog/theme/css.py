"""A style sheet → the addresses in it, read as browsers read it, with escapes and comments; and as it is published.

The reading is tinycss2's (CSS Syntax Module Level 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from therapyblog.urls.origins import origin_of

MAY_LEAD = re.compile(r"\\|/\s*[/\\]|\b(?:https?|wss?|ftp|file|data|blob|javascript):|media/|@import", re.IGNORECASE)
"""Matches every style that names another server, data, a sheet or a file of `media/`; others need not be parsed."""
_IMPORT = re.compile(r"""@import\b\s*(?:url\(\s*)?["']?([^"');]+)""", re.IGNORECASE)


# Strings, escapes and unquoted addresses stay; a comment goes where a space stands beside it, for else it parts words.
_REMARK = rb"/\*(?!!)(?:[^*]|\*(?!/))*\*/"
_FOR_AUTHORS = re.compile(
    rb"""(\\.|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\burl\([^"'()]*\))"""
    rb"""|(?<=\s)%b\s*|%b(?=\s)|(/\*.*?(?:\*/|\Z))|(?<=\n)\s+""" % (_REMARK, _REMARK),
    re.DOTALL | re.IGNORECASE,
)


class Fetch(msgspec.Struct, frozen=True):
    """One address in a style sheet."""

    directive: str
    """Of a content-security policy: `img-src`, `font-src` or `style-src`."""
    source: str
    """An origin, or `data:`; empty for a file of the site's own."""
    address: str
    line: int


def sheet_text(content: bytes) -> str:
    """Return the text of a style sheet with the line ends that the parser counts (CSS Syntax, 3.3)."""
    return content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def without_remarks(content: bytes) -> bytes:
    """Return a style sheet as it is published: without comments (but `/*!`), empty lines and spaces before lines."""
    return _FOR_AUTHORS.sub(lambda found: found[1] or found[2] or b"", content)


def fetches(text: str) -> list[Fetch]:
    """Return the addresses in a style, unless none of them can lead to another server, data or `media/`."""
    return every_fetch(text) if MAY_LEAD.search(text) else []


def every_fetch(text: str) -> list[Fetch]:
    """Return every address in a style sheet, or in the value of a property, by line.

    A string counts as an address everywhere but in a selector or as `content`: a custom property may pass it to
    `image-set()`, where strings are addresses (CSS Images Module Level 4).
    """
    addresses: list[Fetch] = []
    from tinycss2 import parse_component_value_list  # noqa: PLC0415 - most builds meet no new style sheet

    waiting: list[tuple[Sequence[Any], str]] = [(parse_component_value_list(text, skip_comments=True), "img-src")]
    while waiting:
        nodes, directive = waiting.pop()
        addresses += _in_list(nodes, directive, waiting)
    # Preload scanners do not know escapes (Chromium's `CSSPreloadScanner`).
    for match in _IMPORT.finditer(text):
        if "\\" in match[1] and origin_of(match[1]):
            addresses.append(Fetch("style-src", origin_of(match[1]), match[1], text.count("\n", 0, match.start()) + 1))
    return sorted(addresses, key=lambda fetch: fetch.line)


def _in_list(nodes: Sequence[Any], directive: str, waiting: list[tuple[Sequence[Any], str]]) -> Iterator[Fetch]:
    """Yield the addresses in a list of values, and add the lists within it to `waiting`."""
    rule = before = name = ""
    for node in nodes:
        kind = node.type
        if kind == "at-keyword":
            rule, name = node.lower_value, ""
        elif kind == "ident":
            before = node.lower_value
        elif kind == "literal" and node.value in (":", ";"):
            name = before if node.value == ":" else ""
            rule = rule if node.value == ":" else ""
        elif kind == "url" or (kind == "string" and name != "content"):
            if rule != "namespace":
                yield _fetch("style-src" if rule == "import" else directive, node)
        elif kind == "function":
            is_sheet = rule == "import" and node.lower_name in ("url", "src")
            waiting.append((node.arguments, "style-src" if is_sheet else directive))
        elif kind == "() block":
            waiting.append((node.content, directive))
        elif kind == "{} block":
            waiting.append((node.content, "font-src" if rule == "font-face" else directive))
            rule = name = ""


def _fetch(directive: str, node: Any) -> Fetch:
    address = node.value.strip()
    is_data = address.lower().startswith("data:")
    return Fetch(directive, "data:" if is_data else origin_of(address), address, node.source_line)
