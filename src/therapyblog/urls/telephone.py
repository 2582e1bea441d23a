"""Telephone numbers in addresses (`tel:`, `sms:`)."""

from __future__ import annotations

import re


def bare_number(number: str) -> str:
    """Return a telephone number without the signs between its digits (RFC 3966); a `(0)` behind the prefix goes."""
    return re.sub(r"[^\d+]", "", number.replace("(0)", ""))
