"""TOML → nodes with their places. `tomllib` gives values but no lines, so the source is read a second time for them."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from typing import Any

from therapyblog.diagnostics import SourceError
from therapyblog.settings.nodes import Node

MAX_DEPTH = 16

Path = tuple[str | int, ...]
Places = dict[Path, tuple[int, int]]


class TomlError(SourceError):
    """The text is not TOML, or none that settings need."""

    def __init__(self, line: int, column: int, says: str, fix: str) -> None:
        super().__init__("TB-CONF-001", line, column, says, fix)


def read_toml(text: str) -> dict[str, Node]:
    """Read TOML into nodes; raises `TomlError`.

    A date without quotes that is in no calendar, or is not written as TOML wants it, becomes text: what reads the
    setting says what is wrong with it, and the other settings are read all the same.
    """
    try:
        text, values = loaded(text)
    except RecursionError:
        deep = next((number for number, line in enumerate(text.split("\n"), 1) if re.search(r"[\[{]{16}", line)), 1)
        raise TomlError(deep, 1, *_TOO_DEEP) from None
    except ValueError:
        # Python reads no number of more than 4,300 digits.
        line = next((number for number, line in enumerate(text.split("\n"), 1) if re.search(r"\d{4000}", line)), 1)
        raise TomlError(line, 1, "there is no use for a number of this length", "write it in quotes") from None
    places = Walk(text).places()
    top: dict[str, Node] = _node(values, (), places, (1, 1)).value
    return top


_MOST_DATES = 100
_DATE = re.compile(r"""(?<![\w"'.:-])\d{4}-\d{1,2}-\d{1,2}(?![\w"'.:-])""")


def loaded(text: str) -> tuple[str, dict[str, Any]]:
    """Return the values of a text, and the text from which they could be read: that, with quotes around some dates."""
    for _ in range(_MOST_DATES):
        try:
            return text, tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line, column = _place_in(str(error), text.split("\n"))
            begin = sum(len(earlier) + 1 for earlier in text.split("\n")[: line - 1])
            written = text[begin:].partition("\n")[0]
            date = next((match for match in _DATE.finditer(written) if match.start() < column <= match.end()), None)
            if date is None:
                raise _explained(str(error), text) from None
            text = f'{text[: begin + date.start()]}"{date[0]}"{text[begin + date.end() :]}'
    raise TomlError(line, column, "more dates than can be told are in no calendar", "write each as 2026-12-15")


def _node(value: Any, path: Path, places: Places, fallback: tuple[int, int]) -> Node:
    line, column = place = places.get(path, fallback)
    if isinstance(value, dict):
        inner: Any = {name: _node(item, (*path, name), places, place) for name, item in value.items()}
    elif isinstance(value, list):
        inner = tuple(_node(item, (*path, index), places, place) for index, item in enumerate(value))
    else:
        inner = value
    return Node(inner, line, column)


_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(
    r"[ \t]*(?:[\w-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'))*"
)
_PIECE = re.compile(r"[\w-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_HEADER_END = re.compile(r"[ \t]*\]{1,2}")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_SCALAR = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|[^,\]}#\n]+",
    re.DOTALL,
)


class Walk:
    """Reads TOML that is known to be right, and notes where every value and every table begins."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.begins = [0, *(match.end() for match in re.finditer("\n", text))]
        self.found: Places = {}
        self.arrays: Counter[Path] = Counter()

    def places(self) -> Places:
        """Return the place of each table's header and of each value, by its path."""
        within: Path = ()
        while self._skip(_BLANK) < len(self.text):
            if self.text[self.at] == "[":
                within = self._header()
            else:
                self._assignment(within)
        return self.found

    def _header(self) -> Path:
        begin = self.at
        double = self.text.startswith("[[", begin)
        self.at += 2 if double else 1
        path: Path = ()
        pieces = self._pieces()
        for index, piece in enumerate(pieces):
            path = (*path, piece)
            # A header below an array of tables speaks of that array's last table.
            if index < len(pieces) - 1 and self.arrays[path]:
                path = (*path, self.arrays[path] - 1)
        if double:
            self.arrays[path] += 1
            path = (*path, self.arrays[path] - 1)
        self._skip(_HEADER_END)
        self._note(path, begin)
        return path

    def _assignment(self, within: Path) -> Path:
        path = (*within, *self._pieces())
        self._skip(_EQUALS)
        self._note(path, self.at)
        self._value(path)
        return path

    def _value(self, path: Path) -> None:
        opened = self.text[self.at]
        if opened not in "[{":
            self._skip(_SCALAR)
            return
        self.at += 1
        index = 0
        while self.text[self._skip(_BLANK)] not in "]}":
            if opened == "{":
                self._assignment(path)
            else:
                self._note((*path, index), self.at)
                self._value((*path, index))
                index += 1
            if self.text[self._skip(_BLANK)] == ",":
                self.at += 1
        self.at += 1

    def _pieces(self) -> tuple[str, ...]:
        begin = self.at
        return tuple(piece.strip("\"'") for piece in _PIECE.findall(self.text[begin : self._skip(_KEY)]))

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _note(self, path: Path, index: int) -> None:
        line = bisect_right(self.begins, index)
        place = (line, index - self.begins[line - 1] + 1)
        if len(path) > MAX_DEPTH:
            raise TomlError(*place, *_TOO_DEEP)
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], place)


_TOO_DEEP = ("settings are nested too deeply here", "take brackets or levels out")
_ASSIGNS = 'write `name = "value"`, and [section] headers on lines of their own'
_EXPLAINED: dict[str, tuple[str, str]] = {
    "Expected '=' after a key": ("a = is missing here", _ASSIGNS),
    "Cannot overwrite a value": ("this setting is given twice", "keep one of the two lines"),
    "Cannot mutate immutable": ("this setting is given twice", "keep one of the two"),
    "Duplicate inline table key": ("this setting is given twice", "keep one of the two"),
    "Cannot declare": ("this section stands here a second time", "put all its settings together under the first one"),
    "Unclosed array": ("a list is opened with [ but not closed", "write ] behind its last item"),
    "Unclosed inline table": ("a { is not closed", "write } behind its last setting"),
    "Illegal character": ("a quotation mark is opened on this line but not closed", "close it at the end of the value"),
    "Unterminated string": ("a quotation mark is opened but not closed", "close it at the end of the value"),
    "Expected ']": ("the [ of this section is not closed", "write ] behind the section’s name"),
    "Invalid hex": ("a backslash means something else here", "write / instead, or the backslash twice"),
    "Unescaped '\\'": ("a backslash means something else here", "write / instead, or the backslash twice"),
    "Expected newline or end of document": (
        "more follows behind the value",
        "put the whole value in one pair of quotes",
    ),
}
"""`tomllib`'s messages by their beginnings, in plain words."""


def _explained(message: str, text: str) -> TomlError:
    """Say in plain words, and where a person would look, what `tomllib` could not read in this text."""
    lines = text.split("\n")
    line, column = _place_in(message, lines)
    written = lines[line - 1]
    if message.startswith("Invalid value"):
        return TomlError(line, column, *_invalid_value(written, column))
    says, fix = next(
        (pair for begin, pair in _EXPLAINED.items() if message.startswith(begin)), ("this cannot be read", _ASSIGNS)
    )
    if message.startswith(("Cannot", "Duplicate")):
        column = 1
    elif message.startswith("Unclosed"):
        line, column = _last_opening(lines[:line], message) or (line, column)
    elif message.startswith("Illegal character"):
        column = max(written.rfind('"', 0, column - 1), written.rfind("'", 0, column - 1)) + 1 or column
    if name := re.fullmatch(r"\s*([\w-]+)\s*:\s*(.*?)\s*", written):
        fix = f'write {name[1]} = "{name[2]}"'
    return TomlError(line, column, says, fix)


def _place_in(message: str, lines: list[str]) -> tuple[int, int]:
    """Return the line and column that a message of `tomllib` names: else the end."""
    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    return (int(match[1]), int(match[2])) if match else _end(lines)


def _invalid_value(written: str, column: int) -> tuple[str, str]:
    value = written[column - 1 :].partition("#")[0].strip()
    if not value:
        return "the value is missing", 'write it in quotes: "…"'
    if value[0] == "=":
        return "there is one = too many", "take one of them out"
    if value[0] in "“”„«‘’":
        straight = value.strip("“”„«»‘’")
        return "these quotation marks are curly", f'use straight ones: "{straight}"'
    return "this value needs quotes", f'write "{value[:100]}"'


def _end(lines: list[str]) -> tuple[int, int]:
    line = max((number for number, text in enumerate(lines, start=1) if text.strip()), default=1)
    return line, len(lines[line - 1]) + 1


def _last_opening(lines: list[str], message: str) -> tuple[int, int] | None:
    sign = "[" if "array" in message else "{"
    for number in range(len(lines), 0, -1):
        if match := re.search(rf"=\s*\{sign}", lines[number - 1]):
            return number, match.end()
    return None
