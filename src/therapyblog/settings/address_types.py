"""Kinds of addresses: web addresses, email addresses, telephone numbers, and where a button leads.

An address that leads nowhere is found out by the reader who needed it, so these look behind the scheme. What was
probably meant is said in the way out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from therapyblog.patterns import lazy_pattern
from therapyblog.settings.json_types import any_case, matching
from therapyblog.settings.nodes import Node
from therapyblog.settings.types import Wrong, kind, required_text, said
from therapyblog.urls.fact_words import fact_word
from therapyblog.urls.servers import NAMED, NO_HOST, NO_PORT, NoServer, server_of
from therapyblog.urls.telephone import bare_number

_SIGN = r"[^\u0000-\u0020\u007f\\<>\u0022]"
_NO_SLASH = r"[^\u0000-\u0020\u007f\\<>\u0022/]"
_WEB = f"({any_case('http', 'https')})://{_SIGN}*{_NO_SLASH}{_SIGN}*"
_OTHER = f"({any_case('mailto', 'tel', 'sms')}):[ \\u00a0]*{_NO_SLASH}({_SIGN}|[ \\u00a0])*"
_HERE = f"/({_NO_SLASH}{_SIGN}*)?"
_WORD = r"(email|phone|booking)(/[^/?#\s]+)?([?][^#\s]*)?"

_SCHEME = lazy_pattern(r"https?:", re.IGNORECASE)
_UNSAFE = lazy_pattern(r"[\x00-\x20\x7f-\x9f\\<>\"]")
_INVISIBLE = lazy_pattern(r"[\u00a0\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MAILBOX = r"[^\s@<>\"'(),:;\\\[\]]{1,64}@(?:[^\s@.<>\"'(),:;\\\[\]/?#%&]+\.)+[^\s@.<>\"'(),:;\\\[\]/?#%&]{2,}"

_NO_SERVER = {
    NO_HOST: ("names no website", "write it as https://www.example.org/page"),
    NAMED: ("holds a name or a password before the @", "write only what stands behind the @, with https:// in front"),
    NO_PORT: ("holds a port that no server has", "leave out the colon behind the name and what follows it up to the /"),
}


def refuse_unsafe_signs(value: str) -> None:
    """Raise `Wrong` where an address holds a sign that no address may hold, or that browsers read generously."""
    if _UNSAFE.search(value):
        raise Wrong(f"{said(value)} is not an address", "remove spaces, quotation marks and backslashes from it")
    if match := _INVISIBLE.search(value):
        says = f"{said(value)} holds the invisible sign U+{ord(match[0]):04X}"
        raise Wrong(says, "delete it there, or type the address anew")


@kind("web address", matching(_WEB))
def web_address(node: Node) -> str:
    """A web address; `any_address` reads all that a button may lead to."""
    value = required_text(node)
    refuse_unsafe_signs(value)
    scheme = _SCHEME.match(value)
    if not scheme or not value[scheme.end() :].strip("/"):
        raise Wrong(f"{said(value)} is not an address that can be used here", "begin it with https://")
    try:
        server_of(value)
    except NoServer as error:
        says, fix = _NO_SERVER[str(error)]
        raise Wrong(f"{said(value)} {says}", fix) from None
    return value


@kind("web address", matching(_WEB.replace("<>", "<>?#")))
def site_address(node: Node) -> str:
    """The address that a site lives at: a host, and perhaps a path below which it lies."""
    address = web_address(node)
    if "?" in address or "#" in address:
        raise Wrong(
            f"{said(address)} is more than a site's address",
            "write it without ? and #, for example https://example.org",
        )
    address = address.rstrip("/")
    # It stands in every page and in the settings of servers, where other signs mean something.
    if not re.fullmatch(r"[^/]*//[^/]*(?:/(?!\.{1,2}(?:/|$))(?:[\w.~@+,=-]|%[0-9A-Fa-f]{2})+)*", address):
        raise Wrong(
            f"{said(address)} holds a path that no site can lie below",
            "use letters, digits and - between single slashes, for example https://example.org/practice",
        )
    return address


@kind("email address", matching(r"(mailto:)?[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@.<>,;]{2,}"))
def email(node: Node) -> str:
    """An email address: something, an @, and a host with a dot."""
    value = required_text(node).removeprefix("mailto:")
    if not re.fullmatch(_MAILBOX, value):
        raise Wrong(f"{said(value)} is not an email address", "write it as name@example.org")
    return value


_FEWEST_DIGITS, _MOST_DIGITS = 3, 17
"""Numbers of services have three digits; the longest have fifteen (ITU-T E.164), and two may stand before them."""


@kind("telephone number", matching(r"\+?[\d\s().\-/\u00a0]{3,30}"), also=("number",))
def phone(node: Node) -> str:
    """A telephone number as people write it: digits with spaces, a leading +, brackets, dots and hyphens."""
    value = required_text(node)
    count = sum(map(str.isdigit, value))
    whole = re.fullmatch(r"\+?(?:[\d\s.\-/\u00a0]|\([\d\s]+\)){3,30}", value)
    if not whole or not _FEWEST_DIGITS <= count <= _MOST_DIGITS:
        raise Wrong(f"{said(value)} is not a telephone number", "write digits, for example +44 131 496 0123")
    return value


# A host and nothing before it: `https://name:word@host` would stand in every visitor's page.
_FORM = lazy_pattern(
    r"""https://[\w-]+(\.[\w-]+)*\.?(:\d+)?([/?#][^\s\\<>"'`\x00-\x1f\x7f]*)?""",
    re.IGNORECASE,
)


@kind(
    "`https://` address",
    matching(rf"({any_case('https')})://[^\u0000-\u0020\u007f\\<>\u0022/?#@:]+(:\d+)?([/?#]{_SIGN}*)?"),
)
def form_address(node: Node) -> str:
    """Where a form sends what was typed into it: `https://` with a host, so that no network between can read it."""
    value = required_text(node)
    if not value.lower().startswith("https://"):
        raise Wrong(f"{said(value)} is not an address that can be used here", "begin it with https://")
    if not _FORM.fullmatch(value):
        raise Wrong(f"{said(value)} is not the address of a form", "copy it from your form service: https://…")
    return web_address(node)


_MEANT = dict.fromkeys(("e-mail", "mail", "mailto", "email"), "email")
_MEANT |= dict.fromkeys(("telephone", "tel", "call", "phone", "mobile"), "phone")
_MEANT |= dict.fromkeys(("book", "appointment", "booking_url", "booking"), "booking")
_ANY_SCHEME = lazy_pattern(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BARE_HOST = lazy_pattern(r"(?:www\.|[\w-]+\.)[\w.-]*[a-z]{2,}(?:[/?#].*)?", re.IGNORECASE)
_WANTED = "begin it with https://, mailto:, tel:, sms: or / (for a page of this site)"


@kind("address", matching(f"{_WEB}|{_OTHER}|{_HERE}|{_WORD}"))
def any_address(node: Node) -> str:
    """Read where a button, a menu entry or a booking link leads; a telephone number loses its spaces.

    A word for a fact that stands elsewhere (`therapyblog.urls.fact_words`) is an address, too.
    """
    value = required_text(node)
    if fact_word(value):
        refuse_unsafe_signs(value)
        return value
    if meant := _MEANT.get(value.casefold()):
        raise Wrong(f"{said(value)} is not an address that can be used here", f"write {meant}")
    match = _ANY_SCHEME.match(value)
    scheme = match[1].lower() if match else ""
    read = _BY_SCHEME.get(scheme)
    # A host with a port reads as a scheme, and no scheme of ours has a dot in it.
    if read is None and (not scheme or "." in scheme):
        read = _without_scheme
    if read is None:
        raise Wrong(f"{said(value)} is not an address that can be used here", _WANTED)
    return read(value)


def _web(value: str) -> str:
    return web_address(Node(value))


def _mail(value: str) -> str:
    address, question, query = value[len("mailto:") :].partition("?")
    try:
        email(Node(address))
    except Wrong:
        says = f"{said(value)} holds no email address"
        raise Wrong(says, "write it as mailto:name@example.org") from None
    refuse_unsafe_signs(query)
    return f"mailto:{address.strip()}{question}{query}"


def _number(value: str) -> str:
    scheme, _, rest = value.partition(":")
    number, mark, more = _parted(rest)
    try:
        phone(Node(number))
    except Wrong:
        says = f"{said(value)} holds no telephone number"
        raise Wrong(says, f"write it as {scheme.lower()}:+441314960123") from None
    refuse_unsafe_signs(more)
    return f"{scheme.lower()}:{bare_number(number)}{mark}{more}"


def _parted(rest: str) -> tuple[str, str, str]:
    """Divide a number from its parameters (`;ext=5`, RFC 3966) or the words of a message (`?body=`, RFC 5724)."""
    place = next((index for index, sign in enumerate(rest) if sign in ";?"), len(rest))
    return rest[:place], rest[place : place + 1], rest[place + 1 :]


def _without_scheme(value: str) -> str:
    if value.startswith("/") and not value.startswith("//"):
        refuse_unsafe_signs(value)
        return value
    for narrower, meant in ((email, f"mailto:{value}"), (phone, f"tel:{value}")):
        try:
            narrower(Node(value))
        except Wrong:
            continue
        raise Wrong(f"{said(value)} does not say what kind of address it is", f"write {meant}")
    if _BARE_HOST.fullmatch(value) and not value.endswith((".md", ".html", ".htm")):
        raise Wrong(f"{said(value)} does not say what kind of address it is", f"write https://{value}")
    refuse_unsafe_signs(value)
    raise Wrong(f"{said(value)} is not an address that can be used here", _WANTED)


_BY_SCHEME: dict[str, Callable[[str], str]] = {
    "http": _web,
    "https": _web,
    "mailto": _mail,
    "tel": _number,
    "sms": _number,
}
