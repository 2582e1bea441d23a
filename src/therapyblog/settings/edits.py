"""What changing a setting in a text needs, whatever the text is written in: its lines, spans to replace, the values
that there should be.

A text is changed by spans of its source. Lines in which no span begins or ends keep every byte, and their line ends.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import msgspec

from therapyblog.diagnostics import SourceError
from therapyblog.settings.writer import printable

REMOVE: Any = msgspec.UNSET
"""The value of a setting that is to be taken out."""
Path = Sequence[str | int]
Change = tuple[Path, Any]
_LINE = re.compile("([^\n\r\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|\\Z)")
"""A line and its end: the ends that `bytes_to_text` makes `\\n` of."""
_MARK = "\ufeff"


class CannotEdit(SourceError):
    """A setting cannot be changed without touching something else; the text is to be shown as it is."""

    def __init__(self, says: str, fix: str = "change it in the text itself", *, line: int = 0) -> None:
        super().__init__("", line, 0, says, fix)


class Span(NamedTuple):
    """Signs of a source, from `start` to before `end`, and what to write instead."""

    start: int
    end: int
    written: str


class Lines:
    """The lines of a text, each with its own end."""

    def __init__(self, text: str) -> None:
        self.mark = _MARK if text.startswith(_MARK) else ""
        self._lines = [(match[1], match[2]) for match in _LINE.finditer(text, len(self.mark))]
        if len(self._lines) > 1 and self._lines[-1] == ("", ""):
            # What stands behind the last line end is no line.
            self._lines.pop()
        self.end = next((end for _, end in self._lines if end), "\n")

    @property
    def plain(self) -> str:
        """The text with `\\n` line ends and without a mark, as all readers have it."""
        return "".join(line + ("\n" if end else "") for line, end in self._lines)

    def with_text(self, plain: str) -> str:
        """Return another text (`\\n` line ends, no mark) with the mark and the line ends of this one.

        Where there are several kinds of line ends, each line that stays keeps its own.
        """
        ends = {end for _, end in self._lines if end}
        if len(ends) < 2:  # noqa: PLR2004
            return self.mark + plain.replace("\n", self.end)
        lines = plain.split("\n")
        known = self.plain.split("\n")
        shorter = min(len(known), len(lines))
        above = next((at for at in range(shorter) if known[at] != lines[at]), shorter)
        below = next((at for at in range(shorter - above) if known[-1 - at] != lines[-1 - at]), shorter - above)
        blocks = SequenceMatcher(
            None, known[above : len(known) - below], lines[above : len(lines) - below], autojunk=False
        ).get_matching_blocks()
        same = [(above + old, above + new, count) for old, new, count in blocks]
        written = [self.end] * len(lines)
        for old, new, count in ((0, 0, above), *same, (len(known) - below, len(lines) - below, below)):
            for index in range(count):
                written[new + index] = self._end_of(old + index)
        written[-1] = ""
        return self.mark + "".join(map(str.__add__, lines, written))

    def _end_of(self, line: int) -> str:
        return (self._lines[line][1] if line < len(self._lines) else "") or self.end

    def with_spans(self, source: str, spans: Iterable[Span], first: int) -> str:
        """Return the text in which spans of a source are replaced, which is the lines from `first` (from 0) on."""
        begins = begins_of(source)
        lines = list(self._lines)
        for start, stop, written in reversed(_whole_lines(source, begins, spans)):
            replaced = lines[first + start : first + stop]
            new = written.removesuffix("\n").split("\n") if written else []
            # The last line of a text may have no end.
            lines[first + start : first + stop] = [
                (line, replaced[index][1] if index < len(replaced) else self.end) for index, line in enumerate(new)
            ]
        for index, (line, end) in enumerate(lines[:-1]):
            lines[index] = (line, end or self.end)
        return self.mark + "".join(line + end for line, end in lines)


def begins_of(source: str) -> list[int]:
    """Return where each line of a source begins, and its end."""
    return [0, *(match.end() for match in re.finditer("\n", source))]


def _whole_lines(source: str, begins: list[int], spans: Iterable[Span]) -> list[tuple[int, int, str]]:
    """Return spans as lines to replace: the first, the one behind the last (counted from 0), and what stands there."""
    groups: list[tuple[int, int, list[Span]]] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        first = bisect_right(begins, span.start) - 1
        is_whole = span.start == begins[first] and (not span.written or span.written.endswith("\n"))
        stop = bisect_right(begins, span.end) - 1
        if not (is_whole and span.end == begins[stop]):
            stop += 1
        if groups and first < groups[-1][1]:
            before = groups[-1]
            groups[-1] = (before[0], max(before[1], stop), [*before[2], span])
        else:
            groups.append((first, stop, [span]))
    return [(first, stop, _replaced(source, begins, first, stop, inside)) for first, stop, inside in groups]


def _replaced(source: str, begins: list[int], first: int, stop: int, spans: list[Span]) -> str:
    offset = begins[first]
    written = source[offset : begins[stop] if stop < len(begins) else len(source)]
    for span in reversed(spans):
        written = written[: span.start - offset] + span.written + written[span.end - offset :]
    return written


def tidy(value: Any) -> Any:
    """Return a value with texts as a file can hold them, and without groups' settings that say nothing."""
    if isinstance(value, str):
        return printable(value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list | tuple):
        return [tidy(item) for item in value]
    if isinstance(value, dict):
        return {name: tidy(inner) for name, inner in value.items() if inner is not None}
    if value is REMOVE or isinstance(value, bool | int | float | dt.date | dt.time):
        return value
    raise CannotEdit(f"a setting cannot hold {type(value).__name__}")


def with_change(held: Any, path: Path, value: Any) -> Any:
    """Return values (dicts, lists, leaves) with the one at a path changed; groups on the way are made.

    A group or a list goes with the last setting in it. Raises `CannotEdit` where the path leads through a mere text.
    """
    if not path:
        return value
    step, below = path[0], path[1:]
    if isinstance(step, int):
        items = [] if held is None else held
        if not isinstance(items, list) or not 0 <= step <= len(items):
            raise CannotEdit(f"there is no number {step + 1} in this list")
        after = with_change(items[step] if step < len(items) else None, below, value)
        return [*items[:step], *([] if after is REMOVE else [after]), *items[step + 1 :]] or REMOVE
    group = {} if held is None else held
    if not isinstance(group, dict):
        raise CannotEdit(f"`{step}` would stand in a text, not in a group of settings")
    after = with_change(group.get(step), below, value)
    changed = {**group, step: after}
    return {name: inner for name, inner in changed.items() if inner is not REMOVE} or REMOVE


def is_same(one: Any, other: Any) -> bool:
    """Say whether values are equal, with their types: in Python `1 == True == 1.0`."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(inner, other[name]) for name, inner in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other) or one != one  # noqa: PLR0124 - the one number that differs from itself
