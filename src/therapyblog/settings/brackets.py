"""Lists: where two differ; and between brackets, as YAML and TOML have them: entries that go and come, their commas.

An entry that has a line of its own goes and comes with its line, so that remarks behind the others stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from therapyblog.settings.edits import Span

Bounds = Sequence[tuple[int, int]]
"""Where each entry begins and ends."""
_REST = re.compile(r"[ \t]*(,?)[ \t]*(?:#[^\n]*)?\n")


def cut(source: str, bounds: Bounds, gone: Sequence[int]) -> list[Span]:
    """Return the spans that take entries (their numbers, rising, not all) out."""
    spans = []
    for start, stop in runs(gone):
        if all(_rest(source, *bounds[index]) for index in range(start, stop)):
            spans += [
                Span(_line(source, bounds[index][0]), below(source, bounds[index][1]), "")
                for index in range(start, stop)
            ]
        elif stop < len(bounds):
            spans.append(Span(bounds[start][0], bounds[stop][0], ""))
        else:
            spans.append(Span(bounds[start - 1][1] if start else bounds[0][0], bounds[-1][1], ""))
    return spans


def add(source: str, bounds: Bounds, index: int, entries: Iterable[str]) -> list[Span]:
    """Return the spans that put entries before the one of this number, or behind the last."""
    begin, end = bounds[min(index, len(bounds) - 1)]
    rest, indent = _rest(source, begin, end), source[_line(source, begin) : begin]
    if index < len(bounds):
        at = _line(source, begin) if rest else begin
        return [Span(at, at, "".join(f"{indent}{entry},\n" if rest else f"{entry}, " for entry in entries))]
    if not rest:
        return [Span(end, end, "".join(f", {entry}" for entry in entries))]
    at = below(source, end)
    lines = [f"{indent}{entry}" for entry in entries]
    if rest[1]:
        return [Span(at, at, "".join(f"{line},\n" for line in lines))]
    return [Span(end, end, ","), Span(at, at, ",\n".join(lines) + "\n")]


def differences(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int, int, int]]:
    """Return where two lists differ: the items from `start` to before `stop`, and those to have there.

    An item that changed stays in its place: what is written around it belongs to it.
    """
    one, other = list(map(repr, old)), list(map(repr, new))
    if len(one) == len(other) and sorted(one) != sorted(other):
        return [(at, at + 1, at, at + 1) for at in range(len(one)) if one[at] != other[at]]
    above = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    above = min(len(one), len(other)) if above is None else above
    rows = SequenceMatcher(None, one[above:], other[above:], autojunk=False).get_opcodes()
    return [
        (start + above, stop + above, first + above, last + above)
        for what, start, stop, first, last in rows
        if what != "equal"
    ]


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return runs of numbers that follow each other: the first, and the one behind the last."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found


def below(source: str, at: int) -> int:
    """Return where the line below a place begins."""
    return source.find("\n", at) + 1 or len(source)


def _line(source: str, at: int) -> int:
    return source.rfind("\n", 0, at) + 1


def _rest(source: str, begin: int, end: int) -> re.Match[str] | None:
    """Return what stands behind an entry that has its lines to itself."""
    return None if source[_line(source, begin) : begin].strip() else _REST.match(source, end)
