"""Pieces of JSON Schema with which kinds of values are described: patterns, words, numbers, one of several forms.

The patterns are read by Python and by JavaScript, so they keep to what both understand alike. Where a rule cannot be
said in a pattern (a day that is in no calendar), the schema is the wider one: an editor may let through what the build
then explains, but it never underlines what is right.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

# What `kinds.text` takes away around a text.
BLANK = r"[ \t\n\u00a0]*"
TEXT: Schema = {"type": "string"}
SAYS_SOMETHING: Schema = {"type": "string", "pattern": r"[^ \t\n\u00a0]"}
SCALARS = ("number", "boolean")
"""What other readers of YAML take a text for that has no quotes."""


def matching(pattern: str) -> Schema:
    """Return a schema for a text that is, without the blanks around it, what a pattern says."""
    return {"type": "string", "pattern": f"^{BLANK}({pattern}){BLANK}$"}


def any_case(*words: str) -> str:
    """Return a pattern for words in small letters or capitals: JavaScript's patterns have no switch for that."""
    return "|".join(
        "".join(f"[{sign.upper()}{sign}]" if sign.isalpha() else sign for sign in word.lower()) for word in words
    )


def word(*words: str) -> Schema:
    """Return a schema for one of these words, in small letters or capitals."""
    return matching(any_case(*words))


def digits(most: int, pattern: str, least: int = 1) -> Schema:
    """Return a schema for a whole number, or a text of its digits."""
    return {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": rf"^\s*0*({pattern})\s*$"}


def either(*schemas: Schema) -> Schema:
    """Return a schema for what fits one of these.

    Where it can be, that is one with several types, because every rule but `enum` speaks of one type only: of several
    forms an editor can merely say that none of them fits.
    """
    rules = [rule for schema in schemas for rule in schema if rule != "type"]
    if len({*rules}) < len(rules) or "anyOf" in rules:
        forms = (schema.get("anyOf", [schema]) for schema in schemas)
        return {"anyOf": [form for several in forms for form in several]}
    merged = {rule: value for schema in schemas for rule, value in schema.items()}
    return merged | {"type": [name for schema in schemas for name in _types(schema)]}


def _types(schema: Schema) -> list[str]:
    return [schema["type"]] if isinstance(schema["type"], str) else schema["type"]


def allow(schema: Schema, *types: str) -> Schema:
    """Return the schema with these types as well."""
    return either(schema, {"type": list(types)}) if schema and types else schema
