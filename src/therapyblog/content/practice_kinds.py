"""Kinds of values that only the pages of a practice need: money, forms, tax numbers. See `kinds`."""

from __future__ import annotations

import re

from therapyblog.content.currencies import CURRENCIES
from therapyblog.content.kinds import Wrong, named, number, required_text, said, text, web_address
from therapyblog.content.nodes import Node

TAKEN = ("name", "email", "message", "phone", "consent")
"""The fields that visitors fill in."""

# A host and nothing before it: `https://name:word@host` would stand in every visitor's page.
_FORM = re.compile(
    r"""https://[\w-]+(\.[\w-]+)*\.?(:\d+)?([/?#][^\s\\<>"'`\x00-\x1f\x7f]*)?""",
    re.IGNORECASE,
)


def amount(node: Node) -> float:
    """A number that is not below 0: money."""
    found = number(node)
    if found < 0:
        raise Wrong(
            f"should be 0 or more, not {named(node)}", "write the price without a sign, for example 60 or 47.50"
        )
    return found


def currency(node: Node) -> str:
    """The three letters of a currency (ISO 4217)."""
    value = required_text(node)
    if value.upper() not in CURRENCIES:
        raise Wrong(f"{said(value)} is not a currency’s three letters", "write GBP, EUR, USD, CHF …")
    return value.upper()


def form_address(node: Node) -> str:
    """Where a form sends what was typed into it: `https://` with a host, so that nobody on the way can read it."""
    value = required_text(node)
    if not value.lower().startswith("https://"):
        raise Wrong(f"{said(value)} is not an address that can be used here", "begin it with https://")
    if not _FORM.fullmatch(value):
        raise Wrong(f"{said(value)} is not the address of a form", "copy it from your form service: https://…")
    return web_address(node)


def field_name(node: Node) -> str:
    """The name of a form's field that no visitor fills in; empty for none."""
    value = text(node)
    if not re.fullmatch(r"([A-Za-z_][\w-]{0,39})?", value, re.ASCII):
        raise Wrong(f"{said(value)} is not a name for a field", "use letters, digits, - and _, for example _gotcha")
    if value in TAKEN:
        raise Wrong(f"{said(value)} is a field that visitors fill in", "use another name, for example _gotcha")
    return value


def vat_number(node: Node) -> str:
    """A number for value added tax: a country's two letters, then what that country makes of it."""
    value = required_text(node)
    if not re.fullmatch(r"[A-Z]{2} ?[0-9A-Z][0-9A-Z .-]{3,20}", value.upper()):
        raise Wrong(f"{said(value)} is not a VAT number", "write it with its country, for example DE123456789")
    return value.upper()
