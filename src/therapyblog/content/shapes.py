"""What each kind of value looks like as it is typed: in words for the manual, and as JSON Schema for editors.

The patterns are read by Python and by JavaScript, so they keep to what both understand alike. Where a rule cannot be
said in a pattern (a day that is in no calendar), the shape is the wider one: an editor may let through what the build
then explains, but it never underlines what is right.
"""

from __future__ import annotations

from typing import Any

import msgspec

from therapyblog.content import kinds
from therapyblog.content.kinds import Kind
from therapyblog.content.practice_kinds import TAKEN

Schema = dict[str, Any]


class Shape(msgspec.Struct, frozen=True):
    """How a kind of value is typed."""

    words: str
    schema: Schema = {}
    also: tuple[str, ...] = ()
    """What other readers of the settings at the top of a file take such a text for, where it has no quotes."""
    many: bool = False
    """A list of them may stand there, too."""


# What `kinds.text` takes away around a text.
_BLANK = r"[ \t\n\u00a0]*"


def _whole(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{_BLANK}({pattern}){_BLANK}$"}


def _anycase(*words: str) -> str:
    """Return a pattern for words in small letters or capitals: JavaScript's patterns have no switch for that."""
    return "|".join(
        "".join(f"[{sign.upper()}{sign}]" if sign.isalpha() else sign for sign in word.lower()) for word in words
    )


def word(*words: str) -> Schema:
    """Return a schema for one of these words, in small letters or capitals."""
    return _whole(_anycase(*words))


TEXT: Schema = {"type": "string"}
SAYS_SOMETHING: Schema = {"type": "string", "pattern": r"[^ \t\n\u00a0]"}
FLAG_WORDS = {True: ("true", "yes", "on"), False: ("false", "no", "off")}
_SCALARS = ("number", "boolean")

_SIGN = r"[^\u0000-\u0020\u007f\\<>\u0022]"
_NO_SLASH = r"[^\u0000-\u0020\u007f\\<>\u0022/]"
_WEB = f"({_anycase('http', 'https')})://{_SIGN}*{_NO_SLASH}{_SIGN}*"
_OTHER = f"({_anycase('mailto', 'tel', 'sms')}):[ \\u00a0]*{_NO_SLASH}({_SIGN}|[ \\u00a0])*"
_HERE = f"/({_NO_SLASH}{_SIGN}*)?"

_ORDINAL = f"({_anycase('st', 'nd', 'rd', 'th')})?"
_DAY = (
    r"\d{4}-\d{1,2}-\d{1,2}"
    rf"|[A-Za-z]{{3,9}}\.?\s+\d{{1,2}}{_ORDINAL},?\s+\d{{4}}"
    rf"|\d{{1,2}}{_ORDINAL}\.?\s+[A-Za-z]{{3,9}}\.?,?\s+\d{{4}}"
)
_TIME = rf"([\sTt,]+\d{{1,2}}:\d{{2}}(:\d{{2}}(\.\d+)?)?\s*([Zz]|{_anycase('utc')}|[+\-]\d{{2}}:?\d{{2}})?)?"
_DATE = Shape("date", {"type": "string", "pattern": rf"^\s*({_DAY}){_TIME}\s*$"})


def _digits(most: int, pattern: str, least: int = 1) -> Schema:
    return {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": rf"^\s*0*({pattern})\s*$"}


SHAPES: dict[str, Shape] = {
    "text": Shape("text", TEXT, _SCALARS),
    "line_of_text": Shape("text", TEXT, _SCALARS),
    "required_text": Shape("text", SAYS_SOMETHING, _SCALARS),
    "texts": Shape("text, or a list", SAYS_SOMETHING, _SCALARS, many=True),
    "comma_texts": Shape("list, or text with commas", SAYS_SOMETHING, _SCALARS, many=True),
    "whole": Shape("whole number", _digits(10**9 - 1, r"\d{1,9}", least=0)),
    "counting": Shape("number from 1", _digits(10**9 - 1, r"[1-9]\d{0,8}")),
    "number": Shape("number", {"type": ["number", "string"], "pattern": r"^\s*-?\d+(\.\d+)?\s*$"}),
    "flag": Shape("true or false", word(*FLAG_WORDS[True], *FLAG_WORDS[False]) | {"type": ["boolean", "string"]}),
    "when": _DATE,
    "day": _DATE,
    "web_address": Shape("web address", _whole(_WEB)),
    "any_address": Shape("address", _whole(f"{_WEB}|{_OTHER}|{_HERE}")),
    "email": Shape("email address", _whole(r"(mailto:)?[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@.<>,;]{2,}")),
    "phone": Shape("telephone number", _whole(r"\+?[\d\s().\-/\u00a0]{3,30}"), ("number",)),
    "language": Shape("tag such as `fr` or `en-GB`", _whole(r"[A-Za-z]{2,3}([_\-][A-Za-z0-9]{1,8})*"), ("boolean",)),
    "country": Shape("two letters", _whole(r"[A-Za-z]{2}"), ("boolean",)),
    "doi": Shape("DOI", {"type": "string", "pattern": rf"^{_BLANK}$|10\.\d{{4,9}}(\.\d+)*/"}, ("number",)),
    "anything": Shape("anything"),
    "template": Shape("text", TEXT, _SCALARS),
    "amount": Shape(
        "number, 0 or more", {"type": ["number", "string"], "minimum": 0, "pattern": r"^\s*-?\d+(\.\d+)?\s*$"}
    ),
    "currency": Shape("three letters such as `GBP`", _whole("[A-Za-z]{3}")),
    "form_address": Shape(
        "`https://` address",
        _whole(rf"({_anycase('https')})://[^\u0000-\u0020\u007f\\<>\u0022/?#@:]+(:\d+)?([/?#]{_SIGN}*)?"),
    ),
    "field_name": Shape("name of a field", _whole(r"([A-Za-z_][A-Za-z\d_\-]{0,39})?") | {"not": {"enum": [*TAKEN]}}),
    "vat_number": Shape("text such as `DE123456789`", _whole(r"[A-Za-z]{2} ?[A-Za-z\d][A-Za-z\d .\-]{3,20}")),
    "site_address": Shape("web address", _whole(_WEB.replace("<>", "<>?#"))),
    "_time_zone": Shape("name such as `Europe/London`", SAYS_SOMETHING),
    "_time_zone_in_words": Shape("text", TEXT, _SCALARS),
    "_per_page": Shape("1 to 1000", _digits(1000, r"1000|[1-9]\d{0,2}")),
    "_year": Shape("text or number", {"type": ["string", "integer"]}),
    "_folder": Shape("folder", SAYS_SOMETHING),
}
"""By the kinds’ names. Those made for one setting (choices, lists, patterns) carry what `shape_of` needs."""

_NAMES: dict[Any, str] = {kind: name for name, kind in vars(kinds).items() if callable(kind)}
"""Some kinds are made by functions, so that only the module knows their names."""

UNKNOWN = "?"
"""The words for a kind that nobody has described here yet; a test finds it."""


def shape_of(kind: Kind) -> Shape:
    """Return how a kind of value is typed."""
    if choices := getattr(kind, "choices", ()):
        written: Schema = {"anyOf": [{"enum": list(choices)}, word(*choices)]}
        words = {word for both in FLAG_WORDS.values() for word in both}
        return Shape(", ".join(f"`{name}`" for name in choices), written, ("boolean",) if words & {*choices} else ())
    if inner := getattr(kind, "item", None):
        one = shape_of(inner)
        return msgspec.structs.replace(one, words=f"list of: {one.words}", many=True)
    placeholders: tuple[str, ...] | None = getattr(kind, "placeholders", None)
    if placeholders is not None:
        return _address_pattern(placeholders)
    name = _NAMES.get(kind) or str(getattr(kind, "__name__", ""))
    return SHAPES.get(name, Shape(UNKNOWN))


def _address_pattern(placeholders: tuple[str, ...]) -> Shape:
    held = "".join(rf"|\{{{name}\}}" for name in placeholders)
    schema = _whole(rf"(/([^\s/{{}}]{held})+)+/")
    if "slug" in placeholders:
        schema["allOf"] = [{"pattern": r"\{slug\}"}]
    return Shape("pattern" if placeholders else "address of this site", schema)


def either(*schemas: Schema) -> Schema:
    """Return a schema for what fits one of these.

    Where it can be, that is one with several types, because every rule but `enum` speaks of one type only: of several
    forms an editor can merely say that none of them fits.
    """
    rules = [rule for schema in schemas for rule in schema if rule != "type"]
    if len({*rules}) < len(rules) or "anyOf" in rules:
        forms = (schema.get("anyOf", [schema]) for schema in schemas)
        return {"anyOf": [form for found in forms for form in found]}
    merged = {rule: value for schema in schemas for rule, value in schema.items()}
    return merged | {"type": [name for schema in schemas for name in _types(schema)]}


def _types(schema: Schema) -> list[str]:
    return [schema["type"]] if isinstance(schema["type"], str) else schema["type"]


def allow(schema: Schema, *types: str) -> Schema:
    """Return the schema with these types as well."""
    return either(schema, {"type": list(types)}) if schema and types else schema
