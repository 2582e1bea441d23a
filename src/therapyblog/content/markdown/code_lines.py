"""Finds the lines of a text that are code: quotes, lists and fences as CommonMark nests them (0.31, appendix, phase 1).

Takes a line and the open blocks before it; returns the open blocks after it, and the kind of the line.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from therapyblog.content.markdown.bullets import BULLETS
from therapyblog.patterns import lazy_pattern

LineKind = Literal["code", "text", "line", "bare"]
"""Code; text of a paragraph, a table or an item; a block of one line, such as a heading; or one without code spans."""

QUOTE = -1
"""The entry of a quote in `containers`; the other entries are items, by the indentation of their text."""


class BlockState(NamedTuple):
    """The open blocks between two lines."""

    containers: tuple[int, ...] = ()
    fence: str = ""
    """The mark that opened a fence of code."""
    fence_in: int = 0
    """The number of containers around the fence."""
    in_paragraph: bool = False
    had_paragraph: bool = False
    """Whether the last line that was not blank was one of a paragraph: a definition may follow."""

    def after_blank(self) -> BlockState:
        """Return the state after a blank line."""
        return self._replace(in_paragraph=False)


START = BlockState()

_BLANK = lazy_pattern(r"[ \t>]*")
_QUOTE = lazy_pattern(r" {0,3}> ?")
_ITEM = lazy_pattern(r" {0,3}(?:[-+*]|([0-9]{1,9})[.)])(?= |$)")
_DEFINITION = lazy_pattern(r" {0,3}[:~](?= +[^ ])")
_FOOTNOTE = lazy_pattern(r" {0,3}\[\^[^\]\s]+\]:")
_RULE = lazy_pattern(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})")
_TASK = lazy_pattern(r"^\[[ xX]\] +")
_FENCE = lazy_pattern(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)")
_UNDERLINE = lazy_pattern(r" {0,3}(?:=+|-+) *")
_HEADING = lazy_pattern(r" {0,3}#{1,6}(?: |$)")
_BARE = lazy_pattern(r" {0,3}(?::::|\[[^\]]+\]:)")
_PASTED = lazy_pattern(rf"[ \N{{NO-BREAK SPACE}}]*[{BULLETS}]")
_CODE = "    "
_FOOTNOTE_INDENT = 4


def is_blank(line: str) -> bool:
    """Say whether a line is blank, apart from the markers of quotes."""
    return _BLANK.fullmatch(line) is not None


def read_line(line: str, state: BlockState) -> tuple[BlockState, LineKind]:
    """Read one line; return the state after it, and its kind."""
    rest, depth = line.expandtabs(4), 0
    for container in state.containers:
        if container == QUOTE:
            match = _QUOTE.match(rest)
            if not match:
                break
            rest = rest[match.end() :]
        elif rest.strip(" ") and not rest.startswith(" " * container):
            break
        else:
            rest = rest[container:]
        depth += 1
    if state.fence and depth >= state.fence_in:
        is_end = rest.strip(" ").startswith(state.fence) and not rest.strip(" ").strip(state.fence[0])
        closes = is_end and not rest.startswith(_CODE)
        return state._replace(fence="" if closes else state.fence), "code"
    state = state._replace(fence="")
    if not rest.strip(" "):
        return state._replace(containers=state.containers[:depth], in_paragraph=False), "line"
    return _open(rest, state, depth)


def _open(rest: str, state: BlockState, depth: int) -> tuple[BlockState, LineKind]:
    """Read what follows the markers of the containers that continue."""
    containers = list(state.containers[:depth])
    # Lazy continuation: a line without the markers may continue a paragraph.
    lazy = state.in_paragraph
    is_within = depth == len(state.containers)
    while True:
        if rest.startswith(_CODE) and not _PASTED.match(rest):
            return (state, "text") if lazy else (BlockState(tuple(containers)), "code")
        width, length = _container(rest, lazy and is_within, state.had_paragraph)
        if not length:
            break
        containers.append(width)
        rest, lazy = _TASK.sub("", rest[length:]), False
        if not rest.strip(" "):
            return BlockState(tuple(containers)), "line"
    opened = tuple(containers)
    if fence := _FENCE.fullmatch(rest):
        return BlockState(opened, fence[1] or fence[2], len(opened)), "code"
    is_underline = lazy and is_within and _UNDERLINE.fullmatch(rest)
    is_bare = _BARE.match(rest) and not (lazy and rest.lstrip(" ").startswith("["))
    if is_bare or is_underline or _HEADING.match(rest) or _RULE.fullmatch(rest):
        return BlockState(opened), "bare" if is_bare else "line"
    if lazy:
        # The paragraph continues, with or without the markers.
        return state._replace(containers=opened if is_within else state.containers), "text"
    return BlockState(opened, in_paragraph=True, had_paragraph=True), "text"


def _container(rest: str, in_paragraph: bool, had_paragraph: bool) -> tuple[int, int]:
    """Return the indentation of the container that begins here, and the length of its marker; 0 where none does."""
    if match := _QUOTE.match(rest):
        return QUOTE, match.end()
    if match := _FOOTNOTE.match(rest):
        return _FOOTNOTE_INDENT, match.end()
    is_definition = False
    match = None if _RULE.fullmatch(rest) else _ITEM.match(rest)
    if not match and had_paragraph:
        match, is_definition = _DEFINITION.match(rest), True
    if not match:
        return 0, 0
    words = rest[match.end() :].lstrip(" ")
    if in_paragraph and not is_definition and (not words or match[1] not in (None, "1")):
        return 0, 0
    spaces = len(rest) - match.end() - len(words)
    width = match.end() + (spaces if words and 1 <= spaces <= len(_CODE) else 1)
    return width, min(width, len(rest))
