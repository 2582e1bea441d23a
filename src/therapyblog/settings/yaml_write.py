"""Values → the lines of settings at the top of a file, in the plainest form that is read as what it is.

Every text is tried: what is written is read with `frontmatter`, and gets quotes, then signs by their numbers, where it
would be read as something else, or would be mended by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from therapyblog.diagnostics import SourceError
from therapyblog.settings.edits import CannotEdit
from therapyblog.settings.frontmatter import split
from therapyblog.settings.nodes import plain

_NAME = re.compile(r"[^\W\d][\w-]*")
_MENDED = ("title", "subtitle", "description")
_SIGNS = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_WITH_CARE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff“”„«»‘’‚]")
"""Signs that the reader looks at before YAML does, or that nobody sees."""


def group_lines(settings: Mapping[str, Any], column: int, *, blocks: bool = True) -> list[str]:
    """Return the lines of settings whose names stand in this column.

    Without `blocks` a text of several lines is written in quotes on one.
    """
    return [line for name, value in settings.items() for line in _entry_lines(name, value, column, blocks=blocks)]


def _entry_lines(name: str, value: Any, column: int, *, blocks: bool) -> list[str]:
    inline, lines = rendered(value, column, name=name, blocks=blocks)
    return [f"{' ' * column}{name_of(name)}:{' ' * bool(inline)}{inline}", *lines]


def item_lines(value: Any, column: int, *, blocks: bool = True) -> list[str]:
    """Return the lines of an item of a list whose dash stands in this column."""
    inline, lines = rendered(value, column, is_item=True, blocks=blocks)
    return [f"{' ' * column}- {inline}", *lines]


def rendered(
    value: Any, column: int, *, name: str = "", style: str = "", is_item: bool = False, blocks: bool = True
) -> tuple[str, list[str]]:
    """Return what stands behind a name or a dash, and the lines below."""
    if isinstance(value, str):
        return _text(value, column, name, style, blocks=blocks)
    if not value:
        return "[]" if isinstance(value, list) else "{}", []
    if isinstance(value, dict):
        lines = group_lines(value, column + 2, blocks=blocks)
        return (lines[0].strip(" "), lines[1:]) if is_item else ("", lines)
    if not any(isinstance(item, dict | list) or "\n" in item for item in value):
        return in_brackets(value), []
    lines = [line for held in value for line in item_lines(held, column + 2, blocks=blocks)]
    return (lines[0].strip(" "), lines[1:]) if is_item else ("", lines)


def _text(text: str, column: int, name: str, style: str, *, blocks: bool) -> tuple[str, list[str]]:
    if blocks and style != '"' and "\n" in text.strip("\n") and _fits_lines(text):
        body = text.removesuffix("\n")
        header = "|-" if body == text else "|"
        return header, [f"{' ' * (column + 2)}{line}" if line else "" for line in body.split("\n")]
    # The reader mends lines of these names.
    before = f"{name if name in _MENDED else 'x'}: " if name else "x:\n  - "
    return _quoted(text, style, lambda written: _reads_as(before + written, text)), []


def _fits_lines(text: str) -> bool:
    """Say whether a text may stand on lines of its own, without a sign for what its first or last line is."""
    return (
        bool(text.strip())
        and not text.startswith((" ", "\t", "\n"))
        and not text.endswith("\n\n")
        and "---" not in text
    )


def in_brackets(value: Any, style: str = "") -> str:
    """Write a value between brackets, or for a place between them."""
    if isinstance(value, list):
        return "[" + ", ".join(map(in_brackets, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name_of(name)}: {in_brackets(inner)}" for name, inner in value.items()) + "}"
    return _quoted(
        value,
        style,
        lambda written: (
            _reads_as(f"x: [{written}, a]", [value, "a"])
            and _reads_as(f"x: {{a: {written}, b: c}}", {"a": value, "b": "c"})
        ),
    )


def name_of(name: str) -> str:
    """Return a name as it may stand before a colon; raises `CannotEdit` for one that may not."""
    if not _NAME.fullmatch(name):
        raise CannotEdit(f"“{name[:60]}” cannot be the name of a setting")
    return name


def _quoted(text: str, style: str, fits: Callable[[str], bool]) -> str:
    """Write a text with the quotes that it had, else in the plainest way in which it is read as it is."""
    single = "'" + text.replace("'", "''") + "'"
    double = '"' + "".join(_SIGNS.get(sign, sign) for sign in text) + '"'
    safest = '"' + _WITH_CARE.sub(_escaped, double[1:-1]) + '"'
    candidates = {"'": [single], '"': [double]}.get(style, [text] if text.strip() and "\n" not in text else [])
    for written in (*candidates, double, safest):
        if ("\n" not in written or written is not single) and fits(written):
            return written
    raise CannotEdit("this text cannot be written there")


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _reads_as(setting: str, wanted: Any) -> bool:
    """Say whether a setting alone reads as it should."""
    try:
        block = split(f"---\n{setting}\n---\n")
    except SourceError:
        return False
    values = [plain(node) for node in block.settings.values()]
    return not block.requoted and len(values) == 1 and values[0] in (wanted, [wanted])
