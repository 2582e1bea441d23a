"""The tables of settings → one page of the manual that names every setting (`docs/reference.md`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from therapyblog.content.appearing import APPEARS, WITHOUT, told
from therapyblog.content.keys import Key, Nested, Table
from therapyblog.content.schema import GROUPS, KINDS, SITE_SETTINGS, defaults, field_of
from therapyblog.content.shapes import shape_of
from therapyblog.content.site_settings import SECTIONS
from therapyblog.content.tables import BUILDERS, TABLES
from therapyblog.model.config import Config

_HEAD = """\
---
title: Every setting
description: Every setting at the top of a file and in therapyblog.toml, with its default and where it appears.
slug: reference
---

Made by `therapyblog schema --format markdown`, from the tables that the program itself reads. The pages on
[writing](README.md) and on [therapyblog.toml](settings.md) explain what the settings are for, and [Editors](editors.md)
how an editor can complete and check them.

`name[].key` is a key of each entry of a list, `name.key` one of a group.
"""
_COLUMNS = "| key | what it is | value | without it | where it appears |\n|---|---|---|---|---|\n"


class Line(NamedTuple):
    """One setting, as a line of the reference."""

    group: str
    """A kind of file, or a section of therapyblog.toml as its header is written."""
    name: str
    key: Key
    default: Any


def lines() -> Iterator[Line]:
    """Yield every setting of every kind of file, then those of therapyblog.toml, as the tables list them."""
    for kind, table in TABLES.items():
        yield from _lines(kind, table, defaults(BUILDERS[kind]))
    filled = defaults(Config)
    for name, key in SECTIONS.items():
        if isinstance(key.kind, Nested):
            header = {"one": f"[{name}]", "list": f"[[{name}]]", "named": f"[{name}.NAME]"}[key.kind.shape]
            yield from _lines(header, key.kind.table, defaults(key.kind.build))
        else:
            table = GROUPS[name]
            yield from _lines(f"[{name}]", table, {one: filled.get(field_of(name, one)) for one in table})


def _lines(group: str, table: Table, filled: Mapping[str, Any], within: str = "") -> Iterator[Line]:
    for name, key in table.items():
        yield Line(group, f"{within}{name}", key, filled.get(name, filled.get(key.field)))
        if isinstance(key.kind, Nested):
            inner = f"{within}{name}[]." if key.kind.shape == "list" else f"{within}{name}."
            yield from _lines(group, key.kind.table, defaults(key.kind.build), inner)


def reference() -> str:
    """Write the page."""
    parts = [_HEAD]
    group = ""
    for line in lines():
        if line.group != group:
            if line.group.startswith("[") and not group.startswith("["):
                parts.append(f"\n## {KINDS[SITE_SETTINGS]}\n")
            group = line.group
            shown = group.replace("[", r"\[").replace("]", r"\]")
            parts.append(f"\n{f'### {shown}' if group.startswith('[') else f'## {KINDS[group]}'}\n\n{_COLUMNS}")
        parts.append(_row(line))
    return "".join(parts)


def _row(line: Line) -> str:
    required = ", required" if line.key.required else ""
    without = told(WITHOUT, line.group, line.name) or _default(line)
    cells = (
        f"`{line.name}`",
        line.key.about,
        f"{_words(line.key.kind)}{required}",
        without,
        told(APPEARS, line.group, line.name),
    )
    return f"| {' | '.join(cells)} |\n"


def _default(line: Line) -> str:
    if line.default is None:
        return ""
    if isinstance(line.default, bool):
        return f"`{str(line.default).lower()}`"
    return (
        f'`"{line.default}"`' if isinstance(line.default, str) and line.group.startswith("[") else f"`{line.default}`"
    )


def _words(kind: Callable[..., Any] | Nested) -> str:
    if isinstance(kind, Nested):
        one = {"one": "group of settings", "list": "list of groups", "named": "groups by name"}[kind.shape]
        return f"text, or a {one}" if kind.shorthand else one
    return shape_of(kind).words
