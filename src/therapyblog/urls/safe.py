"""Which addresses a post may lead to: http, https, mailto, tel, sms, and addresses of the site itself.

Browsers accept more than is obvious (WHATWG URL): they drop tabs and line ends, take `\\` for `/`, and find a host
after `//`. Addresses that rely on that are refused.
"""

from __future__ import annotations

import re

SCHEMES = frozenset(("http", "https", "mailto", "tel", "sms"))

_ORDINARY = re.compile(
    r"https?://[A-Za-z0-9][^\s\\]*|[A-Za-z0-9._-]+(?:/[^\s\\:]*)?|/(?:[A-Za-z0-9._-][^\s\\]*)?|#[^\s\\]*"
)
_TRICKS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_HEAD = re.compile(r"[^/?#]*")
_WITH_HOST = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


def is_safe(address: str) -> bool:
    """Say whether a link or a picture may point to this address; relative ones, `/x` and `#x` are safe."""
    if _ORDINARY.fullmatch(address):
        return True
    if _TRICKS.search(address):
        return False
    address = address.strip()
    if address.startswith("//"):
        return False
    head = _HEAD.match(address)
    scheme, colon, _ = head.group().partition(":") if head else ("", "", "")
    if not colon:
        return True
    if scheme.lower() in ("http", "https"):
        return bool(_WITH_HOST.match(address))
    return scheme.lower() in SCHEMES
