"""A shortcut for plain blocks: most are a heading, a paragraph of words, or a list of a few lines, each an item.

Such a block is known by its first character and the line behind it, and no other rule need be asked. The tokens are
upstream's (the tests compare them); of 1.17 ms a post lists save 0.15, paragraphs and headings 0.1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock, heading

from therapyblog.content.markdown.bullets import BULLETS, NBSP
from therapyblog.content.markdown.limits import MAX_NESTING

# A marker, one space, and text that can only be a paragraph: no block begins with its first character.
_LISTS = "*-+0123456789"
_MARKS = f"{_LISTS}{BULLETS}"
_WORDS = re.escape(f"{_MARKS}:`~>_[<#")
_ITEM = re.compile(rf"([-+*]|[0-9]{{1,9}}[.)]) (?=[^\s{_WORDS}]|[*_]{{1,3}}[^\W_])")

# Characters that may continue the list or its last item after a blank line.
_MAY_GO_ON = frozenset(f"{_MARKS}{NBSP}:~")
_QUOTES = frozenset("\"'“”‘’„«»(¿¡")
"""With which words begin besides letters, and no block that is none."""
_DEFINITIONS = (":", "~")
_MOST_INDENT = 3


class _ListLines(NamedTuple):
    items: list[re.Match[str]]
    after: int
    """The line that the list ends before."""


def plain_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Add the tokens of a simple heading, paragraph or list; other rules read all else."""
    if silent or state.sCount[startLine] - state.blkIndent > _MOST_INDENT or state.level >= MAX_NESTING:
        return False
    first = _first(state, startLine)
    if first in _LISTS:
        lines = _find(state, startLine, endLine)
        if lines is not None:
            _push_list(state, startLine, lines)
        return lines is not None
    after = _end_of_words(state, startLine) if first == "#" or _is_word(first) else None
    if after is None or first == "#":
        return after is not None and heading(state, startLine, endLine, False)
    state.push("paragraph_open", "p", 1).map = [startLine, after]
    words = state.push("inline", "", 0)
    words.content = state.getLines(startLine, after, state.blkIndent, False).strip(MD_TRIM_CHARS)
    words.map, words.children = [startLine, after], []
    state.push("paragraph_close", "p", -1)
    state.line = after
    return True


def _end_of_words(state: StateBlock, line: int) -> int | None:
    """Return the first empty line below a line; `None` where one of those between may be more than words."""
    line += 1
    while line < state.lineMax and not state.isEmpty(line):
        if state.sCount[line] < state.blkIndent or not _is_word(_first(state, line)):
            return None
        line += 1
    # One empty line may lie between words and their definition.
    return None if line + 1 < state.lineMax and _first(state, line + 1) in _DEFINITIONS else line


def _first(state: StateBlock, line: int) -> str:
    """Return the first character of a line behind its indentation."""
    begin = state.bMarks[line] + state.tShift[line]
    return state.src[begin : begin + 1]


def _is_word(first: str) -> bool:
    """Say whether a line with this first character is words, whatever follows, unless it is indented."""
    return first.isalpha() or first in _QUOTES


def _push_list(state: StateBlock, startLine: int, lines: _ListLines) -> None:  # noqa: N803 - as above
    """Add the tokens of a simple list (CommonMark 0.31, 5.3)."""
    first = lines.items[0][1]
    marker, number = first[-1], first[:-1]
    kind, tag = ("ordered_list", "ol") if number else ("bullet_list", "ul")
    push, src, ends = state.push, state.src, state.eMarks
    opening = push(f"{kind}_open", tag, 1)
    opening.markup, opening.map = marker, [startLine, lines.after]
    if number and int(number) != 1:
        opening.attrs = {"start": int(number)}
    last = startLine + len(lines.items) - 1
    for line, item in enumerate(lines.items, startLine):
        token = push("list_item_open", "li", 1)
        token.markup, token.info = marker, item[1][:-1]
        token.map = [line, line + 1 if line < last else lines.after]
        token = push("paragraph_open", "p", 1)
        # Without blank lines between its items a list is tight: their paragraphs are hidden.
        token.map, token.hidden = [line, line + 1], True
        token = push("inline", "", 0)
        token.content = src[item.end() : ends[line]].strip(MD_TRIM_CHARS)
        token.map, token.children = [line, line + 1], []
        push("paragraph_close", "p", -1).hidden = True
        push("list_item_close", "li", -1).markup = marker
    push(f"{kind}_close", tag, -1).markup = marker
    state.line = lines.after


def _find(state: StateBlock, line: int, end: int) -> _ListLines | None:
    """Return the lines that are one item each, followed by a blank line or the end; `None` for other lists."""
    src, begins, ends, shifts, indents = state.src, state.bMarks, state.eMarks, state.tShift, state.sCount
    indent = indents[line]
    # Two levels are opened before the paragraphs.
    if state.level + 2 >= MAX_NESTING:
        return None
    items: list[re.Match[str]] = []
    while line < end and indents[line] == indent:
        item = _ITEM.match(src, begins[line] + shifts[line], ends[line])
        if item is None or (items and item[1][-1] != items[0][1][-1]):
            break
        items.append(item)
        line += 1
    if not items:
        return None
    if line < end:
        if not state.isEmpty(line):
            return None
        line += 1
        if line < end:
            line = state.skipEmptyLines(line)
        if line < end and (indents[line] > indent or src[begins[line] + shifts[line]] in _MAY_GO_ON):
            return None
    return _ListLines(items, line)
