"""Removes comments from a text before it is read as Markdown: `<!-- … -->` and `%% … %%`, over blank lines too.

Takes a text; returns the same text as if no comment had been typed, and the position of each of its lines in the file.
In code (spans, fenced, indented) nothing is a comment. An HTML comment ends as the HTML standard says (13.2.5.43 ff.):
with `-->`, `--!>`, or at once with `>` or `->`. `%%` is Obsidian's mark; without a second one it is text, as `\\%%` is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from therapyblog.content.markdown.code_lines import START, BlockState, LineKind, is_blank, read_line
from therapyblog.content.markdown.context import Origins, TextContext
from therapyblog.patterns import lazy_pattern
from therapyblog.settings.comments import END_OF_HTML, END_OF_PERCENT

MORE = "\ufdd3"
"""Replaces `<!--more-->`; a noncharacter, which no text holds."""

_SEPARATOR = "\ufdd2"
"""Replaces a comment between two blocks, because it ends a list (CommonMark 0.31, example 308)."""

_OPENING = lazy_pattern(r"\\[!-/:-@\[-`{-~]|`+|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>|<!--|%%")
_MORE = lazy_pattern(r"<!--\s*more\s*-->", re.IGNORECASE)
_BACKTICKS = lazy_pattern(r"`+")
# Lines that end a paragraph, and with it a code span.
_BREAK = lazy_pattern(r"^[ \t>]*(?:$|#{1,6}[ \t]|```|~~~|:::|[-+*•][ \t]|1[.)][ \t])", re.MULTILINE)
_UNDERLINE = lazy_pattern(r"[ \t>]*(?:=+|-+)[ \t]*")
_FIX = "write `-->` where it ends, or `\\<!--` where it is meant to be read"


class Uncommented(NamedTuple):
    """A text without comments."""

    text: str
    origins: Origins | None = None
    """For each line, the positions of its pieces in the source (see `context.Origins`); `None` where nothing moved."""
    unclosed: tuple[int, int] | None = None
    """Line index and column, from 0, of a comment without an end, which reaches to the end of the text."""


class _Line:
    """A line without comments, joined from pieces of lines of the source."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.origin: list[tuple[int, int, int]] = []
        """Column here, line index and column in the source, for each piece."""
        self.length = 0
        self.is_blank = True

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def add(self, piece: str, line: int, column: int) -> None:
        """Add a piece; without its leading spaces where the line is blank so far or ends with a space."""
        if self.pieces and (self.is_blank or self.pieces[-1].rstrip(MORE).endswith((" ", "\t"))):
            shorter = piece.lstrip(" \t")
            column += len(piece) - len(shorter)
            piece = shorter
        if not self.pieces or piece:
            self.pieces.append(piece)
            self.origin.append((self.length, line, column))
            self.length += len(piece)
            self.is_blank = self.is_blank and is_blank(piece)

    def add_mark(self, mark: str) -> None:
        """Add a character to the last piece."""
        self.pieces[-1] += mark
        self.length += len(mark)


class _SourceIndex:
    """The text with an index of its lines, code spans and paragraphs; each query is a binary search."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.begins = [0, *accumulate(len(line) + 1 for line in self.lines)]

    @cached_property
    def _spans(self) -> dict[int, list[int]]:
        """The positions of runs of back-ticks, by their length."""
        positions: dict[int, list[int]] = {}
        for run in _BACKTICKS.finditer(self.text):
            positions.setdefault(len(run[0]), []).append(run.start())
        return positions

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.start() for match in _BREAK.finditer(self.text)]

    def place(self, position: int) -> tuple[int, int]:
        """Return line index and column."""
        line = bisect_right(self.begins, position) - 1
        return line, position - self.begins[line]

    def end_of_code(self, position: int, length: int) -> int:
        """Return the end of the code span that a run of back-ticks opens; -1 where it opens none."""
        runs = self._spans.get(length, [])
        number = bisect_left(runs, position + length)
        if number == len(runs):
            return -1
        after = bisect_right(self._breaks, position)
        if after < len(self._breaks) and self._breaks[after] < runs[number]:
            return -1
        return runs[number] + length


def without_comments(text: str) -> Uncommented:
    """Remove the comments of a text whose lines end in `\\n`."""
    if "<!--" not in text and "%%" not in text:
        return Uncommented(text)
    return _CommentRemover(text).read()


class _CommentRemover:
    """Reads a text line by line and keeps what is no comment."""

    def __init__(self, text: str) -> None:
        self.source = _SourceIndex(text)
        self.result: list[tuple[str, list[tuple[int, int, int]]]] = []
        self.line = 0
        """The index of the next line of the source."""
        self.code_until = 0
        """The position at which a code span over several lines ends."""
        self.has_more = False
        """Whether the end of the excerpt was seen: a second mark is a comment like others."""
        self.unclosed: tuple[int, int] | None = None

    def read(self) -> Uncommented:
        place = START
        while self.line < len(self.source.lines):
            place = self._read(place)
        return Uncommented(
            "\n".join(text for text, _ in self.result), tuple(tuple(origin) for _, origin in self.result), self.unclosed
        )

    def _read(self, before: BlockState) -> BlockState:
        """Read a line, and the further lines of its comments; return the block state after it."""
        line, rest, place = self._join_line(before)
        text = line.text
        if rest is not None and not rest.strip(" \t") and not line.is_blank:
            # Two spaces at the end would be a line break.
            text = text.rstrip(" \t")
        if rest is not None and is_blank(text.replace(MORE, "")):
            place = before.after_blank()
            if MORE not in text:
                if not self.result or is_blank(self.result[-1][0]):
                    text += _SEPARATOR
                elif self.line >= len(self.source.lines) or not _UNDERLINE.fullmatch(self.source.lines[self.line]):
                    # Within a table, a list or a paragraph the line is dropped.
                    return before
        self.result.append((text, line.origin))
        return place

    def _join_line(self, before: BlockState) -> tuple[_Line, str | None, BlockState]:
        """Return a line without its comments, the text after the last one (`None`: no comment), and the block state."""
        lines, index, start, column = self.source.lines, self.line, 0, 0
        line, source, is_cut = _Line(), lines[self.line], False
        place, kind = read_line(source, before)
        is_read = True
        while kind != "code":
            opening_match = _OPENING.search(source, column)
            if not is_read and (not opening_match or source[start : opening_match.start()].strip(" \t")):
                # The text after a comment at the beginning of a line may be a heading, an item or code.
                place, kind = read_line(line.text + source[start:].lstrip(" \t"), before)
                is_read = True
            elif not opening_match:
                break
            elif (position := self.source.begins[index] + opening_match.start()) < self.code_until:
                column = opening_match.start() + self.code_until - position
            elif (end := self._end(opening_match[0], position, kind)) is None:
                column = opening_match.end()
            else:
                line.add(source[start : opening_match.start()], index, start)
                if kind == "text" and not self.has_more and _MORE.fullmatch(self.source.text, position, end):
                    line.add_mark(MORE)
                    self.has_more = True
                is_read = is_read and not line.is_blank
                index, start = self.source.place(end)
                source, column, is_cut = lines[index], start, True
        self.line = index + 1
        rest = source[start:]
        if not is_cut or rest.strip(" \t"):
            line.add(rest, index, start)
        return line, rest if is_cut else None, place

    def _end(self, opening: str, position: int, kind: LineKind) -> int | None:
        """Return the end of the comment that begins at a position of the source; `None` where none begins."""
        text = self.source.text
        if opening[0] == "`" and kind != "bare":
            end = self.source.end_of_code(position, len(opening))
            if kind == "text" or "\n" not in text[position:end]:
                self.code_until = max(self.code_until, end)
        elif opening == "<!--":
            if closing := END_OF_HTML.match(text, position + 4):
                return closing.end()
            self.unclosed = self.source.place(position)
            return len(text)
        elif opening == "%%" and (closing := END_OF_PERCENT.match(text, position + 2)):
            return closing.end()
        return None


def report_unclosed(context: TextContext, place: tuple[int, int]) -> None:
    """Report a comment that has no end, by line and column in the file."""
    says = "this comment is not closed, so nothing behind it would be shown"
    context.problem("TB-MD-008", *place, says, _FIX)


def install(md: MarkdownIt) -> None:
    """Add the rules for comments that were not removed before parsing."""
    md.inline.add_terminator_char(MORE)
    md.inline.ruler.before("html_inline", "comment", _inline_comment)
    md.block.ruler.before("html_block", "comment", _separator, {"alt": ["paragraph", "reference", "blockquote"]})


def _separator(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803
    content = state.src[state.bMarks[startLine] + state.tShift[startLine] : state.eMarks[startLine]]
    if content not in (_SEPARATOR, MORE):
        return False
    if not silent:
        state.line = startLine + 1
        if content == MORE:
            state.push("excerpt_end", "", 0)
    return True


def _inline_comment(state: StateInline, silent: bool) -> bool:
    """Read the end of the excerpt; drop a comment where `without_comments` took the text for code."""
    src, start = state.src, state.pos
    if src[start] == MORE:
        if not silent:
            state.push("excerpt_end", "", 0)
        state.pos += 1
        return True
    if src.startswith("%%", start) and (closing := END_OF_PERCENT.match(src, start + 2, state.posMax)):
        state.pos = closing.end()
        return True
    if not src.startswith("<!--", start):
        return False
    closing = END_OF_HTML.match(src, start + 4, state.posMax)
    if closing is None and not silent:
        context: TextContext = state.env["context"]
        report_unclosed(context, context.place(src, start, context.line))
    state.pos = closing.end() if closing else state.posMax
    return True
