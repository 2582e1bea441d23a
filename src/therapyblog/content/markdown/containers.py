"""Which lines of a text are code: quotes, lists and fences as CommonMark nests them (0.31, appendix, phase 1).

A line and what is open before it → what is open after it, and the line's kind.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from therapyblog.content.markdown.bullets import BULLETS

Kind = Literal["code", "text", "line", "bare"]
"""Code; words of a paragraph, a table or an item; a block of one line, such as a heading; or one without code spans."""

QUOTE = -1
"""Stands among the open containers for a quote; the others are items, by how far their words are indented."""


class Place(NamedTuple):
    """What is open between two lines."""

    containers: tuple[int, ...] = ()
    fence: str = ""
    """The mark that opened a fence of code."""
    fence_in: int = 0
    """In how many containers the fence stands."""
    in_paragraph: bool = False
    had_paragraph: bool = False
    """Whether the last line that was not blank was one of a paragraph: a definition may follow."""

    def after_blank(self) -> Place:
        """Return what is open after a blank line."""
        return self._replace(in_paragraph=False)


START = Place()

_BLANK = re.compile(r"[ \t>]*")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r" {0,3}(?:[-+*]|([0-9]{1,9})[.)])(?= |$)")
_DEFINITION = re.compile(r" {0,3}[:~](?= +[^ ])")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})")
_TASK = re.compile(r"^\[[ xX]\] +")
_FENCE = re.compile(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+) *")
_HEADING = re.compile(r" {0,3}#{1,6}(?: |$)")
_BARE = re.compile(r" {0,3}(?::::|\[[^\]]+\]:)")
_PASTED = re.compile(rf"[ \N{{NO-BREAK SPACE}}]*[{BULLETS}]")
_CODE = "    "
_FOOTNOTE_INDENT = 4


def is_blank(line: str) -> bool:
    """Say whether a line holds nothing, but for the marks of quotes."""
    return _BLANK.fullmatch(line) is not None


def read_line(line: str, place: Place) -> tuple[Place, Kind]:
    """Read one line."""
    rest, depth = line.expandtabs(4), 0
    for container in place.containers:
        if container == QUOTE:
            found = _QUOTE.match(rest)
            if not found:
                break
            rest = rest[found.end() :]
        elif rest.strip(" ") and not rest.startswith(" " * container):
            break
        else:
            rest = rest[container:]
        depth += 1
    if place.fence and depth >= place.fence_in:
        is_end = rest.strip(" ").startswith(place.fence) and not rest.strip(" ").strip(place.fence[0])
        closes = is_end and not rest.startswith(_CODE)
        return place._replace(fence="" if closes else place.fence), "code"
    place = place._replace(fence="")
    if not rest.strip(" "):
        return place._replace(containers=place.containers[:depth], in_paragraph=False), "line"
    return _open(rest, place, depth)


def _open(rest: str, place: Place, depth: int) -> tuple[Place, Kind]:
    """Read what follows the marks of the containers that go on."""
    containers = list(place.containers[:depth])
    # Until another block begins, a line without its marks may be the next of a paragraph.
    lazy = place.in_paragraph
    is_within = depth == len(place.containers)
    while True:
        if rest.startswith(_CODE) and not _PASTED.match(rest):
            return (place, "text") if lazy else (Place(tuple(containers)), "code")
        width, found = _container(rest, lazy and is_within, place.had_paragraph)
        if not found:
            break
        containers.append(width)
        rest, lazy = _TASK.sub("", rest[found:]), False
        if not rest.strip(" "):
            return Place(tuple(containers)), "line"
    opened = tuple(containers)
    if fence := _FENCE.fullmatch(rest):
        return Place(opened, fence[1] or fence[2], len(opened)), "code"
    is_underline = lazy and is_within and _UNDERLINE.fullmatch(rest)
    is_bare = _BARE.match(rest) and not (lazy and rest.lstrip(" ").startswith("["))
    if is_bare or is_underline or _HEADING.match(rest) or _RULE.fullmatch(rest):
        return Place(opened), "bare" if is_bare else "line"
    if lazy:
        # Whether or not its marks are there, it goes on.
        return place._replace(containers=opened if is_within else place.containers), "text"
    return Place(opened, in_paragraph=True, had_paragraph=True), "text"


def _container(rest: str, in_paragraph: bool, had_paragraph: bool) -> tuple[int, int]:
    """Return the indentation of the container that begins here, and the length of its mark; 0 where none does."""
    if found := _QUOTE.match(rest):
        return QUOTE, found.end()
    if found := _FOOTNOTE.match(rest):
        return _FOOTNOTE_INDENT, found.end()
    is_definition = False
    found = None if _RULE.fullmatch(rest) else _ITEM.match(rest)
    if not found and had_paragraph:
        found, is_definition = _DEFINITION.match(rest), True
    if not found:
        return 0, 0
    words = rest[found.end() :].lstrip(" ")
    if in_paragraph and not is_definition and (not words or found[1] not in (None, "1")):
        return 0, 0
    spaces = len(rest) - found.end() - len(words)
    width = found.end() + (spaces if words and 1 <= spaces <= len(_CODE) else 1)
    return width, min(width, len(rest))
