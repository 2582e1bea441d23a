"""JSON and CSV as other programs export them: whatever is in them, of the type that is asked for, or nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from therapyblog.importers.items import Skipped
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source

_LONGEST_CELL = 64 * 1024**2
"""Letters."""
_MOST_DIGITS = 18
_HALVES = re.compile("[\ud800-\udfff]")


def read_json(content: bytes | str) -> Any:
    """Return what a JSON text holds; what is no number there is `None`.

    Raises `ValueError` where it is no JSON, or nested absurdly deep.
    """
    text = content if isinstance(content, str) else decoded(content)
    try:
        value = json.loads(
            text,
            parse_constant=lambda _: None,
            parse_int=lambda digits: int(digits) if len(digits) <= _MOST_DIGITS else None,
        )
        return _whole(value) if "\\ud" in text or "\\uD" in text else value
    except RecursionError:
        raise ValueError("it is nested absurdly deep") from None


def _whole(value: Any) -> Any:
    """Return a value without the halves of letters (RFC 8259, 8.2), which no file can hold."""
    if isinstance(value, str):
        return _HALVES.sub("", value)
    if isinstance(value, list):
        return [_whole(entry) for entry in value]
    return {_whole(key): _whole(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def as_text(value: object) -> str:
    """Return a text, or a number as one; anything else is empty."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def as_list(value: object) -> list[Any]:
    """Return a list; anything else is an empty one."""
    return value if isinstance(value, list) else []


def as_table(value: object) -> dict[str, Any]:
    """Return an object of JSON; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def rows(source: Source, name: str) -> Iterator[tuple[dict[str, str] | Skipped, int]]:
    """Yield the rows of a CSV file by the names of their columns, each with its line; what is no row is `Skipped`."""
    csv.field_size_limit(_LONGEST_CELL)
    # In this mode every kind of line end becomes one (`\r`, of old Macs, too).
    lines = csv.DictReader(io.StringIO(decoded(source.read(name)).replace("\0", ""), newline=None))
    while True:
        try:
            row = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            why = f"the line is no row of a table ({error})"
            yield Skipped(origin=f"{name}:{lines.line_num}", title="what stands there", why=why), lines.line_num
            continue
        yield {column: (cell or "").strip() for column, cell in row.items() if isinstance(column, str)}, lines.line_num
