"""Where a button leads: a web address, an email address, a telephone number, or a page of this site.

A kind like those of `kinds`, but one that looks behind the scheme: a button that leads nowhere is found out by the
reader who needed it. What was probably meant is said in the way out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from therapyblog.content import kinds
from therapyblog.content.kinds import Wrong, said
from therapyblog.content.nodes import Node

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:www\.|[\w-]+\.)[\w.-]*[a-z]{2,}(?:[/?#].*)?", re.IGNORECASE)
_WANTED = "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"


def any_address(node: Node) -> str:
    """Read where a button, a menu entry or a booking link leads; a telephone number loses its spaces."""
    value = kinds.required_text(node)
    found = _SCHEME.match(value)
    scheme = found[1].lower() if found else ""
    read = _BY_SCHEME.get(scheme)
    # A host with a port reads as a scheme, and no scheme of ours has a dot in it.
    if read is None and (not scheme or "." in scheme):
        read = _without_scheme
    if read is None:
        raise Wrong(f"{said(value)} is not an address that can be used here", _WANTED)
    return read(value)


def _web(value: str) -> str:
    return kinds.web_address(Node(value))


def _mail(value: str) -> str:
    address, question, query = value[len("mailto:") :].partition("?")
    try:
        kinds.email(Node(address))
    except Wrong:
        says = f"{said(value)} holds no email address"
        raise Wrong(says, "write it as mailto:name@example.org") from None
    kinds.refuse_unsafe_signs(query)
    return f"mailto:{address.strip()}{question}{query}"


def _number(value: str) -> str:
    scheme, _, rest = value.partition(":")
    number, mark, more = _parted(rest)
    try:
        kinds.phone(Node(number))
    except Wrong:
        says = f"{said(value)} holds no telephone number"
        raise Wrong(says, f"write it as {scheme.lower()}:+441314960123") from None
    kinds.refuse_unsafe_signs(more)
    return f"{scheme.lower()}:{bare_number(number)}{mark}{more}"


def bare_number(number: str) -> str:
    """Return a telephone number without the signs between its digits (RFC 3966); a `(0)` behind the prefix goes."""
    return re.sub(r"[^\d+]", "", number.replace("(0)", ""))


def _parted(rest: str) -> tuple[str, str, str]:
    """Divide a number from its parameters (`;ext=5`, RFC 3966) or the words of a message (`?body=`, RFC 5724)."""
    place = next((index for index, sign in enumerate(rest) if sign in ";?"), len(rest))
    return rest[:place], rest[place : place + 1], rest[place + 1 :]


def _without_scheme(value: str) -> str:
    if value.startswith("/") and not value.startswith("//"):
        kinds.refuse_unsafe_signs(value)
        return value
    for kind, meant in ((kinds.email, f"mailto:{value}"), (kinds.phone, f"tel:{value}")):
        try:
            kind(Node(value))
        except Wrong:
            continue
        raise Wrong(f"{said(value)} does not say what kind of address it is", f"write {meant}")
    if _BARE_HOST.fullmatch(value) and not value.endswith((".md", ".html", ".htm")):
        raise Wrong(f"{said(value)} does not say what kind of address it is", f"write https://{value}")
    kinds.refuse_unsafe_signs(value)
    raise Wrong(f"{said(value)} is not an address that can be used here", _WANTED)


_BY_SCHEME: dict[str, Callable[[str], str]] = {
    "http": _web,
    "https": _web,
    "mailto": _mail,
    "tel": _number,
    "sms": _number,
}
