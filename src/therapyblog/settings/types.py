"""Kinds of values: text, numbers, days, words to choose from, lists.

A kind is an object that knows how a value is read, how the manual names it, and its JSON Schema. It is made of the
function that reads, by the decorator `kind`, so that all three stand in one place:

    @kind("whole number", digits(10**9 - 1, r"\\d{1,9}", least=0))
    def whole(node: Node) -> int: ...

The same kinds serve the settings at the top of a file (where every leaf is text) and `therapyblog.toml` (where leaves
have types). Addresses are read by `address_kinds`, what only the settings of a site need by `site_kinds`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from therapyblog.model.documents import When
from therapyblog.model.languages import language_tag
from therapyblog.settings.comments import take_out
from therapyblog.settings.dates import DateError, read_when
from therapyblog.settings.json_types import (
    BLANK,
    SAYS_SOMETHING,
    SCALARS,
    TEXT,
    Schema,
    digits,
    matching,
    word,
)
from therapyblog.settings.nodes import Node

T = TypeVar("T")


class ValueKind(msgspec.Struct, Generic[T], frozen=True):
    """A kind of value. Call it with a node to read the value; it raises `Wrong` with plain words."""

    read: Callable[[Node], T]
    words: str
    """What the manual calls it."""
    schema: Schema = {}
    also: tuple[str, ...] = ()
    """JSON types that other readers take such a text for at the top of a file, where it has no quotes."""
    many: bool = False
    """A list of them may stand there, too."""
    choices: tuple[str, ...] = ()
    """The words to choose from, where it is a choice."""

    def __call__(self, node: Node) -> T:
        """Read a value; raises `Wrong`."""
        return self.read(node)


def kind(
    words: str, schema: Schema, *, also: tuple[str, ...] = (), many: bool = False
) -> Callable[[Callable[[Node], T]], ValueKind[T]]:
    """Make a kind of the function below, which reads a node."""
    return lambda read: ValueKind(read, words, schema, also, many)


class Wrong(Exception):
    """A value is not what it should be. `at` is the node that is wrong, where it is an inner one."""

    def __init__(self, says: str, fix: str, *, at: Node | None = None, code: str = "") -> None:
        super().__init__(says)
        self.says, self.fix, self.at, self.code = says, fix, at, code


@kind("text", TEXT, also=SCALARS)
def text(node: Node) -> str:
    """Text; surrounding white space goes, and so do comments, which are never shown."""
    if sentence := sentence_of(node):
        raise Wrong("holds a text with a colon, which needs quotes", f"write {sentence}")
    if not isinstance(node.value, str):
        raise Wrong(f"should be text, not {named(node)}", 'write it in quotes: "…"')
    words, is_closed = take_out(node.value.strip(" \t\n\u00a0"))
    if not is_closed:
        raise Wrong("holds a comment that is not closed", "write `-->` where it ends, or take `<!--` out")
    return words


@kind("text", SAYS_SOMETHING, also=SCALARS)
def required_text(node: Node) -> str:
    """Text that says something."""
    value = text(node)
    if not value:
        raise Wrong("is empty", "write something, or remove the line")
    return value


@kind("text", TEXT, also=SCALARS)
def line_of_text(node: Node) -> str:
    """Text for one line: line ends and runs of plain spaces become one space."""
    return re.sub(r"[ \t\n]+", " ", text(node))


@kind("text", TEXT, also=SCALARS)
def template(node: Node) -> str:
    """The name of a template; `fees` is `fees.html`."""
    value = text(node)
    return f"{value}.html" if value and "." not in value else value


@kind("text, or a list", SAYS_SOMETHING, also=SCALARS, many=True)
def texts(node: Node) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(node.value, tuple):
        return tuple(_item(required_text, item) for item in node.value)
    if isinstance(node.value, dict) and not sentence_of(node):
        raise Wrong(f"should be a list, not {named(node)}", 'write it as ["one", "two"]')
    text = required_text(node)
    return (text,)


@kind("list, or text with commas", SAYS_SOMETHING, also=SCALARS, many=True)
def comma_texts(node: Node) -> tuple[str, ...]:
    """A list of texts, or one text with commas between them."""
    if isinstance(node.value, tuple):
        return texts(node)
    return tuple(part.strip() for part in required_text(node).split(",") if part.strip())


@kind("whole number", digits(10**9 - 1, r"\d{1,9}", least=0))
def whole(node: Node) -> int:
    """A whole number, not negative."""
    value = node.value
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    raise Wrong(f"should be a whole number, 0 or more, not {named(node)}", "write digits only, for example 2")


@kind("number from 1", digits(10**9 - 1, r"[1-9]\d{0,8}"))
def counting(node: Node) -> int:
    """A whole number from 1."""
    count = whole(node)
    if count < 1:
        raise Wrong("should be 1 or more", "count from 1")
    return count


@kind("number", {"type": ["number", "string"], "pattern": r"^\s*-?\d+(\.\d+)?\s*$"})
def number(node: Node) -> float:
    """A number, with decimals or without."""
    value = node.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
        return float(value)
    raise Wrong(f"should be a number, not {named(node)}", "write digits, for example 60 or 47.50")


FLAG_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@kind("true or false", word(*FLAG_WORDS) | {"type": ["boolean", "string"]})
def flag(node: Node) -> bool:
    """Yes or no: TOML's `true` and `false`, or the words."""
    value = node.value
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in FLAG_WORDS:
        return FLAG_WORDS[value.strip().lower()]
    raise Wrong(f"should be true or false, not {named(node)}", "write true or false")


@kind(
    "number from 1, or `false`",
    {"anyOf": [digits(10**9 - 1, r"[1-9]\d{0,8}"), word("false", "no", "off"), {"enum": [False]}]},
)
def menu_place(node: Node) -> int:
    """A place in the menu, counted from 1, or `false`, which is 0."""
    if FLAG_WORDS.get(str(node.value).strip().lower()) is False:
        return 0
    try:
        return counting(node)
    except Wrong:
        fix = "write its place, for example 1, or false to leave it out of the menu"
        raise Wrong(f"should be a number from 1, or false, not {named(node)}", fix) from None


_WORD = r"[^\s\d.,/]{2,20}"
_DATE: Schema = {
    "type": "string",
    "pattern": (
        r"^\s*("
        r"\d{4}([\-/.])\d{1,2}([\-/.])\d{1,2}|\d{1,2}([\-/.])\s?\d{1,2}([\-/.])\s?\d{4}"
        rf"|(.*[^\d])?\d{{1,2}}.*[\s/\-]{_WORD}[.,]*[\s/\-].*\d{{4}}|{_WORD}\.?,?\s.*\d{{1,2}}.*\s\d{{4}}"
        rf"|\d{{4}}[\s/\-]{_WORD}\.?[\s/\-]\d{{1,2}}"
        r")([^\d].*)?$"
    ),
}


@kind("date", _DATE)
def when(node: Node) -> When:
    """A date with an optional time of day, exactly as typed."""
    value = node.value
    if isinstance(value, dt.datetime):
        offset = value.utcoffset()
        minutes = None if offset is None else int(offset.total_seconds() // 60)
        return When(date=value.date(), time=value.time().replace(microsecond=0), offset=minutes)
    if isinstance(value, dt.date):
        return When(date=value)
    try:
        return read_when(required_text(node))
    except DateError as error:
        raise Wrong(f"cannot be read: {error}", error.fix, code="TB-SET-012") from None


@kind("date", _DATE)
def day(node: Node) -> dt.date:
    """A date; a time of day behind it is dropped."""
    return when(node).date


def choice(*names: str) -> ValueKind[str]:
    """One of a few words; case does not matter."""
    spelt = {name.lower(): name for name in names}

    def read(node: Node) -> str:
        if not isinstance(node.value, str):
            quoted = [f'"{name}"' for name in names]
            raise Wrong(f"should be {_either(names)}, not {named(node)}", f"write {_either(quoted)}")
        value = text(node).lower()
        if value not in spelt:
            raise Wrong(f"is {said(text(node))}, which is not one of the choices", f"write {_either(names)}")
        return spelt[value]

    schema: Schema = {"anyOf": [{"enum": list(names)}, word(*names)]}
    also = ("boolean",) if {*names} & {*FLAG_WORDS} else ()
    return ValueKind(read, ", ".join(f"`{name}`" for name in names), schema, also, choices=names)


@kind("tag such as `fr` or `en-GB`", matching(r"[A-Za-z]{2,3}([_\-][A-Za-z0-9]{1,8})*"), also=("boolean",))
def language(node: Node) -> str:
    """A language tag (BCP 47), in its usual spelling: `en-GB`, `pt-BR`, `zh-Hant`."""
    value = required_text(node)
    tag = language_tag(value)
    if tag is None:
        raise Wrong(f"{said(value)} is not a language tag", "write it as en-GB, de or pt-BR")
    return tag


@kind("two letters", matching(r"[A-Za-z]{2}"), also=("boolean",))
def country(node: Node) -> str:
    """A country's two letters (ISO 3166-1)."""
    value = required_text(node)
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise Wrong(f"{said(value)} is not a country’s two letters", "write GB, IE, US, DE …")
    code = value.upper()
    if code in _NO_COUNTRIES or not (code in _AT_HAND or _is_territory(code)):
        meant = {"UK": "GB", "EN": "GB", "SP": "ES"}.get(code, "")
        fix = f"write {meant}" if meant else "write the two letters of the country: GB, IE, US, DE …"
        raise Wrong(f"{said(value)} is no country’s two letters", fix)
    return code


_AT_HAND = frozenset(("GB", "IE", "US", "CA", "AU", "NZ", "DE", "AT", "CH", "FR", "ES", "NL", "IT", "PT", "PL", "BE"))
"""Countries that need not be looked up, which takes 20 ms."""
_NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
"""Codes that the field's data has names for, but that are no countries."""


def _is_territory(code: str) -> bool:
    from babel import Locale  # noqa: PLC0415 - 20 ms that few sites need

    return code in Locale("en").territories


_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.IGNORECASE)


@kind("DOI", {"type": "string", "pattern": rf"^{BLANK}$|10\.\d{{4,9}}(\.\d+)*/"}, also=("number",))
def doi(node: Node) -> str:
    """A digital object identifier, with or without the address before it: `10.1037/h0045357`."""
    value = text(node)
    match = _DOI.fullmatch(value)
    if value and not match:
        raise Wrong(f"{said(value)} is not a DOI", "write it as 10.1037/h0045357, or use `url` instead")
    return match[1] if match else ""


def list_of(item: ValueKind[T]) -> ValueKind[tuple[T, ...]]:
    """A list whose items are all of one kind; a single item may stand alone."""

    def read(node: Node) -> tuple[T, ...]:
        items = node.value if isinstance(node.value, tuple) else (node,)
        return tuple(_item(item, inner) for inner in items)

    return ValueKind(read, f"list of: {item.words}", item.schema, item.also, many=True)


def _item(kind: ValueKind[T], node: Node) -> T:
    try:
        return kind(node)
    except Wrong as error:
        error.at = node
        raise


def sentence_of(node: Node) -> str:
    """Return in quotes what was meant as text, but reads as a name and a value for its colon; else nothing."""
    if not isinstance(node.value, dict) or len(node.value) != 1:
        return ""
    ((name, inner),) = node.value.items()
    if re.fullmatch(r"[a-z][\w-]*", name) or not isinstance(inner.value, (str, type(None))):
        return ""
    return '"' + f"{name}: {inner.value or ''}".strip().replace("\\", "\\\\").replace('"', '\\"') + '"'


def said(text: str) -> str:
    """Quote what was typed, as much of it as a message can hold."""
    return f"“{text}”" if len(text) <= _LONGEST_SAID else f"“{text[:_LONGEST_SAID]}…”"


_LONGEST_SAID = 60


def named(node: Node) -> str:
    """Name what was typed, for a message."""
    value = node.value
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a group of settings"
    if isinstance(value, tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return said(value)
    return str(value)


def _either(names: tuple[str, ...] | list[str]) -> str:
    """`a, b or c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
