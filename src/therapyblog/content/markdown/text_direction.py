"""The direction of each block: an Arabic paragraph in an English text, an English list in a Hebrew one, code in either.

Tokens of blocks → the same, with `dir` on the outermost block that runs against what is around it. Lists, quotations
and tables are taken whole first, because their marks and columns change sides; then each block in them.
"""

from __future__ import annotations

from typing import NamedTuple

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from therapyblog.content.markdown.context import TextContext
from therapyblog.model.languages import direction
from therapyblog.model.text_direction import Letters, against, letters_of, may_run_from_right

_TYPES = """
paragraph_open heading_open bullet_list_open ordered_list_open list_item_open blockquote_open table_open td_open th_open
dl_open dt_open dd_open footnote_open
"""
_BLOCKS = frozenset(_TYPES.split())


class _Open(NamedTuple):
    """A block that is not closed yet, and the letters in it so far."""

    at: int
    letters: list[Letters]


def directions(state: StateCore) -> None:
    """Give blocks, and code in what runs from the right, the direction that they would not inherit."""
    context: TextContext = state.env["context"]
    base = direction(context.language) if context.language else "ltr"
    if base == "ltr" and not may_run_from_right(state.src):
        return
    letters = _letters(state.tokens)
    around = [base]
    for index, token in enumerate(state.tokens):
        here = around[-1]
        if token.nesting > 0:
            if token.type == "component_open":
                language = token.meta["opening"].attributes.get("lang")
                here = direction(language) if language else here
            elif token.type in _BLOCKS and not token.hidden and (other := against(letters[index], here)):
                token.attrs["dir"] = here = other
            around.append(here)
        elif token.nesting < 0:
            around.pop()
        elif here == "rtl":
            _keep_code(token)


def _letters(tokens: list[Token]) -> dict[int, Letters]:
    """Count the letters in every block, those of the blocks in it included."""
    counted: dict[int, Letters] = {}
    opened = [_Open(-1, [])]
    for index, token in enumerate(tokens):
        if token.nesting > 0:
            opened.append(_Open(index, []))
        elif token.nesting < 0:
            block = opened.pop()
            counted[block.at] = sum(block.letters, Letters())
            opened[-1].letters.append(counted[block.at])
        elif token.type == "inline":
            words = (child.content for child in token.children or () if child.type == "text")
            opened[-1].letters.append(letters_of(" ".join(words)))
    return counted


def _keep_code(token: Token) -> None:
    """Let code run from the left."""
    if token.type in ("fence", "code_block"):
        token.attrs["dir"] = "ltr"
    for child in token.children or ():
        if child.type == "code_inline":
            child.attrs["dir"] = "ltr"
