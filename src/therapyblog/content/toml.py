"""TOML → nodes with their places. `tomllib` gives values but no lines, so a scan of the source finds them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

from therapyblog.content.nodes import Node

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=\s*")
_PIECE = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")

Places = dict[tuple[str | int, ...], tuple[int, int]]


class TomlError(Exception):
    """The text is not TOML."""

    def __init__(self, line: int, column: int, says: str) -> None:
        super().__init__(says)
        self.line, self.column, self.says = line, column, says


def read_toml(text: str) -> dict[str, Node]:
    """Read TOML into nodes; raises `TomlError`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        message = str(wrong)
        found = re.search(r"\(at line (\d+), column (\d+)\)", message)
        line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
        raise TomlError(line, column, message.partition(" (at ")[0]) from None
    except RecursionError:
        raise TomlError(1, 1, "brackets are nested too deeply") from None
    places = _places(text)
    top: dict[str, Node] = _node(values, (), places, (1, 1)).value
    return top


def _node(value: Any, path: tuple[str | int, ...], places: Places, fallback: tuple[int, int]) -> Node:
    line, column = place = places.get(path, fallback)
    if isinstance(value, dict):
        inner: Any = {name: _node(one, (*path, name), places, place) for name, one in value.items()}
    elif isinstance(value, list):
        inner = tuple(_node(one, (*path, index), places, place) for index, one in enumerate(value))
    else:
        inner = value
    return Node(inner, line, column)


def _places(text: str) -> Places:
    """Find the line and column of every header and assignment; what stands inside a multi-line text may be named too."""
    places: Places = {}
    arrays: Counter[tuple[str | int, ...]] = Counter()
    within: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            named = _pieces(header[2])
            within = _resolve(named, arrays)
            if header[1] == "[[":
                arrays[within] += 1
                within = (*within, arrays[within] - 1)
            places.setdefault(within, (number, header.start(1) + 1))
        elif assignment := _ASSIGNMENT.match(line):
            path = within + tuple(_pieces(assignment[1]))
            places.setdefault(path, (number, assignment.end() + 1))
    return places


def _resolve(named: list[str], arrays: Counter[tuple[str | int, ...]]) -> tuple[str | int, ...]:
    """A header below an array of tables speaks of that array's last table."""
    path: tuple[str | int, ...] = ()
    for index, piece in enumerate(named):
        path = (*path, piece)
        if index < len(named) - 1 and arrays[path]:
            path = (*path, arrays[path] - 1)
    return path


def _pieces(dotted: str) -> list[str]:
    return [piece.strip("\"'") for piece in _PIECE.findall(dotted)]
