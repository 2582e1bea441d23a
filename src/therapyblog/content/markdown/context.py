"""The context of reading one text: its problems, positions in the file, and state that rules share.

Rules receive it as `env["context"]`, because the parser is shared between threads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import MutableMapping
from functools import cached_property
from typing import Any, NamedTuple

from therapyblog.model.problems import Place, Problem, problem

_LINE_END = re.compile("\n")
_LAST = 1 << 60

Env = MutableMapping[str, Any]
Closings = dict[tuple[int, int], int]
Origins = tuple[tuple[tuple[int, int, int], ...], ...]
"""For each line, for each of its pieces: the column where it begins, and its line index and column in the source."""


class _InlineLines(NamedTuple):
    begins: list[int]
    """The position of each line in an inline text."""
    shifts: dict[int, int]
    """The column of the file, from 0, at which a line begins; -1 where it is not found there."""


class TextContext:
    """One text being read. Line indexes count from 0 within the text; places count from 1 within the file."""

    def __init__(
        self, text: str, path: str = "", first_line: int = 1, origins: Origins | None = None, language: str = ""
    ) -> None:
        self.text, self.language = text, language
        self._origins = origins
        self.path = path
        self.first_line = first_line
        self.line = 0
        """The line index at which the inline text that is being parsed begins."""
        self.steps = 500_000 + len(text)
        """How many steps the search for closing brackets may still take."""
        self.closings: Closings = {}
        """Line index and indentation of a component's opening → the line index of its end."""
        self._is_too_deep = False
        self._inlines: dict[tuple[str, int], _InlineLines] = {}
        self._problems: dict[tuple[str, int, int], Problem] = {}

    @cached_property
    def lines(self) -> list[str]:
        """The source, line by line."""
        return self.text.split("\n")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems so far, in the order of the text."""
        return tuple(
            sorted(self._problems.values(), key=lambda problem: (problem.at.line, problem.at.column, problem.code))
        )

    def problem(self, code: str, line: int, column: int, says: str, fix: str) -> None:
        """Report a problem at a line of the file; of several with one code at one place the first is kept."""
        key = (code, line, column)
        if key not in self._problems:
            at = Place(path=self.path, line=line, column=column)
            self._problems[key] = problem(code, at=at, says=says, fix=fix)

    def line_number(self, index: int) -> int:
        """Return the line of the file at which a line of the text begins."""
        if self._origins is None or not self._origins:
            return self.first_line + index
        return self.first_line + self._origins[min(index, len(self._origins) - 1)][0][1]

    def place_of(self, index: int, column: int) -> tuple[int, int]:
        """Return line and column in the file of a line index and a column, from 0; a column below it is unknown."""
        if self._origins is None or index >= len(self._origins):
            return self.first_line + index, column + 1
        pieces = self._origins[index]
        first, line, shift = pieces[bisect_right(pieces, (max(column, 0), _LAST, _LAST)) - 1]
        return self.first_line + line, shift + column - first + 1 if column >= 0 else 0

    def too_deep(self, line: int, says: str, fix: str) -> None:
        """Report, once, that the text at a line of the file is nested too deeply."""
        if not self._is_too_deep:
            self._is_too_deep = True
            self.problem("TB-MD-007", line, 0, says, fix)

    def line_at(self, source: str, position: int, base: int) -> int:
        """Return the line index of a position in an inline text that begins at line index `base`."""
        return base + bisect_right(self._lines_of(source, base).begins, position) - 1

    def place(self, source: str, position: int, base: int) -> tuple[int, int]:
        """Return line and column in the file of a position in an inline text that begins at line index `base`."""
        lines = self._lines_of(source, base)
        number = bisect_right(lines.begins, position) - 1
        begin, index = lines.begins[number], base + number
        if number not in lines.shifts:
            end = source.find("\n", begin)
            written = source[begin : end if end >= 0 else len(source)]
            lines.shifts[number] = self.lines[index].find(written) if index < len(self.lines) else -1
        shift = lines.shifts[number]
        return self.place_of(index, shift + position - begin if shift >= 0 else -1)

    def _lines_of(self, source: str, base: int) -> _InlineLines:
        """Return the positions of the lines of an inline text; kept, because each of its links needs them."""
        lines = self._inlines.get((source, base))
        if lines is None:
            begins = [0, *(match.end() for match in _LINE_END.finditer(source))]
            lines = self._inlines[source, base] = _InlineLines(begins, {})
        return lines


def context_of(env: Env) -> TextContext:
    """Return the context of the text that a rule reads."""
    context: TextContext = env["context"]
    return context
