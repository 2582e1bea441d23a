"""The declarations of settings → one page of the manual that names every setting (`docs/reference.md`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from therapyblog.settings.declaration import Field, Group
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.json_schema import KINDS, SITE_SETTINGS, defaults
from therapyblog.settings.site_fields import SECTIONS

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
    field: Field
    default: Any


def lines() -> Iterator[Line]:
    """Yield every setting of every kind of file, then those of therapyblog.toml, in the order of their declarations."""
    for kind, group in DOCUMENTS.items():
        yield from _lines(kind, group)
    for name, section in SECTIONS.items():
        assert isinstance(section.kind, Group)
        yield from _lines(section.kind.header(name), section.kind)


def _lines(header: str, group: Group, within: str = "") -> Iterator[Line]:
    known = defaults(group)
    for name, field in group.table.items():
        yield Line(header, f"{within}{name}", field, known.get(name))
        if isinstance(field.kind, Group):
            yield from _lines(header, field.kind, f"{within}{name}{'[]' if field.kind.shape == 'list' else ''}.")


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
    field = line.field
    value = f"{field.kind.words}{', required' if field.required else ''}"
    cells = (f"`{line.name}`", field.about, value, field.without or _default(line), field.appears)
    return f"| {' | '.join(cells)} |\n"


def _default(line: Line) -> str:
    if line.default is None:
        return ""
    if isinstance(line.default, bool):
        return f"`{str(line.default).lower()}`"
    return (
        f'`"{line.default}"`' if isinstance(line.default, str) and line.group.startswith("[") else f"`{line.default}`"
    )
