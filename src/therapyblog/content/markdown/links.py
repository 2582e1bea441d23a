"""Upstream's rule for links, quicker: most links of a post are plain words and an address without a title."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline, link

# Nothing between the brackets has a meaning of its own, nor has a sign of the address: no entity, no escape, no
# parenthesis that would have to be balanced.
_SIMPLE = re.compile(r"\[([^\[\]*_~`<>&\\!^\n]+)\]\(([^\s()<>&\\\x00-\x1f\x7f]+)\)")


def links(state: StateInline, silent: bool) -> bool:
    """Make tokens of a link that can only be that (CommonMark 0.31, 6.3); upstream's rule takes all others."""
    found = None if silent else _SIMPLE.match(state.src, state.pos, state.posMax)
    if found is None:
        return link(state, silent)
    address = state.md.normalizeLink(found[2])
    if not state.md.validateLink(address):
        return link(state, silent)
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.push("text", "", 0).content = found[1]
    state.push("link_close", "a", -1)
    state.pos = found.end()
    return True
