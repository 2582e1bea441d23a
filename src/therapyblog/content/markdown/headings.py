"""Headings: `## Title {#id .class}`, levels below the page's own title, and ids that stay the same.

An id of the author's own comes first; the others are made of the words, and give way to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from therapyblog.content.markdown.context import Page, page_of
from therapyblog.urls.permalinks import natively

_BRACES = re.compile(r"(?:^|[ \t])\{[ \t]*((?:[#.]|[A-Za-z][\w-]*=)[^{}]*)\}$")
_ID = re.compile(r"[\w-]+")
_CLASS = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_OTHER = re.compile(r"[A-Za-z][\w-]*=\S*")
# `tb-` is the theme's; `fn1` and `fnref1` are footnotes.
_RESERVED = re.compile(r"tb-|fn(?:ref)?\d", re.IGNORECASE)
_APOSTROPHES = re.compile(r"(?<=\w)['’](?=\w)")
# What slugify makes of these signs needs none of its tables; an apostrophe does, and a comma in a number.
_PLAIN = re.compile(r"[A-Za-z0-9 .,?!:;()/\"-]*")
_THOUSANDS = re.compile(r"[0-9],[0-9]")
_TYPESET = str.maketrans({"“": '"', "”": '"', "’": "", "‘": "", "–": "-", "—": "-", "…": "."})
_BETWEEN = re.compile(r"[^a-z0-9]+")
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
        page, taken = page_of(state.env), set[str]()
        for index in openings:
            if tokens[index + 1].content.endswith("}"):
                _read_braces(tokens[index], tokens[index + 1], page, taken)


def _read_braces(heading: Token, words: Token, page: Page, taken: set[str]) -> None:
    found = _BRACES.search(words.content)
    if not found:
        return
    words.content = words.content[: found.start()].rstrip()
    ids: list[str] = []
    classes: list[str] = []
    wrong = ""
    for one in found[1].split():
        if one.startswith("#"):
            ids.append(one[1:])
        elif one.startswith(".") and _CLASS.fullmatch(one[1:]):
            classes.append(one[1:])
        elif not _OTHER.fullmatch(one):
            wrong = f"`{one}` is neither an id (`#fees`) nor a class (`.wide`)"
    if classes:
        heading.attrs["class"] = " ".join(classes)
    wrong = wrong or _what_is_wrong(ids, taken)
    if wrong:
        line = heading.map[0] if heading.map else 0
        column = page.lines[line].rfind("{") if line < len(page.lines) else -1
        page.problem("TB-MD-004", *page.place_of(line, column), wrong, _FIX)
    elif ids:
        heading.attrs["id"] = ids[0]
        taken.add(ids[0])


def _what_is_wrong(ids: list[str], taken: set[str]) -> str:
    if len(ids) > 1:
        return "this heading has more than one id"
    for one in ids:
        if not _ID.fullmatch(one):
            return f"the id `{one}` has characters that an id may not have"
        if _RESERVED.match(one):
            return f"the id `{one}` begins like the ids that footnotes and themes use"
        if one in taken:
            return f"the id `{one}` is given to two headings"
    return ""


class Ids:
    """Hands out the ids of one text."""

    def __init__(self, own: Iterable[str], language: str = "") -> None:
        """Begin with the authors' own ids, which nobody else may have."""
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
        made = stem if number == 1 else f"{stem}-{number}"
        while made in self._taken:
            number += 1
            made = f"{stem}-{number}"
        self._taken.add(made)
        self._last[stem] = number
        return made


def _slug(words: str, language: str) -> str:
    """Make a slug; of plain letters, digits and marks as slugify would, only quicker."""
    plain = words if words.isascii() else words.translate(_TYPESET)
    if _PLAIN.fullmatch(plain) and not ("," in plain and _THOUSANDS.search(plain)):
        return _BETWEEN.sub("-", plain.lower()).strip("-")
    from slugify import slugify  # noqa: PLC0415 - many texts have no such heading

    made: str = slugify(words if words.isascii() else natively(words, language))
    return made
