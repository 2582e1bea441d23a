"""Kinds of values: from what was typed to what it should be. Each raises `Wrong` with plain words.

A kind is a function from a node to a value, so a table of settings reads like documentation:
`"date": Key(when)`. The same kinds serve the settings at the top of a file (where every leaf is text)
and `therapyblog.toml` (where leaves have types).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

from therapyblog.content.comments import take_out
from therapyblog.content.dates import FORMS, read_when
from therapyblog.content.nodes import Node, plain
from therapyblog.content.servers import NAMED, NO_HOST, NO_PORT, NoServer, server_of
from therapyblog.model.documents import When
from therapyblog.model.languages import language_tag

Kind = Callable[[Node], Any]


class Wrong(Exception):
    """A value is not what it should be. `at` is the node that is wrong, where it is an inner one."""

    def __init__(self, says: str, fix: str, *, at: Node | None = None, code: str = "") -> None:
        super().__init__(says)
        self.says, self.fix, self.at, self.code = says, fix, at, code


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


def required_text(node: Node) -> str:
    """Text that says something."""
    found = text(node)
    if not found:
        raise Wrong("is empty", "write something, or remove the line")
    return found


def line_of_text(node: Node) -> str:
    """Text for one line: line ends and runs of plain spaces become one space."""
    return re.sub(r"[ \t\n]+", " ", text(node))


def template(node: Node) -> str:
    """The name of a template; `fees` is `fees.html`."""
    value = text(node)
    return f"{value}.html" if value and "." not in value else value


def texts(node: Node) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(node.value, tuple):
        return tuple(_inner(required_text, item) for item in node.value)
    if isinstance(node.value, dict) and not sentence_of(node):
        raise Wrong(f"should be a list, not {named(node)}", 'write it as ["one", "two"]')
    found = required_text(node)
    return (found,)


def comma_texts(node: Node) -> tuple[str, ...]:
    """A list of texts, or one text with commas between them."""
    if isinstance(node.value, tuple):
        return texts(node)
    return tuple(part.strip() for part in required_text(node).split(",") if part.strip())


def whole(node: Node) -> int:
    """A whole number, not negative."""
    value = node.value
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    raise Wrong(f"should be a whole number, 0 or more, not {named(node)}", "write digits only, for example 2")


def counting(node: Node) -> int:
    """A whole number from 1."""
    found = whole(node)
    if found < 1:
        raise Wrong("should be 1 or more", "count from 1")
    return found


def number(node: Node) -> float:
    """A number, with decimals or without."""
    value = node.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
        return float(value)
    raise Wrong(f"should be a number, not {named(node)}", "write digits, for example 60 or 47.50")


def flag(node: Node) -> bool:
    """Yes or no: TOML's `true` and `false`, or the words."""
    value = node.value
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if isinstance(value, str) and value.strip().lower() in words:
        return words[value.strip().lower()]
    raise Wrong(f"should be true or false, not {named(node)}", "write true or false")


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
    except ValueError as wrong:
        raise Wrong(f"cannot be read: {wrong}", f"write it as {FORMS}", code="TB-SET-012") from None


def day(node: Node) -> dt.date:
    """A date; a time of day behind it is dropped."""
    return when(node).date


def choice(*names: str) -> Kind:
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

    read.choices = names  # type: ignore[attr-defined]
    return read


_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"]")
_INVISIBLE = re.compile(r"[\u00a0\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MAILBOX = r"[^\s@<>\"'(),:;\\\[\]]{1,64}@(?:[^\s@.<>\"'(),:;\\\[\]/?#%&]+\.)+[^\s@.<>\"'(),:;\\\[\]/?#%&]{2,}"

_NO_SERVER = {
    NO_HOST: ("names no website", "write it as https://www.example.org/page"),
    NAMED: ("holds a name or a password before the @", "write only what stands behind the @, with https:// in front"),
    NO_PORT: ("holds a port that no server has", "leave out the colon behind the name and what follows it up to the /"),
}


def refuse_unsafe_signs(value: str) -> None:
    """Raise `Wrong` where an address holds a sign that no address may hold, or that browsers read generously."""
    if _UNSAFE.search(value):
        raise Wrong(f"{said(value)} is not an address", "remove spaces, quotation marks and backslashes from it")
    if found := _INVISIBLE.search(value):
        says = f"{said(value)} holds the invisible sign U+{ord(found[0]):04X}"
        raise Wrong(says, "delete it there, or type the address anew")


def web_address(node: Node) -> str:
    """A web address; `targets.any_address` reads all the addresses that a button may lead to."""
    value = required_text(node)
    refuse_unsafe_signs(value)
    found = _SCHEME.match(value)
    if not found or not value[found.end() :].strip("/"):
        raise Wrong(f"{said(value)} is not an address that can be used here", "begin it with https://")
    try:
        server_of(value)
    except NoServer as error:
        says, fix = _NO_SERVER[str(error)]
        raise Wrong(f"{said(value)} {says}", fix) from None
    return value


def site_address(node: Node) -> str:
    """The address that a site lives at: a host, and perhaps a path below which it lies."""
    found = web_address(node)
    if "?" in found or "#" in found:
        raise Wrong(
            f"{said(found)} is more than a site's address", "write it without ? and #, for example https://example.org"
        )
    found = found.rstrip("/")
    # It stands in every page and in the settings of servers, where other signs mean something.
    if not re.fullmatch(r"[^/]*//[^/]*(?:/(?!\.{1,2}(?:/|$))(?:[\w.~@+,=-]|%[0-9A-Fa-f]{2})+)*", found):
        raise Wrong(
            f"{said(found)} holds a path that no site can lie below",
            "use letters, digits and - between single slashes, for example https://example.org/practice",
        )
    return found


def email(node: Node) -> str:
    """An email address: something, an @, and a host with a dot."""
    value = required_text(node).removeprefix("mailto:")
    if not re.fullmatch(_MAILBOX, value):
        raise Wrong(f"{said(value)} is not an email address", "write it as name@example.org")
    return value


_FEWEST_DIGITS, _MOST_DIGITS = 3, 17
"""Numbers of services have three digits; the longest have fifteen (ITU-T E.164), and two may stand before them."""


def phone(node: Node) -> str:
    """A telephone number as people write it: digits with spaces, a leading +, brackets, dots and hyphens."""
    value = required_text(node)
    digits = sum(map(str.isdigit, value))
    whole = re.fullmatch(r"\+?(?:[\d\s.\-/\u00a0]|\([\d\s]+\)){3,30}", value)
    if not whole or not _FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        raise Wrong(f"{said(value)} is not a telephone number", "write digits, for example +44 131 496 0123")
    return value


def language(node: Node) -> str:
    """A language tag (BCP 47), in its usual spelling: `en-GB`, `pt-BR`, `zh-Hant`."""
    value = required_text(node)
    tag = language_tag(value)
    if tag is None:
        raise Wrong(f"{said(value)} is not a language tag", "write it as en-GB, de or pt-BR")
    return tag


def country(node: Node) -> str:
    """A country's two letters (ISO 3166-1)."""
    value = required_text(node)
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise Wrong(f"{said(value)} is not a country’s two letters", "write GB, IE, US, DE …")
    found = value.upper()
    if found in _NO_COUNTRIES or not (found in _AT_HAND or _is_territory(found)):
        meant = {"UK": "GB", "EN": "GB", "SP": "ES"}.get(found, "")
        fix = f"write {meant}" if meant else "write the two letters of the country: GB, IE, US, DE …"
        raise Wrong(f"{said(value)} is no country’s two letters", fix)
    return found


_AT_HAND = frozenset(("GB", "IE", "US", "CA", "AU", "NZ", "DE", "AT", "CH", "FR", "ES", "NL"))
"""Countries that need not be looked up, which takes 20 ms."""
_NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
"""Codes that the field's data has names for, but that are no countries."""


def _is_territory(code: str) -> bool:
    from babel import Locale  # noqa: PLC0415 - 20 ms that few sites need

    return code in Locale("en").territories


_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.IGNORECASE)


def doi(node: Node) -> str:
    """A digital object identifier, with or without the address before it: `10.1037/h0045357`."""
    value = text(node)
    found = _DOI.fullmatch(value)
    if value and not found:
        raise Wrong(f"{said(value)} is not a DOI", "write it as 10.1037/h0045357, or use `url` instead")
    return found[1] if found else ""


def anything(node: Node) -> Any:
    """Whatever was typed, for themes."""
    return plain(node)


def list_of(kind: Kind) -> Kind:
    """A list whose items are all of one kind; a single item may stand alone."""

    def read(node: Node) -> tuple[Any, ...]:
        items = node.value if isinstance(node.value, tuple) else (node,)
        return tuple(_inner(kind, item) for item in items)

    read.item = kind  # type: ignore[attr-defined]
    return read


def _inner(kind: Kind, item: Node) -> Any:
    try:
        return kind(item)
    except Wrong as wrong:
        wrong.at = item
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
