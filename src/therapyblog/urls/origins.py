"""Origins: which server an address belongs to (RFC 6454), as a browser reads the address."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CONTROLS = "".join(map(chr, range(0x21)))
_DROPPED = str.maketrans("", "", "\t\n\r")
# `https:x` means the server x where the page itself was not loaded by https, for example from a disk.
_AUTHORITY = re.compile(
    r"(?:(https?|wss?|ftp):[/\\]*|(file):[/\\]{2}(?:[/\\]{2,})?|[/\\]{2,})([^/\\?#]*)", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?")


def as_read(address: str) -> str:
    """Return an address without the characters that a browser drops from it (WHATWG URL, 4.4)."""
    return address.strip(_CONTROLS).translate(_DROPPED)


def origin_of(address: str) -> str:
    """Return the origin of an address that names a server, such as `https://example.org`; empty for any other.

    The result is ASCII and nothing but an origin, so that it may be used in a policy. An invalid host becomes
    `invalid`, which never resolves (RFC 2606).
    """
    match = _AUTHORITY.match(as_read(address))
    host = match[3].rpartition("@")[2].lower() if match else ""
    if match is None or not host:
        return ""
    scheme = (match[1] or match[2] or "https").lower()
    host = host.removesuffix(":443" if scheme in ("https", "wss") else ":80")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            host = "invalid"
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'invalid'}"


def is_data(address: str) -> bool:
    """Say whether this is a `data:` address (RFC 2397)."""
    return as_read(address)[:5].lower() == "data:"


def origins(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the origins of these addresses, each once, in order."""
    return tuple(sorted({origin for address in addresses if (origin := origin_of(address))}))
