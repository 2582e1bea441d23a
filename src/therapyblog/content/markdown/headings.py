"""Headings: `## Title {#id .class}`, levels below the page's own title, and ids that stay the same.

An id that the author wrote is used as it is; the others are made from the words and avoid those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from therapyblog.content.markdown.context import TextContext, context_of
from therapyblog.patterns import lazy_pattern
from therapyblog.urls.slugs import natively

_BRACES = lazy_pattern(r"(?:^|[ \t])\{[ \t]*((?:[#.]|[A-Za-z][\w-]*=)[^{}]*)\}$")
_ID = lazy_pattern(r"[\w-]+")
_CLASS = lazy_pattern(r"[A-Za-z_][\w-]*", re.ASCII)
_OTHER = lazy_pattern(r"[A-Za-z][\w-]*=\S*")
# `tb-` is the theme's; `fn1` and `fnref1` are footnotes.
_RESERVED = lazy_pattern(r"tb-|fn(?:ref)?\d", re.IGNORECASE)
_APOSTROPHES = lazy_pattern(r"(?<=\w)['’](?=\w)")
# Slugs of these characters need no tables of slugify; apostrophes do, and commas in numbers.
_PLAIN = lazy_pattern(r"[A-Za-z0-9 .,?!:;()/\"-]*")
_THOUSANDS = lazy_pattern(r"[0-9],[0-9]")
_TYPESET = str.maketrans({"“": '"', "”": '"', "’": "", "‘": "", "–": "-", "—": "-", "…": "."})
_BETWEEN = lazy_pattern(r"[^a-z0-9]+")
_FIX = "write it like `## Fees {#fees}`: letters, digits, `-` and `_`, each id once in a text"


def read_marks(state: StateCore) -> None:
    """Take `{#id .class}` off the ends of headings, before their words are parsed; shift them below the page's h1."""
    tokens = state.tokens
    openings = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    if any(tokens[index].tag == "h1" for index in openings):
        for token in tokens:
            if token.type in ("heading_open", "heading_close") and token.tag != "h6":
                token.tag = f"h{int(token.tag[1]) + 1}"
    if "{" in state.src:
        context, taken = context_of(state.env), set[str]()
        for index in openings:
            if tokens[index + 1].content.endswith("}"):
                _read_braces(tokens[index], tokens[index + 1], context, taken)


def _read_braces(heading: Token, words: Token, context: TextContext, taken: set[str]) -> None:
    match = _BRACES.search(words.content)
    if not match:
        return
    words.content = words.content[: match.start()].rstrip()
    ids: list[str] = []
    classes: list[str] = []
    error = ""
    for part in match[1].split():
        if part.startswith("#"):
            ids.append(part[1:])
        elif part.startswith(".") and _CLASS.fullmatch(part[1:]):
            classes.append(part[1:])
        elif not _OTHER.fullmatch(part):
            error = f"`{part}` is neither an id (`#fees`) nor a class (`.wide`)"
    if classes:
        heading.attrs["class"] = " ".join(classes)
    error = error or _id_error(ids, taken)
    if error:
        line = heading.map[0] if heading.map else 0
        column = context.lines[line].rfind("{") if line < len(context.lines) else -1
        context.problem("TB-MD-004", *context.place_of(line, column), error, _FIX)
    elif ids:
        heading.attrs["id"] = ids[0]
        taken.add(ids[0])


def _id_error(ids: list[str], taken: set[str]) -> str:
    if len(ids) > 1:
        return "this heading has more than one id"
    for id_ in ids:
        if not _ID.fullmatch(id_):
            return f"the id `{id_}` has characters that an id may not have"
        if _RESERVED.match(id_):
            return f"the id `{id_}` begins like the ids that footnotes and themes use"
        if id_ in taken:
            return f"the id `{id_}` is given to two headings"
    return ""


class Ids:
    """Makes the ids of the headings of one text."""

    def __init__(self, own: Iterable[str], language: str = "") -> None:
        """Reserve the ids that the author wrote."""
        self._taken, self._language = set(own), language
        self._last: dict[str, int] = {}

    def make(self, words: str) -> str:
        """Make an id of a heading's words: `what-helps`, then `what-helps-2`."""
        # Without its apostrophe a word has the same id whether or not quotes were set.
        if "'" in words or "’" in words:
            words = _APOSTROPHES.sub("", words)
        stem = _slug(words, self._language) or "section"
        if _RESERVED.match(stem):
            stem = f"section-{stem}"
        number = self._last.get(stem, 0) + 1
        id_ = stem if number == 1 else f"{stem}-{number}"
        while id_ in self._taken:
            number += 1
            id_ = f"{stem}-{number}"
        self._taken.add(id_)
        self._last[stem] = number
        return id_


def _slug(words: str, language: str) -> str:
    """Return the slug of a heading; for plain letters, digits and marks without slugify, with the same result."""
    plain = words if words.isascii() else words.translate(_TYPESET)
    if _PLAIN.fullmatch(plain) and not ("," in plain and _THOUSANDS.search(plain)):
        return _BETWEEN.sub("-", plain.lower()).strip("-")
    from slugify import slugify  # noqa: PLC0415 - many texts have no such heading

    slug: str = slugify(words if words.isascii() else natively(words, language))
    return slug
