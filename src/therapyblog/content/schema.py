"""The tables of settings → JSON Schema (2020-12), with which editors complete and check what is typed.

Nothing is written here twice: names, sentences and kinds come from the tables that the reader uses, defaults from the
values that it fills. Everything stands in place instead of in `$defs`, because the readers of TOML in editors know
little more of JSON Schema than its first drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from therapyblog.content.keys import Key, Nested, Table
from therapyblog.content.shapes import SAYS_SOMETHING, TEXT, Schema, allow, either, shape_of
from therapyblog.content.site_settings import SECTIONS, SITE, SMALL, THEME
from therapyblog.content.tables import BUILDERS, TABLES
from therapyblog.model.config import Config

SITE_SETTINGS = "therapyblog"
KINDS = {
    SITE_SETTINGS: "The settings of the whole site, therapyblog.toml",
    "post": "The settings at the top of a post",
    "page": "The settings at the top of a page",
    "practitioner": "The settings at the top of a practitioner’s file",
    "series": "The settings at the top of a series’ introduction",
}
GROUPS: dict[str, Table] = {"site": SITE, "theme": THEME, **SMALL}
"""The sections of therapyblog.toml whose settings fill fields of the one `Config`."""
_THEME_FIELDS = {"name": "theme_name"}


def schema(kind: str) -> Schema:
    """Return the JSON Schema of one of `KINDS`."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": KINDS[kind]}
    if kind == SITE_SETTINGS:
        return head | _site()
    found = _object(TABLES[kind], BUILDERS[kind], top=True) | {"additionalProperties": True}
    return head | found | _BESIDES.get(kind, {})


_GIVEN: Schema = {"not": {"type": "null"}}
_BESIDES: dict[str, Schema] = {
    "post": {
        "if": {"required": ["part"], "properties": {"part": _GIVEN}},
        "then": {"required": ["series"], "properties": {"series": _GIVEN}},
    }
}
"""What one setting asks of another."""


def defaults(build: Any) -> dict[str, Any]:
    """Return what fields hold where nothing was typed, as far as that says something."""
    found = {field.name: field.default for field in msgspec.structs.fields(build)}
    return {name: value for name, value in found.items() if isinstance(value, bool) or (value and type(value) in _SAID)}


_SAID = (str, int)


def _site() -> Schema:
    """Describe therapyblog.toml: sections that are values of their own, and those that fill the one `Config`."""
    filled = defaults(Config)
    whole = _object(SECTIONS, Config, top=False)
    for name, table in GROUPS.items():
        known = {key: filled.get(field_of(name, key)) for key in table}
        inner = _object(table, Config, top=False, known=known)
        whole["properties"][name] |= inner
    whole["properties"]["theme"]["additionalProperties"] = True
    return whole


def field_of(section: str, name: str) -> str:
    """Name the field of `Config` that a setting of one of `GROUPS` fills."""
    return _THEME_FIELDS[name] if section == "theme" else GROUPS[section][name].field or name


def _object(
    table: Table, build: Callable[..., Any], *, top: bool, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Describe a group of settings; `top` where they stand at the top of a file, where nothing but text is typed."""
    if known is None:
        filled = defaults(build)
        known = {name: filled.get(key.field or name) for name, key in table.items()}
    properties = {name: _property(key, known[name], top=top) for name, key in table.items()}
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required := [name for name, key in table.items() if key.required]:
        found["required"] = required
    return found


def _property(key: Key, default: Any, *, top: bool) -> Schema:
    found: Schema = {"description": sentence(key.about)}
    if default is not None:
        found["default"] = default
    value = _nested(key.kind, top=top) if isinstance(key.kind, Nested) else _value(key, top=top)
    # A name with nothing behind it is at the top of a file the same as no name.
    return found | (allow(value, "null") if top and not key.required else value)


def _value(key: Key, *, top: bool) -> Schema:
    assert not isinstance(key.kind, Nested)
    shape = shape_of(key.kind)
    one = SAYS_SOMETHING if key.required and shape.schema == TEXT else shape.schema
    if top:
        one = allow(one, *shape.also)
    return either(one, {"type": "array", "items": one}) if shape.many else one


def _nested(kind: Nested, *, top: bool) -> Schema:
    one = _object(kind.table, kind.build, top=top)
    if kind.shape == "named":
        return {"type": "object", "additionalProperties": one}
    if kind.shorthand:
        one = either(allow(SAYS_SOMETHING, "number", "boolean"), one)
    if kind.shape == "one":
        return one
    several = {"type": "array", "items": one}
    if kind.split:
        # Between the commas may be nothing at all.
        one = {rule: value for rule, value in one.items() if rule != "pattern"}
    return either(one, several)


def sentence(about: str) -> str:
    """Make a sentence of what a table says about a setting."""
    return f"{about[:1].upper()}{about[1:]}{'' if about.endswith(('.', '…')) else '.'}"
