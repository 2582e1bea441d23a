"""The declarations of settings → JSON Schema (2020-12), with which editors complete and check what is typed.

Nothing is written here twice: names, sentences and kinds come from the declarations that the reader uses, defaults from
the values that it fills. Everything stands in place instead of in `$defs`, because the readers of TOML in editors know
little more of JSON Schema than its first drafts.
"""

from __future__ import annotations

from typing import Any

import msgspec

from therapyblog.settings.declaration import Field, Group
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.json_types import SAYS_SOMETHING, TEXT, Schema, allow, either
from therapyblog.settings.site_fields import SETTINGS

SITE_SETTINGS = "therapyblog"
KINDS = {
    SITE_SETTINGS: "The settings of the whole site, therapyblog.toml",
    "post": "The settings at the top of a post",
    "page": "The settings at the top of a page",
    "practitioner": "The settings at the top of a practitioner’s file",
    "series": "The settings at the top of a series’ introduction",
}


def schema(kind: str) -> Schema:
    """Return the JSON Schema of one of `KINDS`."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": KINDS[kind]}
    if kind == SITE_SETTINGS:
        return head | _object(SETTINGS, top=False)
    return head | _object(DOCUMENTS[kind], top=True) | _BESIDES.get(kind, {})


_GIVEN: Schema = {"not": {"type": "null"}}
_BESIDES: dict[str, Schema] = {
    "post": {
        "if": {"required": ["part"], "properties": {"part": _GIVEN}},
        "then": {"required": ["series"], "properties": {"series": _GIVEN}},
    }
}
"""What one setting asks of another."""


def defaults(group: Group) -> dict[str, Any]:
    """Return what the settings of a group are where nothing was typed, as far as that says something."""
    attributes = {field.name: field.default for field in msgspec.structs.fields(group.build)}
    values = {name: attributes.get(group.attribute(name)) for name in group.table}
    return {
        name: value for name, value in values.items() if isinstance(value, bool) or (value and type(value) in _SAID)
    }


_SAID = (str, int)


def _object(group: Group, *, top: bool) -> Schema:
    """Describe a group of settings; `top` where they stand at the top of a file, where nothing but text is typed."""
    known = defaults(group)
    properties = {name: _property(field, known.get(name), top=top) for name, field in group.table.items()}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": bool(group.rest)}
    if required := [name for name, field in group.table.items() if field.required]:
        schema["required"] = required
    return schema


def _property(field: Field, default: Any, *, top: bool) -> Schema:
    schema: Schema = {"description": sentence(field.about)}
    if default is not None:
        schema["default"] = default
    value = _group(field.kind, top=top) if isinstance(field.kind, Group) else _value(field, top=top)
    # A name with nothing behind it is at the top of a file the same as no name.
    return schema | (allow(value, "null") if top and not field.required else value)


def _value(field: Field, *, top: bool) -> Schema:
    kind = field.kind
    assert not isinstance(kind, Group)
    single = SAYS_SOMETHING if field.required and kind.schema == TEXT else kind.schema
    if top:
        single = allow(single, *kind.also)
    return either(single, {"type": "array", "items": single}) if kind.many else single


def _group(group: Group, *, top: bool) -> Schema:
    single = _object(group, top=top)
    if group.shape == "named":
        return {"type": "object", "additionalProperties": single}
    if group.shorthand:
        single = either(allow(SAYS_SOMETHING, "number", "boolean"), single)
    if group.shape != "list":
        return single
    several = {"type": "array", "items": single}
    if group.split:
        # Between the commas may be nothing at all.
        single = {rule: value for rule, value in single.items() if rule != "pattern"}
    return either(single, several)


def sentence(about: str) -> str:
    """Make a sentence of what a declaration says about a setting."""
    return f"{about[:1].upper()}{about[1:]}{'' if about.endswith(('.', '…')) else '.'}"
