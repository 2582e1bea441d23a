"""Limits that keep the time for hostile text linear: nesting, and the search for closing brackets.

Upstream drops text that is nested beyond `maxNesting` silently, and searches for the partner of every `[` to the end of
its paragraph. Here both are reported with their line.
"""

from __future__ import annotations

import sys

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkTitle
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.spaced_addresses import destination as parseLinkDestination  # noqa: N812 - upstream's name

__all__ = ["MAX_NESTING", "install", "parseLinkDestination", "parseLinkLabel", "parseLinkTitle"]

MAX_NESTING = 100
"""Upstream's limit: fifty nested lists."""

MAX_BRACKETS = 32
"""The most nested brackets; CommonMark has the same limit for parentheses in addresses."""

MAX_EMPHASIS = 100
"""Nested emphasis needs no recursion here, but browsers drop elements that are nested too deeply."""

_LEVELS_OF_A_BLOCK = 3
"""The most levels that one block opens: a definition list opens three before its words."""


def install(md: MarkdownIt) -> None:
    """Add the limits to a parser; this module replaces upstream's helpers, which rules look up on the parser."""
    md.options["maxNesting"] = MAX_NESTING + _LEVELS_OF_A_BLOCK
    md.helpers = sys.modules[__name__]
    md.block.ruler.before("table", "nesting", _block_nesting)
    md.inline.ruler2.after("fragments_join", "nesting", _emphasis_nesting)


def _block_nesting(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803
    """Skip a block that is nested too deeply, before another rule reads it."""
    if state.level < MAX_NESTING:
        return False
    _report(
        state.env.get("context"),
        startLine,
        "quotes, lists and components are nested too deeply here",
        "take out levels: nobody can follow more than three or four",
    )
    state.line = endLine
    return True


def _emphasis_nesting(state: StateInline) -> None:
    if len(state.tokens) > 2 * MAX_EMPHASIS and max(token.level for token in state.tokens) > MAX_EMPHASIS:
        _report(state.env.get("context"), None, "`*` and `_` are nested too deeply here", "take the inner ones out")


def parseLinkLabel(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803 - upstream's
    """Return the position of the bracket that closes the one at `start`, or -1, as upstream's helper does.

    Each text has a budget of steps, far above what real texts need.
    """
    src, end, before = state.src, state.posMax, state.pos
    context: TextContext | None = state.env.get("context")
    if src.find("]", start + 1, end) < 0 or (context is not None and context.steps <= 0):
        return -1
    if state.level >= MAX_BRACKETS and context is not None:
        _report(context, None, "brackets are nested too deeply here", "take the inner brackets out")
        context.steps = 0
        return -1
    skip = state.md.inline.skipToken
    state.pos = start + 1
    level, steps, closing = 1, 0, -1
    while state.pos < end:
        marker = src[state.pos]
        if marker == "]":
            level -= 1
            if level == 0:
                closing = state.pos
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
    if context is not None:
        context.steps -= steps
        if context.steps <= 0:
            says = "there are more square brackets here than can be sorted into pairs"
            _report(context, None, says, "take the brackets out, or divide the paragraph")
    return closing


def _report(context: TextContext | None, line: int | None, says: str, fix: str) -> None:
    """Report a limit that was reached at a line, or else in the inline text that is being parsed."""
    if context is not None:
        context.too_deep(context.line_number(context.line if line is None else line), says, fix)
