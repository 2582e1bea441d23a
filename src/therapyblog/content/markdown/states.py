"""Upstream's two parser states with quicker beginnings: tokens and lines are most of what a post costs.

What they hold is upstream's; the tests compare the tokens that come of it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from therapyblog.content.markdown.page import Env

Nesting = Literal[-1, 0, 1]


class QuickToken(Token):
    """A token for which most of what is usual need not be set: it stands in the class."""

    map = children = None
    content = markup = info = ""
    hidden = False


def new_token(kind: str, tag: str, nesting: Nesting, level: int, *, block: bool) -> Token:
    """Make a token as its constructor does, in a third of the time."""
    token = QuickToken.__new__(QuickToken)
    token.type, token.tag, token.nesting, token.level, token.block = kind, tag, nesting, level, block
    token.attrs, token.meta = {}, {}
    return token


class BlockState(StateBlock):
    """The lines of a text and where in it the block parser is."""

    def __init__(self, src: str, md: MarkdownIt, env: Env, tokens: list[Token]) -> None:
        self.src, self.md, self.env, self.tokens = src, md, env, tokens
        lines = src.split("\n")
        # A last line of blanks, or none after the last line end, is no line.
        if not lines[-1].strip(" \t"):
            lines.pop()
        lengths = [len(line) for line in lines]
        self.bMarks = list(accumulate((length + 1 for length in lengths), initial=0))
        self.eMarks = [begin + length for begin, length in zip(self.bMarks, lengths, strict=False)]
        self.bMarks[-1] = len(src)
        self.eMarks.append(len(src))
        self.tShift = [0] * (len(lines) + 1)
        self.sCount = self.tShift.copy()
        self.bsCount = self.tShift.copy()
        for index, line in enumerate(lines):
            if line and line[0] in " \t":
                self.tShift[index], self.sCount[index] = _indentation(line)
        self.lineMax = len(lines)
        self.blkIndent = self.line = self.level = 0
        self.ddIndent = self.listIndent = -1
        self.tight = False
        self.parentType = "root"
        self.result = ""
        self._code_enabled = True

    def push(self, ttype: str, tag: str, nesting: Nesting) -> Token:
        """Add a token and keep the level."""
        if nesting < 0:
            self.level -= 1
        token = new_token(ttype, tag, nesting, self.level, block=True)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


class InlineState(StateInline):
    """The words of one block and where in them the inline parser is."""

    counted: tuple[int, int] = (0, 0)
    """A position, and how many line ends are before it."""

    def lines_before(self, position: int) -> int:
        """Count the line ends before a position; positions only grow."""
        seen, lines = self.counted
        self.counted = position, lines + self.src.count("\n", seen, position)
        return self.counted[1]

    def push(self, ttype: str, tag: str, nesting: Nesting) -> Token:
        """Add a token, the words before it, and keep the level."""
        if self._pending or self._pending_buffer:
            self.pushPending()
        meta = None
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        token = new_token(ttype, tag, nesting, self.level, block=False)
        if nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
            meta = {"delimiters": self.delimiters}
        self.pendingLevel = self.level
        self.tokens.append(token)
        self.tokens_meta.append(meta)
        return token

    def pushPending(self) -> Token:  # noqa: N802 - upstream's name
        """Make a token of the words that wait."""
        token = new_token("text", "", 0, self.pendingLevel, block=False)
        token.content = self.pending
        self.tokens.append(token)
        self._pending = ""
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - upstream's names
        """Say whether a run of `*`, `_` or `~` may open and close emphasis (CommonMark 0.31, 6.2)."""
        src, end = self.src, self.posMax
        marker, pos = src[start], start + 1
        while pos < end and src[pos] == marker:
            pos += 1
        before = _kind(src[start - 1]) if start else _SPACE
        after = _kind(src[pos]) if pos < end else _SPACE
        left = after == _LETTER or (after == _PUNCTUATION and before != _LETTER)
        right = before == _LETTER or (before == _PUNCTUATION and after != _LETTER)
        if canSplitWord:
            return Scanned(left, right, pos - start)
        opens = left and (not right or before == _PUNCTUATION)
        closes = right and (not left or after == _PUNCTUATION)
        return Scanned(opens, closes, pos - start)


_LETTER, _PUNCTUATION, _SPACE = range(3)


@lru_cache(maxsize=4096)
def _kind(char: str) -> int:
    if isWhiteSpace(ord(char)):
        return _SPACE
    return _PUNCTUATION if isMdAsciiPunct(ord(char)) or isPunctChar(char) else _LETTER


def is_letter(char: str) -> bool:
    """Say whether a character is neither white space nor punctuation, as CommonMark tells them apart."""
    return _kind(char) == _LETTER


def _indentation(line: str) -> tuple[int, int]:
    """Return how many blanks begin a line, and how wide they are with tab stops of four."""
    shift = width = 0
    for char in line:
        if char == "\t":
            width += 4 - width % 4
        elif char == " ":
            width += 1
        else:
            break
        shift += 1
    return shift, width
