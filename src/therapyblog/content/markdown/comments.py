"""Take comments out of a text before it is read as Markdown: `<!-- … -->` and `%% … %%`, over blank lines too.

Text → the same text as if no comment had been typed, and where each of its lines stands in the file. In code (spans,
fenced, indented) nothing is a comment. What ends an HTML comment is the HTML standard's (13.2.5.43 ff.): `-->`, `--!>`,
and at once `>` or `->`. `%%` is Obsidian's mark; without a partner it is text, and so is `\\%%`.
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

from therapyblog.content.markdown.containers import START, Kind, Place, is_blank, read_line
from therapyblog.content.markdown.context import Origins, Page
from therapyblog.settings.comments import END_OF_HTML, END_OF_PERCENT

MORE = "\ufdd3"
"""Stands for `<!--more-->`; no text holds a noncharacter."""

_SEPARATOR = "\ufdd2"
"""Stands for a comment between two blocks, because it ends a list (CommonMark 0.31, example 308)."""

_OPENING = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>|<!--|%%")
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_BACKTICKS = re.compile(r"`+")
# Where a paragraph, and with it a code span, cannot go on.
_BREAK = re.compile(r"^[ \t>]*(?:$|#{1,6}[ \t]|```|~~~|:::|[-+*•][ \t]|1[.)][ \t])", re.MULTILINE)
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*")
_FIX = "write `-->` where it ends, or `\\<!--` where it is meant to be read"


class Uncommented(NamedTuple):
    """A text without comments."""

    text: str
    origins: Origins | None = None
    """For each line, from which columns on it stands at which line and column of the source; `None`: as it was."""
    unclosed: tuple[int, int] | None = None
    """Line index and column, from 0, of a comment without an end, which reaches to the end of the text."""


class _Line:
    """A line as it will be read, put together of pieces of lines of the source."""

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
        """Add a piece; behind a space, or as the first, without its own spaces."""
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
        """Add a sign to the last piece."""
        self.pieces[-1] += mark
        self.length += len(mark)


class _Source:
    """The text and what can be asked of its positions; each answer costs a search by halves."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.begins = [0, *accumulate(len(line) + 1 for line in self.lines)]

    @cached_property
    def _spans(self) -> dict[int, list[int]]:
        """The positions of runs of back-ticks, by their length."""
        found: dict[int, list[int]] = {}
        for run in _BACKTICKS.finditer(self.text):
            found.setdefault(len(run[0]), []).append(run.start())
        return found

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in _BREAK.finditer(self.text)]

    def place(self, position: int) -> tuple[int, int]:
        """Return line index and column."""
        line = bisect_right(self.begins, position) - 1
        return line, position - self.begins[line]

    def end_of_code(self, position: int, length: int) -> int:
        """Return where the code span ends that begins with a run of back-ticks; -1 where it is none."""
        runs = self._spans.get(length, [])
        number = bisect_left(runs, position + length)
        if number == len(runs):
            return -1
        after = bisect_right(self._breaks, position)
        if after < len(self._breaks) and self._breaks[after] < runs[number]:
            return -1
        return runs[number] + length


def without_comments(text: str) -> Uncommented:
    """Take the comments out of a text whose lines end in `\\n`."""
    if "<!--" not in text and "%%" not in text:
        return Uncommented(text)
    return _Reader(text).read()


class _Reader:
    """One walk over the lines of a text."""

    def __init__(self, text: str) -> None:
        self.source = _Source(text)
        self.made: list[tuple[str, list[tuple[int, int, int]]]] = []
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
            "\n".join(text for text, _ in self.made), tuple(tuple(origin) for _, origin in self.made), self.unclosed
        )

    def _read(self, before: Place) -> Place:
        """Read a line, and those on which its comments end; return what is open after it."""
        line, rest, place = self._put_together(before)
        text = line.text
        if rest is not None and not rest.strip(" \t") and not line.is_blank:
            # Two spaces at the end would be a line break.
            text = text.rstrip(" \t")
        if rest is not None and is_blank(text.replace(MORE, "")):
            place = before.after_blank()
            if MORE not in text:
                if not self.made or is_blank(self.made[-1][0]):
                    text += _SEPARATOR
                elif self.line >= len(self.source.lines) or not _UNDERLINE.fullmatch(self.source.lines[self.line]):
                    # Within a table, a list, a paragraph: as if there were no such line.
                    return before
        self.made.append((text, line.origin))
        return place

    def _put_together(self, before: Place) -> tuple[_Line, str | None, Place]:
        """Return a line without its comments, what stands behind the last (`None`: there is none), and what is open."""
        lines, index, start, column = self.source.lines, self.line, 0, 0
        line, source, is_cut = _Line(), lines[self.line], False
        place, kind = read_line(source, before)
        is_read = True
        while kind != "code":
            found = _OPENING.search(source, column)
            if not is_read and (not found or source[start : found.start()].strip(" \t")):
                # What stands behind a comment at the beginning of a line may be a heading, an item, code.
                place, kind = read_line(line.text + source[start:].lstrip(" \t"), before)
                is_read = True
            elif not found:
                break
            elif (position := self.source.begins[index] + found.start()) < self.code_until:
                column = found.start() + self.code_until - position
            elif (end := self._end(found[0], position, kind)) is None:
                column = found.end()
            else:
                line.add(source[start : found.start()], index, start)
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

    def _end(self, opening: str, position: int, kind: Kind) -> int | None:
        """Return where a comment ends that begins at a position of the source; `None` where none begins."""
        text = self.source.text
        if opening[0] == "`" and kind != "bare":
            end = self.source.end_of_code(position, len(opening))
            if kind == "text" or "\n" not in text[position:end]:
                self.code_until = max(self.code_until, end)
        elif opening == "<!--":
            if found := END_OF_HTML.match(text, position + 4):
                return found.end()
            self.unclosed = self.source.place(position)
            return len(text)
        elif opening == "%%" and (found := END_OF_PERCENT.match(text, position + 2)):
            return found.end()
        return None


def report_unclosed(page: Page, place: tuple[int, int]) -> None:
    """Note a comment that has no end, by line and column in the file."""
    says = "this comment is not closed, so nothing behind it would be shown"
    page.problem("TB-MD-008", *place, says, _FIX)


def install(md: MarkdownIt) -> None:
    """Give a parser the rules for what the walk over the lines left."""
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
    """Read the end of the excerpt; take out a comment where the parser sees text and the walk over lines saw code."""
    src, start = state.src, state.pos
    if src[start] == MORE:
        if not silent:
            state.push("excerpt_end", "", 0)
        state.pos += 1
        return True
    if src.startswith("%%", start) and (found := END_OF_PERCENT.match(src, start + 2, state.posMax)):
        state.pos = found.end()
        return True
    if not src.startswith("<!--", start):
        return False
    ended = END_OF_HTML.match(src, start + 4, state.posMax)
    if ended is None and not silent:
        page: Page = state.env["page"]
        report_unclosed(page, page.place(src, start, page.line))
    state.pos = ended.end() if ended else state.posMax
    return True
