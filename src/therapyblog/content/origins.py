"""Origins: which server an address belongs to (RFC 6454), as a browser reads the address."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A browser drops tabs and line ends, and reads \ as / (WHATWG URL, 4.4).
_ORIGIN = re.compile(r"\s*(?:(https?|wss?):)?[/\\]{2,}(?:[^/\\?#@]*@)?([^/\\?#@\s]+)", re.IGNORECASE)
_DROPPED = str.maketrans("", "", "\t\n\r")
_HOST = re.compile(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?")


def origin_of(address: str) -> str:
    """Return the origin of an address that names a server, such as `https://example.org`; empty for any other.

    What comes out is ASCII and holds nothing but an origin, so that it may stand in a policy. A host that is none
    comes out as `invalid`, which leads nowhere (RFC 2606).
    """
    found = _ORIGIN.match(address.translate(_DROPPED))
    if found is None:
        return ""
    scheme = (found[1] or "https").lower()
    host = found[2].lower().removesuffix(":443" if scheme in ("https", "wss") else ":80")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            host = "invalid"
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'invalid'}"


def origins(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the origins of these addresses, each once, in order."""
    return tuple(sorted({origin for address in addresses if (origin := origin_of(address))}))
