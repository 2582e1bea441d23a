"""The server that a web address names, parsed strictly: a setting must name exactly the server that a browser asks."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

_ADDRESS = re.compile(r"(https?|wss?)://([^/?#]*)(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SIGNS = ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No", "So")
_LONGEST_HOST, _LAST_PORT = 253, 65535
_USUAL_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}

NO_HOST, NAMED, NO_PORT = "no host", "a name before the host", "no port"


class Server(NamedTuple):
    """The server of an address: the host in lower case and ASCII, the port where it is not the default."""

    scheme: str
    host: str
    port: int | None

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")


class NoServer(ValueError):
    """An address names no server that a browser could ask; the argument is one of the three reasons above."""


def server_of(address: str) -> Server:
    """Return the server that an address with `http`, `https`, `ws` or `wss` names. Raises `NoServer`."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise NoServer(NO_HOST)
    scheme, authority = match[1].lower(), match[2]
    if "@" in authority:
        raise NoServer(NAMED)
    # An IPv6 address holds colons, too, but between brackets.
    host, colon, port = authority.rpartition(":") if re.search(r":[^\]]*$", authority) else (authority, "", "")
    ascii_host = _ascii(host)
    if not ascii_host:
        raise NoServer(NO_HOST)
    if colon and not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) <= _LAST_PORT):
        raise NoServer(NO_PORT)
    return Server(scheme, ascii_host, int(port) if colon and int(port) != _USUAL_PORTS[scheme] else None)


def _ascii(host: str) -> str:
    """Return a host in ASCII (RFC 5891, WHATWG URL 3.5); empty where it is invalid."""
    try:
        if host.startswith("["):
            return f"[{IPv6Address(host[1:-1])}]" if host.endswith("]") and "%" not in host else ""
        labels = [_ascii_label(label) for label in host.removesuffix(".").split(".")]
        # What ends in a number is an IPv4 address or nothing.
        if _NUMBER.fullmatch(labels[-1]):
            return str(IPv4Address(".".join(labels)))
    except ValueError:
        return ""
    named = len(labels) > 1 or labels == ["localhost"]
    fine = named and all(map(_LABEL.fullmatch, labels)) and len(host) <= _LONGEST_HOST
    return ".".join(labels) + ("." if host.endswith(".") else "") if fine else ""


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label.lower()
    # Python's codec implements only IDNA 2003; browsers keep ß and accept newer letters.
    label = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).lower())
    if label.isascii():
        return label
    # Letters, their accents, digits and emoji.
    fine = all(unicodedata.category(sign) in _SIGNS or sign in "-_·" for sign in label)
    return f"xn--{label.encode('punycode').decode('ascii')}" if fine else ""
