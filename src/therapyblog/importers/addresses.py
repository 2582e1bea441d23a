"""Addresses taken apart as `urllib.parse` does it, but from texts that may be no addresses at all.

`urllib.parse` raises `ValueError` for brackets that hold no IP address (`http://[here]`), and exports have such links.
"""

from __future__ import annotations

from urllib import parse
from urllib.parse import SplitResult

_NOTHING = SplitResult("", "", "", "", "")


def urlsplit(address: str) -> SplitResult:
    """Return the parts of an address; all are empty where it is none."""
    try:
        return parse.urlsplit(address)
    except ValueError:
        return _NOTHING


def urljoin(base: str, address: str) -> str:
    """Return the whole address of a link on a page at `base`; the link itself where one of them is no address."""
    try:
        return parse.urljoin(base, address)
    except ValueError:
        return address


def without_fragment(address: str) -> str:
    """Return an address without what stands behind its `#`."""
    return address.partition("#")[0]
