"""Upstream's rule for `*` and `_`, quicker: most emphasis of a post is a few plain words, marked on both sides.

Such emphasis is found by one pattern. Where a text has no other marks, its tokens are made here in one go; else `marks`
stands among the rules of the inline parser.
"""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

from therapyblog.content.markdown.states import Nesting, is_letter, new_token

# One or two marks, plain words that begin and end with a letter or digit, and as many marks again. Nothing between them
# has a meaning of its own, so no other rule comes in between.
_SIMPLE = re.compile(r"(\*\*?|__?)([^\W_](?:[^*_~`\[\]<>&\\!^\n]*[^\W_])?)\1(?![*_])")

_TAGS = {"*": "em", "_": "em", "**": "strong", "__": "strong"}


def simple_tokens(src: str, stop: re.Pattern[str]) -> list[Token] | None:
    """Return the tokens of words whose only marks are simple emphasis, else `None`; `stop` finds what may be a mark."""
    tokens: list[Token] = []
    at, owed = 0, False
    for found in _SIMPLE.finditer(src):
        begin, end = found.span()
        if stop.search(src, at, begin) or not _stands_alone(src, begin, end, len(src)):
            return None
        mark, words = found.groups()
        tag = _TAGS[mark]
        strong = tag == "strong"
        if begin > at or strong or owed:
            # What upstream leaves of the second mark of a pair is a text, if an empty one.
            _add(tokens, "text", "", 0, 0).content = src[at:begin]
        _add(tokens, f"{tag}_open", tag, 1, 0).markup = mark
        _add(tokens, "text", "", 0, 1).content = words
        _add(tokens, f"{tag}_close", tag, -1, 0).markup = mark
        at, owed = end, strong
    if stop.search(src, at):
        return None
    if at < len(src) or owed:
        _add(tokens, "text", "", 0, 0).content = src[at:]
    return tokens


def _add(tokens: list[Token], kind: str, tag: str, nesting: Nesting, level: int) -> Token:
    token = new_token(kind, tag, nesting, level, block=False)
    tokens.append(token)
    return token


def _stands_alone(src: str, begin: int, end: int, limit: int) -> bool:
    """Say whether no letter touches a run of words and marks from outside."""
    return not (begin and is_letter(src[begin - 1])) and not (end < limit and is_letter(src[end]))


def marks(state: StateInline, silent: bool) -> bool:
    """Make tokens of emphasis that can only be that (CommonMark 0.31, 6.2); upstream's rule takes all other marks.

    With no letter outside, the first run can only open and the second only close, so whatever stands around them, they
    belong together.
    """
    src, start = state.src, state.pos
    found = None if silent else _SIMPLE.match(src, start, state.posMax)
    if found is None or not _stands_alone(src, start, found.end(), state.posMax):
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
    state.pos = found.end()
    return True
