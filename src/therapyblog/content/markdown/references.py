"""Marks of references: `[ref:1]`, or `[ref:1, 3]`, names works of the list that `references` at the top gives.

A mark becomes a superscript number that links to its work; the list, written by the page's template, links back.
Whether the work exists is checked later, with the document's settings.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_MARK = re.compile(r"\[ref:[ \t]*([1-9]\d{0,2}(?:[ \t]*,[ \t]*[1-9]\d{0,2})*)[ \t]*\](?!\()")


def install(md: MarkdownIt) -> None:
    """Add the rule for marks of references to a parser."""
    md.inline.ruler.before("link", "reference_mark", reference_mark)


def reference_mark(state: StateInline, silent: bool) -> bool:
    """Read `[ref:1]`; within a link it stays text, because links cannot be nested.

    In silent mode, while the end of a link is searched, a mark counts as an ordinary pair of brackets.
    """
    match = _MARK.match(state.src, state.pos, state.posMax)
    if silent or not match or state.linkLevel > 0:
        return False
    # The mark belongs to the word before it, wherever the line ends.
    state.pending = state.pending.rstrip(" ")
    numbers = tuple(dict.fromkeys(int(number) for number in match[1].split(",")))
    state.push("reference_mark", "", 0).meta = {"numbers": numbers}
    state.pos = match.end()
    return True
