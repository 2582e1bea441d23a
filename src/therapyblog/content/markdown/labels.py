"""Square brackets: where a link's words end, found without upstream's quadratic walks.

Upstream looks for the partner of every `[` to the end of its paragraph. Here each text has a budget of steps, far
above what writing needs; text that uses it up is a problem.
"""

from __future__ import annotations

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_inline import StateInline

from therapyblog.content.markdown.page import Page

__all__ = ["parseLinkDestination", "parseLinkLabel", "parseLinkTitle"]


def parseLinkLabel(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803 - upstream's
    """Return the position of the bracket that closes the one at `start`, or -1, as upstream's helper does."""
    src, end, before = state.src, state.posMax, state.pos
    page: Page | None = state.env.get("page")
    if src.find("]", start + 1, end) < 0 or (page is not None and page.steps <= 0):
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
        spend(page, steps)
    return found


def spend(page: Page, steps: int) -> None:
    """Take steps from the text's budget; when it is used up, say so once."""
    page.steps -= steps
    if page.steps <= 0:
        page.too_deep(
            page.line,
            "there are more square brackets here than can be sorted into pairs",
            "take the brackets out, or divide the paragraph",
        )
