"""The settings at the top of a file → a tree of its pieces with the places where each begins and ends.

`frontmatter` gives values and where they begin, which is what messages need; this gives the end, the quotes and the
form of each, which is what changing one needs. Offsets count in the source that `Block.source` holds.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

from therapyblog.settings.edits import begins_of

try:
    from yaml import CBaseLoader as Loader
except ImportError:  # pragma: no cover - PyYAML without libyaml
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

_HEADER = re.compile(r"[|>][-+0-9]*")


class Piece(msgspec.Struct):
    """A value in a source."""

    start: int
    end: int
    value: Any
    """A text or `None`, a list of pieces, or a dict of names to pieces."""
    style: str = ""
    """Of a text: its quotes, `|` or `>`, else nothing. Of a list or group: `flow` or `block`."""
    key: Piece | None = None
    """Of a setting in a group: its name."""

    @property
    def begin(self) -> int:
        """Where it begins with its name, if it has one."""
        return self.key.start if self.key else self.start

    @property
    def is_lines(self) -> bool:
        """Whether it stands on lines of its own, in the form of a block."""
        return self.style == "block"


def plain(piece: Piece) -> Any:
    """Return the value without places."""
    if isinstance(piece.value, dict):
        return {name: plain(inner) for name, inner in piece.value.items()}
    if isinstance(piece.value, list):
        return [plain(inner) for inner in piece.value]
    return piece.value


def read_tree(source: str) -> Piece | None:
    """Return the group of all settings of a source that is known to be readable; `None` where there are none."""
    begins = begins_of(source)

    def offset(mark: Any) -> int:
        return begins[mark.line] + mark.column if mark.line < len(begins) else len(source)

    stack: list[Piece] = []
    keys: list[Piece | None] = []
    top: Piece | None = None
    event: Any
    for event in yaml.parse(source, Loader=Loader):
        if isinstance(event, yaml.ScalarEvent):
            piece = _scalar(event, offset(event.start_mark), offset(event.end_mark), source)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            style = "flow" if event.flow_style else "block"
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            stack.append(Piece(offset(event.start_mark), offset(event.end_mark), value, style))
            keys.append(None)
            continue
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            piece = stack.pop()
            keys.pop()
            inner = piece.value.values() if isinstance(piece.value, dict) else piece.value
            piece.end = offset(event.end_mark) if piece.style == "flow" else max(entry.end for entry in inner)
        else:
            continue
        if not stack:
            top = top or piece
        elif isinstance(stack[-1].value, list):
            stack[-1].value.append(piece)
        elif (key := keys[-1]) is None:
            keys[-1] = piece
        else:
            piece.key = key
            stack[-1].value[key.value] = piece
            keys[-1] = None
    return top if top and isinstance(top.value, dict) else None


def _scalar(event: Any, start: int, end: int, source: str) -> Piece:
    if event.style not in ("|", ">"):
        empty = event.value == "" and event.style in (None, "")
        return Piece(start, end, None if empty else event.value, event.style or "")
    # Blank lines below a block belong to it only where its sign says so.
    header = header_of(source, start)
    end = end - 1 if "+" in header else start + len(source[start:end].rstrip())
    return Piece(start, max(end, start + len(header)), event.value, event.style)


def header_of(source: str, start: int) -> str:
    """Return the sign with which a text on lines of its own is announced: `|-`."""
    header = _HEADER.match(source, start)
    return header[0] if header else ""
