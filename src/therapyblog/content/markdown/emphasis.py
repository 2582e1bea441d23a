"""Upstream's rule for `*` and `_`, quicker: most emphasis of a post is a few plain words, marked on both sides."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline, emphasis

from therapyblog.content.markdown.states import is_letter

# One or two marks, plain words that begin and end with a letter or digit, and as many marks again. Nothing between them
# has a meaning of its own, so no other rule comes in between.
_SIMPLE = re.compile(r"(\*\*?|__?)([^\W_](?:[^*_~`\[\]<>&\\!^\n]*[^\W_])?)\1(?![*_])")

_TAGS = {"*": "em", "_": "em", "**": "strong", "__": "strong"}


def marks(state: StateInline, silent: bool) -> bool:
    """Make tokens of emphasis that can only be that (CommonMark 0.31, 6.2); upstream's rule takes all other marks.

    With no letter outside, the first run can only open and the second only close, so whatever stands around them, they
    belong together.
    """
    src, start = state.src, state.pos
    found = None if silent else _SIMPLE.match(src, start, state.posMax)
    if found is None or (start and is_letter(src[start - 1])):
        return emphasis.tokenize(state, silent)
    end = found.end()
    if end < state.posMax and is_letter(src[end]):
        return emphasis.tokenize(state, silent)
    mark, words = found.groups()
    tag = _TAGS[mark]
    strong = tag == "strong"
    if strong:
        # What upstream leaves of the second mark; the words beside it take it in.
        state.push("text", "", 0)
    state.push(f"{tag}_open", tag, 1).markup = mark
    state.push("text", "", 0).content = words
    state.push(f"{tag}_close", tag, -1).markup = mark
    if strong:
        state.push("text", "", 0)
    state.pos = end
    return True
