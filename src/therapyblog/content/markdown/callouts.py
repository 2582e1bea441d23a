"""Callouts of GitHub and Obsidian → components: `> [!NOTE]`, `> [!tip]- Title`.

Tokens of blocks → the same, with a note (or, for `[!quote]`, a quote) in the place of the quotation. Its title is what
is typed behind the mark, else the kind as it is typed; a plain note needs none. A callout that is folded elsewhere is
open here.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from therapyblog.content.markdown.components import Opening
from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.inline_html import plain_text

_MARK = re.compile(r"\[!([^\W\d_][\w -]{0,30})\][+-]?(?:[ \t]+([^\n]*))?(?:\n|$)")
_UNTITLED = frozenset(("note", "info", "quote", "cite"))


def callouts(state: StateCore) -> None:
    """Turn quotations that begin with a mark into components."""
    if "[!" not in state.src:
        return
    made: list[Token] = []
    closings: list[bool] = []
    skip = 0
    for index, token in enumerate(state.tokens):
        if skip:
            skip -= 1
            continue
        if token.type == "blockquote_open":
            words = state.tokens[index + 2] if index + 2 < len(state.tokens) else None
            match = words and words.type == "inline" and _MARK.match(words.content)
            closings.append(bool(match))
            if words and match:
                skip = _open(state, token, words, match)
        elif token.type == "blockquote_close" and closings.pop():
            token.type, token.tag = "component_close", ""
        made.append(token)
    state.tokens = made


def _open(state: StateCore, quote: Token, words: Token, match: re.Match[str]) -> int:
    """Make an opening of a quotation, and take the mark off its words; return how many tokens it leaves empty."""
    context: TextContext = state.env["context"]
    kind, title = match[1].strip(), (match[2] or "").strip()
    opening = Opening(":::quote" if kind.lower() in ("quote", "cite") else ":::note")
    opening.argument = _plain(state, title) if title else "" if kind.lower() in _UNTITLED else kind.capitalize()
    first = words.map[0] if words.map else 0
    line, column = context.place(words.content, 0, first)
    quote.type, quote.tag, quote.meta = "component_open", "", {"opening": opening, "line": line, "column": column}
    words.content = words.content[match.end() :]
    if words.map:
        words.map = [first + 1, words.map[1]]
    return 0 if words.content.strip() else 3


def _plain(state: StateCore, title: str) -> str:
    """Return the words of a title without its marks."""
    return plain_text(state.md.inline.parse(title, state.md, state.env, []))
