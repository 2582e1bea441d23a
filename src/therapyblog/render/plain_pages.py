"""A page that is written plainly → its tags, without a parser, which takes half of the time of drawing a page.

Plain is a page whose head holds what belongs there and nothing else, whose every `<` begins a comment or a tag with
quoted attributes, and whose elements are ordinary ones. Each tag of it becomes an element wherever it stands (HTML,
13.2.5 and 13.2.6), so a parser would find the same. Any other page is left to one.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from therapyblog.patterns import lazy_pattern

_SPACE = r"[ \t\n]"
_TEXT = rf"<(?P<name>script|style)(?:{_SPACE}[^<>]*+)?>(?P<text>[^<]*+)</(?P=name)>"
_HEAD = re.compile(
    rf"{_SPACE}*+<!(?:doctype|DOCTYPE) html>{_SPACE}*+<html[^<>]*+>{_SPACE}*+<head>{_SPACE}*+"
    rf"(?>(?:(?:<(?:meta|link){_SPACE}[^<>]*+>|<title>[^<]*+</title>|{_TEXT}|<!--[^<>]*+-->){_SPACE}*+)*)"
    rf"</head>{_SPACE}*+(?=<body[ \t\n>])"
    rf"|{_SPACE}*+(?=<(?:p|div|h[1-6]|ul|ol|dl|blockquote|figure|section|aside|table|pre)[ \t\n>])"
)
"""The head of a page; nothing where the text of a feed begins."""
_WRITTEN = re.compile(r"<[^>]*>")
_TEXTS = lazy_pattern(_TEXT)
_TAG = re.compile(
    rf'<([a-z][a-z0-9]*)((?>(?:{_SPACE}++[a-z][a-z0-9:_-]*+(?:="[^"<>]*+")?)*)){_SPACE}*+/?+>'
    rf"|</[a-z][a-z0-9]*{_SPACE}*>|<!(?:doctype|DOCTYPE) html>|<!--(?!-?>)[^<>]*-->"
)
"""A start tag; or an end tag, or what is no tag."""
_ATTRIBUTE = re.compile(r'([a-z][a-z0-9:_-]*+)(?:="([^"]*+)")?')
_ENTITY = lazy_pattern(r"&(?!(?:amp|lt|gt|quot|#34|#39);)")
HOLDS_TEXT = frozenset(("script", "style"))
_ONLY_IN_HEAD = frozenset(("html", "head", "title"))
_NAMES = """
a abbr address article aside audio b bdi bdo blockquote br button cite code data dd del details dfn div dl dt em
figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label li link main mark meta nav ol p
picture pre q s samp section small source span strong sub summary sup time u ul var video wbr
"""
_ORDINARY = HOLDS_TEXT.union(_NAMES.split())
_PARTS_OF_TABLES = ("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td")
_PLACED = _ONLY_IN_HEAD.union(("body", "form"), _PARTS_OF_TABLES)
"""What is dropped where it may not stand."""


class PlainTag(NamedTuple):
    """A start tag."""

    name: str
    attributes: dict[str, str | None]
    is_sure: bool
    """Whether it becomes an element wherever it stands."""


def plain_tags(html: str) -> tuple[list[str], list[str]] | None:
    """Return what is written between `<` and `>` in the head of a page and behind it; `None` where it is not plain.

    It is only if `read_tag` says so of each of them, and `plain_texts` finds all that hold a text.
    """
    head = _HEAD.match(html)
    if head is None or "\r" in html or "\0" in html:
        return None
    in_head, in_body = _WRITTEN.findall(html, 0, head.end()), _WRITTEN.findall(html, head.end())
    return (in_head, in_body) if html.count("<") == len(in_head) + len(in_body) else None


def read_tag(written: str, *, in_head: bool) -> PlainTag | None:
    """Read what `plain_tags` gave: no name for what is no start tag, `None` for what is not plain."""
    match = _TAG.fullmatch(written)
    if match is None:
        return None
    name, attributes = match[1] or "", match[2] or ""
    pairs = _ATTRIBUTE.findall(attributes)
    values: dict[str, str | None] = {attribute: unescape(value) for attribute, value in pairs}
    is_known = not name or name in _ORDINARY or (name in _PLACED and (in_head or name not in _ONLY_IN_HEAD))
    if not is_known or len(values) < len(pairs) or ("&" in attributes and _ENTITY.search(attributes)):
        return None
    return PlainTag(name, values, not name or name in _ORDINARY)


def plain_texts(html: str) -> list[str]:
    """Return what every script and style element of a plain page holds, as far as that is nothing but text."""
    return [match["text"] for match in _TEXTS.finditer(html)]
