"""One setting at the top of a file, changed: a text, the path of a setting and a value → the text.

Only the lines of that setting differ. Comments, order, quotes, indentation, line ends, the mark at the beginning and
the text below stay byte for byte; a value that is equal changes nothing. What comes out is read again with
`frontmatter`: it must hold exactly the values from before but for the one, else `CannotEdit` says why.

The change is the difference between the values that there are and those that there should be. So it does not matter
whether one date of a credential is given or the whole list of credentials.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from therapyblog.diagnostics import SourceError
from therapyblog.settings.brackets import add, below, cut, differences, runs
from therapyblog.settings.edits import (
    REMOVE,
    CannotEdit,
    Change,
    Lines,
    Path,
    Span,
    is_same,
    tidy,
    with_change,
)
from therapyblog.settings.frontmatter import MAY_BE_SETTINGS, Block, split
from therapyblog.settings.hold_rules import fold
from therapyblog.settings.nodes import plain as plain_node
from therapyblog.settings.yaml_tree import Piece, header_of, plain, read_tree
from therapyblog.settings.yaml_write import group_lines, in_brackets, item_lines, name_of, rendered


def edit_settings(text: str, path: Path, value: Any) -> str:
    """Return a text in which one setting at its top has another value, or is taken out (`REMOVE`).

    `path` leads to it: `["credentials", 0, "expires"]`. A text may have any line ends and a byte-order mark; a value is
    text, a number, a yes or no, a day, or a list or group of them, and is written as text. A group and a list go with
    the last setting in them. A file without settings gets some.

    Raises `CannotEdit` where the place cannot be changed without touching anything else.
    """
    return edit_all(text, [(path, value)])


def edit_all(text: str, changes: Iterable[Change]) -> str:
    """Return a text in which several settings are changed, as `edit_settings` changes one."""
    lines = Lines(text)
    block = _block(lines.plain)
    old = {name: plain_node(node) for name, node in block.settings.items()}
    new: Any = old
    for path, value in changes:
        new = with_change(new, _as_named(new, path), _texts(tidy(value)))
        new = {} if new is REMOVE else new
    if is_same(old, new):
        return text
    try:
        return _changed(text, lines, block, new, blocks=True)
    except CannotEdit:
        # A comment below would belong to a text on lines of its own.
        return _changed(text, lines, block, new, blocks=False)


def _changed(text: str, lines: Lines, block: Block, wanted: dict[str, Any], *, blocks: bool) -> str:
    """Return the text with these settings; raises `CannotEdit` unless it reads exactly as it should."""
    if block.first_line:
        spans = _Editor(block.source, blocks=blocks).spans(wanted)
        changed = lines.with_spans(block.source, spans, block.first_line - 1)
    else:
        changed = lines.mark + "".join(line + lines.end for line in _new_block(wanted, block.body))
        changed += text.removeprefix(lines.mark)
    try:
        after = split(Lines(changed).plain)
    except SourceError as error:
        raise CannotEdit(f"this cannot be written here ({error.says})") from None
    held = {name: plain_node(node) for name, node in after.settings.items()}
    if not is_same(held, wanted) or after.body not in (block.body, f"\n{block.body}"):
        raise CannotEdit("this cannot be written here without changing something else")
    return changed


def _block(plain_text: str) -> Block:
    try:
        block = split(plain_text)
    except SourceError as error:
        raise CannotEdit(error.says, error.fix, line=error.line) from None
    if MAY_BE_SETTINGS.match(block.body):
        from therapyblog.settings.foreign import foreign_settings  # noqa: PLC0415 - few texts begin like this

        if foreign := foreign_settings(block):
            raise CannotEdit(foreign.says, foreign.fix, line=foreign.line)
    return block


def _as_named(held: dict[str, Any], path: Path) -> Path:
    """Return the path with the name under which its first setting stands in the file: `content-note`, `Title`."""
    if not path or not isinstance(path[0], str):
        raise CannotEdit("this names no setting")
    name = path[0]
    if name in held:
        return path
    own = next((other for other in held if fold(other) and fold(other) == fold(name)), name)
    return [own, *path[1:]]


def _texts(value: Any) -> Any:
    """Return a value as the top of a file holds it: every leaf is text."""
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, dict):
        return {name: _texts(inner) for name, inner in value.items()}
    if value is REMOVE or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _new_block(settings: dict[str, Any], body: str) -> list[str]:
    lines = group_lines(settings, 0)
    return ["---", *lines, "---", *([""] if body.split("\n", 1)[0].strip() else [])]


class _Editor:
    """Notes the spans of a source that must be replaced for it to hold other values."""

    def __init__(self, source: str, *, blocks: bool) -> None:
        self.source, self._blocks = source, blocks
        self._tree = read_tree(source)
        self._spans: list[Span] = []

    def spans(self, wanted: dict[str, Any]) -> list[Span]:
        """Return what to replace."""
        if self._tree is None or not self._tree.value:
            lines = group_lines(wanted, 0, blocks=self._blocks)
            self._insert(len(self.source), lines)
        elif not wanted:
            for piece in self._tree.value.values():
                self._cut(piece.begin, piece.end, piece)
        elif self._tree.value.keys().isdisjoint(wanted):
            raise CannotEdit("all settings would be others")
        else:
            self._group(self._tree, wanted)
        return self._spans

    def _differ(self, piece: Piece, wanted: Any, *, flow: bool) -> None:
        """Note how a value becomes another one."""
        if is_same(plain(piece), wanted):
            return
        if isinstance(wanted, dict) and isinstance(piece.value, dict) and not piece.value.keys().isdisjoint(wanted):
            self._group(piece, wanted)
        elif isinstance(wanted, list) and isinstance(piece.value, list) and wanted and piece.value:
            self._list(piece, wanted)
        else:
            self._replace(piece, wanted, flow=flow)

    def _group(self, group: Piece, wanted: dict[str, Any]) -> None:
        pieces = list(group.value.values())
        names = list(group.value)
        gone = [index for index, name in enumerate(names) if name not in wanted]
        if group.style == "flow":
            self._cut_flow(pieces, gone)
        else:
            self._cut_entries(pieces, gone)
        for name, piece in group.value.items():
            if name in wanted:
                self._differ(piece, wanted[name], flow=group.style == "flow")
        added = {name: value for name, value in wanted.items() if name not in group.value}
        if not added:
            return
        if group.style == "flow":
            kept = [(piece.begin, piece.end) for name, piece in group.value.items() if name in wanted]
            written = [f"{name_of(name)}: {in_brackets(value)}" for name, value in added.items()]
            self._spans += add(self.source, kept, len(kept), written)
        else:
            column = self._column(group.start)
            lines = group_lines(added, column, blocks=self._blocks)
            self._insert(self._below(group.end), lines)

    def _list(self, held: Piece, wanted: list[Any]) -> None:
        pieces: list[Piece] = held.value
        flow = held.style == "flow"
        if not flow and (self._before(pieces[0].start).strip(" ") != "-" or self._dashes(held) is None):
            self._replace(held, wanted, flow=False)
            return
        for start, stop, first, last in differences([plain(piece) for piece in pieces], wanted):
            common = min(stop - start, last - first)
            for index in range(common):
                self._differ(pieces[start + index], wanted[first + index], flow=flow)
            if start + common < stop:
                gone = range(start + common, stop)
                if flow:
                    self._cut_flow(pieces, list(gone))
                else:
                    begin = self._dashes(held)[gone[0]]  # type: ignore[index]  # there are some, see above
                    self._cut(begin, pieces[gone[-1]].end, *(pieces[index] for index in gone))
            if first + common < last:
                self._add_items(held, start + common, wanted[first + common : last])

    def _add_items(self, held: Piece, index: int, items: list[Any]) -> None:
        """Note new items before the one of this number; one that stood elsewhere comes as it was written."""
        pieces: list[Piece] = held.value
        written = {repr(plain(piece)): piece for piece in pieces}
        if held.style == "flow":
            texts = [
                self.source[piece.start : piece.end] if (piece := written.get(repr(item))) else in_brackets(item)
                for item in items
            ]
            self._spans += add(self.source, [(piece.start, piece.end) for piece in pieces], index, texts)
            return
        dashes = self._dashes(held) or []
        lines: list[str] = []
        for item in items:
            piece = written.get(repr(item))
            if piece:
                begin = self._line_start(dashes[pieces.index(piece)])
                lines += self.source[begin : self._below(piece.end)].removesuffix("\n").split("\n")
            else:
                lines += item_lines(item, self._column(held.start), blocks=self._blocks)
        self._insert(self._line_start(dashes[index]) if index < len(pieces) else self._below(held.end), lines)

    def _replace(self, piece: Piece, wanted: Any, *, flow: bool) -> None:
        """Note one value in the place of another, whatever the two are."""
        if flow:
            self._spans.append(Span(piece.start, piece.end, in_brackets(wanted, piece.style)))
            return
        is_item = piece.key is None
        indent = self._column(piece.begin) - (2 if is_item else 0)
        name = piece.key.value if piece.key else ""
        inline, lines = rendered(wanted, indent, name=name, style=piece.style, is_item=is_item, blocks=self._blocks)
        if piece.is_lines and piece.key:
            # It begins below its name.
            colon = self.source.index(":", piece.key.end) + 1
            self._put(colon, colon, inline)
            self._cut(piece.start, piece.end, piece)
            self._insert(self._below(colon), lines)
        elif piece.style in ("|", ">"):
            self._put(piece.start, piece.start + len(header_of(self.source, piece.start)), inline)
            first = self._below(piece.start)
            self._spans.append(Span(first, max(first, self._below(piece.end)), _joined(lines)))
        elif piece.is_lines and "\n" in self.source[piece.start : piece.end]:
            line_end = self._below(piece.start)
            self._put(piece.start, line_end - 1, inline)
            self._insert(line_end, lines)
            self._cut(line_end, piece.end, piece)
        else:
            comments = self._comments(piece.start, piece.end, piece)
            self._put(piece.start, piece.end, inline)
            self._insert(self._below(piece.end), [*lines, *comments])

    def _put(self, start: int, end: int, inline: str) -> None:
        """Note a value on the line of its name or dash, with a space before it."""
        before = self.source[:start]
        if not inline:
            start = len(before.rstrip(" "))
        elif before.endswith((":", "-")):
            inline = f" {inline}"
        self._spans.append(Span(start, end, inline))

    def _insert(self, at: int, lines: list[str]) -> None:
        if lines:
            self._spans.append(Span(at, at, _joined(lines)))

    def _cut(self, start: int, end: int, *pieces: Piece) -> None:
        """Note that whole lines go; lines that are comments stay."""
        begin, stop = self._line_start(start), self._below(end)
        kept = self._comments(begin, stop, *pieces)
        if not kept:
            self._spans.append(Span(begin, stop, ""))
            return
        for line_begin, line_stop in self._lines(begin, stop):
            line = self.source[line_begin:line_stop]
            if not (line.lstrip(" ").startswith("#") and not self._in_text(line_begin, pieces)):
                self._spans.append(Span(line_begin, line_stop, ""))

    def _cut_flow(self, pieces: Sequence[Piece], gone: list[int]) -> None:
        """Note that entries between brackets go."""
        self._spans += cut(self.source, [(piece.begin, piece.end) for piece in pieces], gone)

    def _cut_entries(self, pieces: Sequence[Piece], gone: list[int]) -> None:
        """Note that settings go that stand on lines of their own; where the first has a dash, the next one gets it."""
        for start, stop in runs(gone):
            first = pieces[start]
            if not self._before(first.begin).strip(" "):
                self._cut(first.begin, pieces[stop - 1].end, *pieces[start:stop])
                continue
            following = pieces[stop]
            comments = self._comments(first.begin, following.begin, *pieces[start:stop])
            self._insert(self._line_start(first.begin), comments)
            self._spans.append(Span(first.begin, following.begin, ""))

    def _comments(self, start: int, end: int, *pieces: Piece) -> list[str]:
        """Return the lines between two places that are comments and no part of a text."""
        if "#" not in self.source[start:end]:
            return []
        found = []
        for begin, stop in self._lines(self._below(start) if self._before(start).strip() else start, end):
            line = self.source[begin:stop].removesuffix("\n")
            if line.lstrip(" ").startswith("#") and not self._in_text(begin, pieces):
                found.append(line)
        return found

    def _in_text(self, at: int, pieces: Iterable[Piece]) -> bool:
        """Say whether a place lies in a text."""
        for piece in pieces:
            if isinstance(piece.value, str) and piece.start < at < piece.end:
                return True
            inner = piece.value.values() if isinstance(piece.value, dict) else piece.value
            if isinstance(piece.value, dict | list) and self._in_text(at, inner):
                return True
        return False

    def _dashes(self, held: Piece) -> list[int] | None:
        """Return where the dash of each item stands; `None` where it is not plain to see."""
        column, at = self._column(held.start), held.start
        found: list[int] = []
        for piece in held.value:
            begins = [begin for begin, _ in self._lines(self._line_start(at), piece.start)]
            dash = next((begin + column for begin in begins if self._is_dash(begin, column)), None)
            if dash is None or (found and dash <= found[-1]):
                return None
            found.append(dash)
            at = max(self._below(piece.end), piece.start)
        return found

    def _is_dash(self, begin: int, column: int) -> bool:
        dash = self.source[begin : begin + column + 1]
        return dash == " " * column + "-" and self.source[begin + column + 1 : begin + column + 2] in (" ", "\n", "")

    def _lines(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        """Yield where the lines between two places begin and end; the first may be a piece of one."""
        at = start
        while at < end or at == start:
            stop = self._below(at)
            yield at, stop
            if stop <= at:
                return
            at = stop

    def _line_start(self, at: int) -> int:
        return self.source.rfind("\n", 0, at) + 1

    def _below(self, at: int) -> int:
        return below(self.source, at)

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _before(self, at: int) -> str:
        return self.source[self._line_start(at) : at]


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
