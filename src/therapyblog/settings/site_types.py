"""Kinds of values that only `therapyblog.toml` needs: time zones, patterns of addresses, money, tax numbers."""

from __future__ import annotations

import posixpath
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from therapyblog.model.site_folder import SOURCE_FOLDERS, is_inside_site
from therapyblog.settings.currencies import CURRENCIES
from therapyblog.settings.json_types import SAYS_SOMETHING, SCALARS, TEXT, digits, matching
from therapyblog.settings.nodes import Node
from therapyblog.settings.types import (
    ValueKind,
    Wrong,
    counting,
    kind,
    line_of_text,
    named,
    number,
    required_text,
    said,
    text,
)

TAKEN = ("name", "email", "message", "phone", "consent")
"""The fields that visitors fill in."""


@kind("number, 0 or more", {"type": ["number", "string"], "minimum": 0, "pattern": r"^\s*-?\d+(\.\d+)?\s*$"})
def amount(node: Node) -> float:
    """A number that is not below 0: money."""
    price = number(node)
    if price < 0:
        raise Wrong(
            f"should be 0 or more, not {named(node)}", "write the price without a sign, for example 60 or 47.50"
        )
    return price


@kind("three letters such as `GBP`", matching("[A-Za-z]{3}"))
def currency(node: Node) -> str:
    """The three letters of a currency (ISO 4217)."""
    value = required_text(node)
    if value.upper() not in CURRENCIES:
        raise Wrong(f"{said(value)} is not a currency’s three letters", "write GBP, EUR, USD, CHF …")
    return value.upper()


@kind("name of a field", matching(r"([A-Za-z_][A-Za-z\d_\-]{0,39})?") | {"not": {"enum": [*TAKEN]}})
def field_name(node: Node) -> str:
    """The name of a form's field that no visitor fills in; empty for none."""
    value = text(node)
    if not re.fullmatch(r"([A-Za-z_][\w-]{0,39})?", value, re.ASCII):
        raise Wrong(f"{said(value)} is not a name for a field", "use letters, digits, - and _, for example _gotcha")
    if value in TAKEN:
        raise Wrong(f"{said(value)} is a field that visitors fill in", "use another name, for example _gotcha")
    return value


@kind("text such as `DE123456789`", matching(r"[A-Za-z]{2} ?[A-Za-z\d][A-Za-z\d .\-]{3,20}"))
def vat_number(node: Node) -> str:
    """A number for value added tax: a country's two letters, then what that country makes of it."""
    value = required_text(node)
    if not re.fullmatch(r"[A-Z]{2} ?[0-9A-Z][0-9A-Z .-]{3,20}", value.upper()):
        raise Wrong(f"{said(value)} is not a VAT number", "write it with its country, for example DE123456789")
    return value.upper()


@kind("name such as `Europe/London`", SAYS_SOMETHING)
def time_zone(node: Node) -> str:
    """The name of a time zone that the system knows."""
    name = required_text(node)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong(f"{said(name)} is not a time zone", "write it as Europe/London or America/New_York") from None
    return name


@kind("text", TEXT, also=SCALARS)
def time_zone_in_words(node: Node) -> str:
    """A time zone as people say it, or as computers do; what looks like the latter must be one."""
    name = line_of_text(node)
    return time_zone(node) if re.fullmatch(r"[A-Za-z_]+(/[A-Za-z_+-]+)+", name) else name


@kind("1 to 1000", digits(1000, r"1000|[1-9]\d{0,2}"))
def per_page(node: Node) -> int:
    """How many posts stand on one page."""
    count = counting(node)
    if count > 1000:  # noqa: PLR2004 - a page of more is no page
        raise Wrong("should be 1000 or less", "write 10")
    return count


@kind("text or number", {"type": ["string", "integer"]})
def year(node: Node) -> str:
    """A year, which need not have quotes."""
    return str(node.value) if type(node.value) is int else text(node)


def pattern(*allowed: str, slug: bool = True, file: bool = False) -> ValueKind[str]:
    """A pattern for addresses that may hold these placeholders; a plain address where there are none.

    `file` says that it may end in `.html`: nothing lies below such an address, no feed and no second page.
    """
    end = r"(/|\.html)" if file else "/"

    def read(node: Node) -> str:
        typed = required_text(node)
        names = re.findall(r"\{([^{}]*)\}", typed)
        unknown = next((name for name in names if name not in allowed), None)
        if unknown is not None:
            usable = ", ".join(f"{{{name}}}" for name in allowed)
            fix = f"use {usable}" if allowed else "write a plain address, for example /blog/"
            raise Wrong(f"has “{{{unknown}}}”, which means nothing here", fix)
        if not re.fullmatch(rf"(/(?:[\w~.-]|\{{\w+\}})+)+{end}", typed) or "/." in typed or "./" in typed:
            raise Wrong(
                f"{said(typed)} is not a pattern for addresses",
                "begin and end it with /, for example /blog/{slug}/" + (", or end it with .html" if file else ""),
            )
        if slug and "slug" not in names:
            raise Wrong(f"{said(typed)} would give every page one address", "put {slug} in it")
        return typed

    placeholders = "".join(rf"|\{{{name}\}}" for name in allowed)
    schema = matching(rf"(/([^\s/{{}}]{placeholders})+)+" + end)
    if slug:
        schema["allOf"] = [{"pattern": r"\{slug\}"}]
    return ValueKind(read, "pattern" if allowed else "address of this site", schema)


@kind("text", SAYS_SOMETHING, also=SCALARS)
def theme_name(node: Node) -> str:
    """The name of a theme, exactly as typed."""
    if not (isinstance(node.value, str) and node.value.strip()):
        raise Wrong(f"should be the name of a theme, not {named(node)}", 'write name = "calm"')
    return node.value


_ELSEWHERE = "name a folder in the site folder, such as public; to write to another place, build with --out"
_KEPT_BY_GIT = (".git", ".hg", ".svn")


@kind("folder", SAYS_SOMETHING)
def folder(node: Node) -> str:
    """A folder in the site folder that holds none of its sources."""
    typed = required_text(node)
    if not is_inside_site(typed):
        raise Wrong(f"{said(typed)} leads out of the site folder", _ELSEWHERE)
    path = posixpath.normpath(typed)
    parts = path.casefold().split("/")
    if path == ".":
        raise Wrong(f"{said(typed)} is the site folder itself", _ELSEWHERE)
    if parts[0] in SOURCE_FOLDERS:
        raise Wrong(f"{said(typed)} is where the site’s own files lie", _ELSEWHERE)
    if not {*parts}.isdisjoint(_KEPT_BY_GIT):
        raise Wrong(f"{said(typed)} is where {path.split('/')[0]} keeps its own files", _ELSEWHERE)
    return path
