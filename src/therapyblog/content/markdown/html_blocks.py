"""Blocks of raw HTML, except those that would include the text after them.

In CommonMark a `<script>` or a comment without an end extends to the end of the document. Neither is output as HTML
here, so their lines are ordinary text.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import html_block as upstream

_NEVER_HTML = re.compile(r"<(?:script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)


def html_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 - upstream's names
    """Read a block of HTML that has an end."""
    begin = state.bMarks[startLine] + state.tShift[startLine]
    if _NEVER_HTML.match(state.src, begin, state.eMarks[startLine]):
        return False
    if state.src.startswith("<!--", begin):
        return False
    return upstream(state, startLine, endLine, silent)
