"""Addresses that are names: `[[Page#heading]]` leads to the text that has this name, wherever it lies."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"(?:[^\w/.+]|_)+")
_SET = re.compile(r"['‘’…]|\.{2,}")
"""What is set otherwise in a title than it is typed, and belongs to a word."""


def wiki_address(name: str) -> str:
    """Return the address that stands for a name."""
    return f"[[{name}]]"


def wiki_name(address: str) -> str | None:
    """Return the name that an address stands for; `None` where it is an address like others."""
    return address[2:-2] if address.startswith("[[") and address.endswith("]]") else None


def folded(name: str) -> str:
    """Return a name as it is compared: without case, `.md` and marks."""
    name = unicodedata.normalize("NFC", name).casefold().strip().removesuffix(".md").strip("/")
    return _BETWEEN.sub(" ", _SET.sub("", name)).strip()
