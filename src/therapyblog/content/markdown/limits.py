"""Bounds that end hostile text in bounded time, each told with its line: nesting, and the search for closing brackets.

Upstream drops what is nested beyond `maxNesting` without a word, and looks for the partner of every `[` to the end of
its paragraph. Here both are problems of the text.
"""

from __future__ import annotations

import sys

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from therapyblog.content.markdown.context import Page

__all__ = ["MAX_NESTING", "install", "parseLinkDestination", "parseLinkLabel", "parseLinkTitle"]

MAX_NESTING = 100
"""Upstream's bound: fifty lists in each other."""

MAX_BRACKETS = 32
"""How deep brackets may be nested; CommonMark has the same bound for parentheses in addresses."""

MAX_EMPHASIS = 100
"""Emphasis in emphasis needs no recursion here, but browsers drop what is nested too deeply."""

_LEVELS_OF_A_BLOCK = 3
"""The most levels that one block opens: a definition list opens three before its words."""


def install(md: MarkdownIt) -> None:
    """Give a parser the bounds; this module stands for upstream's helpers, which rules look up on the parser."""
    md.options["maxNesting"] = MAX_NESTING + _LEVELS_OF_A_BLOCK
    md.helpers = sys.modules[__name__]
    md.block.ruler.before("table", "nesting", _block_nesting)
    md.inline.ruler2.after("fragments_join", "nesting", _emphasis_nesting)


def _block_nesting(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803
    """Pass over a block that lies too deep, before another rule reads it."""
    if state.level < MAX_NESTING:
        return False
    _report(
        state.env.get("page"),
        startLine,
        "quotes, lists and components are nested too deeply here",
        "take out levels: nobody can follow more than three or four",
    )
    state.line = endLine
    return True


def _emphasis_nesting(state: StateInline) -> None:
    if len(state.tokens) > 2 * MAX_EMPHASIS and max(token.level for token in state.tokens) > MAX_EMPHASIS:
        _report(state.env.get("page"), None, "`*` and `_` are nested too deeply here", "take the inner ones out")


def parseLinkLabel(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803 - upstream's
    """Return the position of the bracket that closes the one at `start`, or -1, as upstream's helper does.

    Each text has a budget of steps, far above what writing needs.
    """
    src, end, before = state.src, state.posMax, state.pos
    page: Page | None = state.env.get("page")
    if src.find("]", start + 1, end) < 0 or (page is not None and page.steps <= 0):
        return -1
    if state.level >= MAX_BRACKETS and page is not None:
        _report(page, None, "brackets are nested too deeply here", "take the inner brackets out")
        page.steps = 0
        return -1
    skip = state.md.inline.skipToken
    state.pos = start + 1
    level, steps, found = 1, 0, -1
    while state.pos < end:
        marker = src[state.pos]
        if marker == "]":
            level -= 1
            if level == 0:
                found = state.pos
                break
        at = state.pos
        steps += 1
        skip(state)
        if marker == "[":
            if at == state.pos - 1:
                level += 1
            elif disableNested:
                break
    state.pos = before
    if page is not None:
        page.steps -= steps
        if page.steps <= 0:
            says = "there are more square brackets here than can be sorted into pairs"
            _report(page, None, says, "take the brackets out, or divide the paragraph")
    return found


def _report(page: Page | None, line: int | None, says: str, fix: str) -> None:
    """Note a bound that was met at a line, or else in the words that are being parsed."""
    if page is not None:
        page.too_deep(page.line_number(page.line if line is None else line), says, fix)
