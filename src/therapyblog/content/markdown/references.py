"""Marks of references: `[ref:1]`, or `[ref:1, 3]`, names works of the list that `references` at the top gives.

Words → tokens. A mark becomes a small number that leads to its work; the list, which the page's template writes,
leads back. Whether there is such a work is known to the site.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_MARK = re.compile(r"\[ref:[ \t]*([1-9]\d{0,2}(?:[ \t]*,[ \t]*[1-9]\d{0,2})*)[ \t]*\](?!\()")


def install(md: MarkdownIt) -> None:
    """Give a parser the marks."""
    md.inline.ruler.before("link", "reference_mark", reference_mark)


def reference_mark(state: StateInline, silent: bool) -> bool:
    """Read `[ref:1]`; within the words of a link it stays as it is, because a link may hold no other.

    It is never asked while the end of a link is looked for: to that a mark is a pair of brackets like any other.
    """
    found = _MARK.match(state.src, state.pos, state.posMax)
    if silent or not found or state.linkLevel > 0:
        return False
    # The mark belongs to the word before it, wherever the line ends.
    state.pending = state.pending.rstrip(" ")
    numbers = tuple(dict.fromkeys(int(number) for number in found[1].split(",")))
    state.push("reference_mark", "", 0).meta = {"numbers": numbers}
    state.pos = found.end()
    return True
