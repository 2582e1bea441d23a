"""Telephone numbers in addresses (`tel:`, `sms:`)."""

from __future__ import annotations

import re


def bare_number(number: str) -> str:
    """Return a telephone number without the characters between its digits and without `(0)` (RFC 3966)."""
    return re.sub(r"[^\d+]", "", number.replace("(0)", ""))
