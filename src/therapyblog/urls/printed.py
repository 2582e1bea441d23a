"""What paper says of a link that cannot be pressed there."""

from __future__ import annotations

import re
from urllib.parse import unquote

from therapyblog.urls.telephone import bare_number

_NUMBER = re.compile(r"(?:tel|sms):([^?;]+)", re.IGNORECASE)
_MAIL = re.compile(r"mailto:([^?]+)", re.IGNORECASE)
_FEWEST_DIGITS = 3


def printed(address: str, words: str) -> str:
    """Return the number or mail address that a link leads to, where its words do not say it; else nothing."""
    if found := _MAIL.match(address):
        mail = unquote(found[1])
        return "" if mail.lower() in words.lower() else mail
    if found := _NUMBER.match(address):
        return "" if len(bare_number(words)) >= _FEWEST_DIGITS else unquote(found[1])
    return ""


def says_itself(address: str, words: str) -> bool:
    """Say whether the words of a link to a page are its address, with or without `https://`."""
    return words.rstrip("/").endswith(address.partition("://")[2].rstrip("/"))
