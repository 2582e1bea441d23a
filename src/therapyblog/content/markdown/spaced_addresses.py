"""Addresses of links and pictures with spaces in them: `[x](my leaflet.pdf)`, `[x](tel:+44 20 7946 0000)`.

CommonMark ends an address at its first space, and then there is no link. Here one that can only be an address goes on:
a telephone number, an address with its scheme, a file, a path. What other programs write behind a picture's address,
its size (`=100x20`), is no part of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.helpers import parseLinkDestination

from therapyblog.patterns import lazy_pattern

if TYPE_CHECKING:
    from markdown_it.helpers.parse_link_destination import _Result

_REST = lazy_pattern(r"(?:[^()<>\"“”„«»\n]|\([^()<>\"\n]*\))*")
_NO_MORE = lazy_pattern(r"[ \t]*(?:[\"')\n]|\([^()\n]*\)[ \t]*\)|$)")
_SPACES = lazy_pattern(r"[ \t]")
_TITLE = lazy_pattern(r"[ \t]'[^']*'[ \t]*$")
_SIZE = lazy_pattern(r"[ \t]+=\d*%?x\d*%?$")
_NUMBER = lazy_pattern(r"(?:tel|sms):[+\d(][\d\s().+-]*", re.IGNORECASE)
_FILES = """
avif csv doc docx epub gif heic heif htm html ics jpeg jpg key m4a md markdown mov mp3 mp4 numbers odp ods odt ogg pages
pdf png ppt pptx rtf svg tif tiff txt vcf wav webm webp xls xlsx zip
"""
_PLACE = lazy_pattern(
    rf"(?:https?://|mailto:|\.{{0,2}}/)\S|[^\s].*\.(?:{'|'.join(_FILES.split())})(?:#\S*)?$", re.IGNORECASE
)
_WITH_SCHEME = lazy_pattern(r"https?:|mailto:", re.IGNORECASE)


def destination(source: str, position: int, maximum: int) -> _Result:
    """Read an address as upstream does, and on over spaces where it stands in parentheses."""
    destination = parseLinkDestination(source, position, maximum)
    end = destination.pos
    if not destination.ok or source[end : end + 1] not in (" ", "\t") or source[position] == "<":
        return destination
    if _NO_MORE.match(source, end, maximum) or not _is_in_parentheses(source, position):
        return destination
    rest = _REST.match(source, end, maximum)
    written = _TITLE.sub("", source[position : rest.end() if rest else end]).rstrip(" \t")
    target = _SIZE.sub("", written)
    has_space = " " in target or "\t" in target
    if _NUMBER.fullmatch(target):
        # “+44 (0)20 …” is read by people; dialled with its zero, it reaches nobody.
        target = _SPACES.sub("", target.replace("(0)", "") if "+" in target else target)
    elif has_space and not _PLACE.match(target):
        return destination
    elif _WITH_SCHEME.match(target):
        target = _SPACES.sub("%20", target)
    destination.str, destination.pos = target, position + len(written)
    return destination


def _is_in_parentheses(source: str, position: int) -> bool:
    """Say whether an address is one of a link, and not of a definition."""
    position -= 1
    while position > 0 and source[position] in " \t\n":
        position -= 1
    return position >= 0 and source[position] == "("
