"""Addresses as people type them where an address of a page belongs → what they should have written."""

from __future__ import annotations

import re

from therapyblog.patterns import lazy_pattern

_LOCAL = lazy_pattern(
    r"[a-z]:[\\/]|[a-z]:[^/]*\.\w{2,5}$|file:|\\\\|~/|%USERPROFILE%"
    r"|//?(?:Users|home|Volumes|Documents and Settings|mnt|var/folders)/",
    re.IGNORECASE,
)
_MAIL = lazy_pattern(r"(?:mailto:)?\s*([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_PHONE = lazy_pattern(r"(?:tel:|phone:|call:)?\s*(\+?[\d(][\d\s().\u00a0-]{5,18}\d)", re.IGNORECASE)
_WEB = lazy_pattern(r"(?:https?|htp|htttps?)(?:://|:/|//|;//|:\\\\|/+:?|:)([\w-]+\.[\w.-]+\S*)", re.IGNORECASE)
_HOST = lazy_pattern(r"(?:www\.|[\w-]+\.(?:com|org|net|co|de|fr|uk|ie|eu)\b)")
_QUOTED = lazy_pattern(r"[“”„«»‘’\"'](.+?)[“”„«»‘’\"']?")
_TITLED = lazy_pattern(r"(\S+)\s+[“”„«‘](.+?)[”“»’]")
_WAYS = (
    (_MAIL, "for a mail address write", "mailto:"),
    (_PHONE, "for a telephone number write", "tel:"),
    (_WEB, "for another site write", "https://"),
    (_QUOTED, "take the quotation marks out:", ""),
)
"""What an address may be, what is said of it, and what stands before the right one."""


def is_local(address: str) -> bool:
    """Say whether an address is a place on somebody's own computer, or in a network at home."""
    return _LOCAL.match(address) is not None


def way_out(address: str, *, picture: bool = False) -> str:
    """Return what somebody should write who typed this where an address belongs; nothing where nobody can tell."""
    written = address.strip()
    if is_local(written):
        name = re.split(r"[\\/:]", written.rstrip("\\/"))[-1]
        folder = "/media/" + name.replace(" ", "-")
        says = "that is a place on your own computer, where no reader can go"
        return f"{says}: copy the file into media/ and write {folder}"
    if titled := _TITLED.fullmatch(written):
        return f'write straight quotation marks around its title: {titled[1]} "{titled[2]}"'
    if picture:
        return ""
    for pattern, what, before in _WAYS:
        if (slip := pattern.fullmatch(written)) and (slip[1] != written or before):
            right = re.sub(r"[^\d+]", "", slip[1].replace("(0)", "")) if pattern is _PHONE else slip[1]
            return f"{what} {before}{right}"
    return f"for another site write https://{written}" if _HOST.match(written) else ""
