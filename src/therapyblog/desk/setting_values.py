"""Settings as forms show them, and what a form says as changes of the text.

A form has one shape for each setting; a file may give it in several: `series: Rest` with `part: 2`, or a group; letters
in one line, or credentials with their dates. Values are shown in the one shape, and changed where they stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from therapyblog.content.document import own_names
from therapyblog.diagnostics import Diagnostics, SourceError
from therapyblog.model.documents import Kind, When
from therapyblog.settings import toml_edit, yaml_edit
from therapyblog.settings.declaration import Field, Group
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.edits import REMOVE, CannotEdit, Change, Lines, Path
from therapyblog.settings.frontmatter import split
from therapyblog.settings.nodes import Node, plain
from therapyblog.settings.site_fields import SETTINGS
from therapyblog.settings.toml import read_toml
from therapyblog.settings.types import Wrong, day, flag, when

_PICTURES = ("path", "src", "url", "file", "feature", "featured", "teaser", "thumbnail", "thumb", "cover")


def values_of(text: str, kind: Kind | None) -> dict[str, Any]:
    """Return the settings of a text as forms show them; raises `SourceError` where they cannot be read.

    `kind` is that of a text with settings at its top; `None` stands for the settings of the site.
    """
    if kind is None:
        return _shown(SETTINGS, read_toml(text))
    settings = own_names(split(text).settings, kind, Diagnostics().of_file(""))
    if "authors" in settings and "author" not in settings:
        settings["author"] = settings.pop("authors")
    shown = _shown(DOCUMENTS[kind], settings)
    if isinstance(shown.get("author"), list) and len(shown["author"]) == 1:
        shown["author"] = shown["author"][0]
    if "part" in shown and isinstance(shown.get("series"), dict):
        shown["series"].setdefault("part", shown.pop("part"))
    return shown


def _shown(group: Group, settings: Mapping[str, Node]) -> dict[str, Any]:
    return {
        name: _shown_value(group.table[name], node) if name in group.table else plain(node)
        for name, node in settings.items()
        if node.value is not None
    }


def _shown_value(field: Field, node: Node) -> Any:
    kind = field.kind
    if not isinstance(kind, Group):
        return _shown_leaf(field, node)
    if kind.shape == "named":
        named = node.value.items() if isinstance(node.value, dict) else ()
        return {name: _shown_group(kind, inner) for name, inner in named}
    if kind.shape == "list":
        return [_shown_group(kind, item) for item in _items(kind, node)]
    return _shown_group(kind, node)


def _items(group: Group, node: Node) -> Iterable[Node]:
    if isinstance(node.value, tuple):
        return node.value
    if group.split and isinstance(node.value, str):
        return [Node(piece.strip()) for piece in node.value.split(group.split) if piece.strip()]
    return (node,)


def _shown_group(group: Group, node: Node) -> Any:
    if isinstance(node.value, dict):
        return _shown(group, node.value)
    return {group.shorthand: plain(node)} if group.shorthand else plain(node)


def _shown_leaf(field: Field, node: Node) -> Any:
    """Return a value as its control holds it: a day as 2026-12-15, a yes or no, a number, a list; else as typed."""
    kind, typed = field.kind, plain(node)
    assert not isinstance(kind, Group)
    try:
        read = kind.read(node)
    except Wrong:
        return typed
    if isinstance(read, When):
        return read.date.isoformat() if read.time is None else str(typed)
    if isinstance(read, dt.date):
        return read.isoformat()
    if isinstance(read, tuple):
        return [item if isinstance(item, str) else str(item) for item in read]
    if isinstance(read, bool | int | float):
        return read
    return typed


def is_date(field: Field) -> bool:
    """Say whether a setting is a day."""
    return not isinstance(field.kind, Group) and field.kind.words in (day.words, when.words)


def is_flag(field: Field) -> bool:
    """Say whether a setting is a yes or a no."""
    return not isinstance(field.kind, Group) and field.kind.words == flag.words


def changed_text(raw: str, kind: Kind | None, changes: Iterable[Change]) -> str:
    """Return a text (with its own line ends and mark) with settings that a form changed; `None` takes one out.

    Raises `CannotEdit`.
    """
    wanted = [(path, REMOVE if value is None else value) for path, value in changes]
    if kind is None:
        return toml_edit.edit_all(raw, wanted)
    text = raw
    for path, value in wanted:
        text = yaml_edit.edit_all(text, _where_it_stands(_settings(text), kind, path, value))
    return text


def _settings(text: str) -> dict[str, Any]:

    try:
        return {name: plain(node) for name, node in split(Lines(text).plain).settings.items()}
    except SourceError as error:
        raise CannotEdit(error.says, error.fix, line=error.line) from None


def _where_it_stands(held: Mapping[str, Any], kind: Kind, path: Path, value: Any) -> list[Change]:
    """Return a change of a form as changes of what is written."""
    name = path[0] if path else ""
    if name == "author" and "authors" in held and "author" not in held:
        return [(["authors", *path[1:]], value)]
    image = held.get("image")
    if name in ("image", "image_alt") and isinstance(image, dict):
        inner = next((key for key in _PICTURES if key in image), "path")
        return [(["image", inner if name == "image" else "alt"], value)]
    if name == "series" and "part" in held:
        return _series(path, value)
    field = DOCUMENTS[kind].table.get(str(name))
    if field is not None and isinstance(field.kind, Group):
        return [_in_group(field.kind, held.get(str(name)), path, value)]
    return [(path, value)]


def _series(path: Path, value: Any) -> list[Change]:
    """Return changes of a series whose part stands beside it."""
    if list(path) == ["series", "part"]:
        return [(["part"], value)]
    if len(path) == 1 and isinstance(value, dict):
        return [(["series"], value.get("name", REMOVE)), (["part"], value.get("part") or REMOVE)]
    if len(path) == 1 and value is REMOVE:
        return [(["series"], REMOVE), (["part"], REMOVE)]
    return [(["series"] if list(path) == ["series", "name"] else path, value)]


def _in_group(group: Group, held: Any, path: Path, value: Any) -> Change:
    """Return a change within a group, where the file may give a mere text, or several in one."""
    name, *steps = path
    if group.shape == "list":
        whole = [{group.shorthand: held}] if isinstance(held, str) and not group.split else held
        if isinstance(held, str) and group.split:
            whole = [piece.strip() for piece in held.split(group.split) if piece.strip()]
        if isinstance(held, dict):
            whole = [held]
        if whole is not held and steps:
            return _replaced(group, name, whole, steps, value)
        if len(steps) > 1 and isinstance(steps[0], int) and isinstance(held, list) and steps[0] < len(held):
            item = held[steps[0]]
            if isinstance(item, str):
                return _spelled_out(group, [name, steps[0]], item, steps[1:], value)
        return path, _as_short(group, held, value)
    if steps and isinstance(held, str):
        return _spelled_out(group, [name], held, steps, value)
    return path, value


def _as_short(group: Group, held: Any, value: Any) -> Any:
    """Return the entries of a list, those that say no more than a text as one, where the file writes some so."""
    if not isinstance(value, list) or not any(isinstance(item, str) for item in held or ()):
        return value
    return [
        item[group.shorthand] if isinstance(item, dict) and [*item] == [group.shorthand] else item for item in value
    ]


def _spelled_out(group: Group, at: Path, text: str, steps: Path, value: Any) -> Change:
    """Return the change that makes a group of a text, if it must be one."""
    entry = {group.shorthand: text, str(steps[0]): value}
    entry = {key: inner for key, inner in entry.items() if inner is not REMOVE and inner != ""}
    return at, (entry[group.shorthand] if [*entry] == [group.shorthand] else entry) or REMOVE


def _replaced(group: Group, name: str | int, items: list[Any], steps: Path, value: Any) -> Change:
    number = steps[0]
    if not isinstance(number, int) or not 0 <= number <= len(items):
        raise CannotEdit("there is no such entry in this list")
    if len(steps) == 1:
        changed = value
    elif number < len(items) and isinstance(items[number], str):
        changed = _spelled_out(group, [], items[number], steps[1:], value)[1]
    else:
        before = items[number] if number < len(items) else {}
        changed = {**before, str(steps[1]): value}
        changed = {key: inner for key, inner in changed.items() if inner is not REMOVE} or REMOVE
    return [name], [*items[:number], *([] if changed is REMOVE else [changed]), *items[number + 1 :]] or REMOVE
