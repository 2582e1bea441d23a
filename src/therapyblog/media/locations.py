"""Finds out whether a photograph holds the place where it was taken. No pixel is decoded.

All formats store the place in one of two forms: a small TIFF file (EXIF) with a GPS directory, or XMP, which is text.
Both are searched in the whole file. Sources: CIPA DC-008 4.6.6, Adobe XMP part 2.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

_GPS_POINTER, _LATITUDE, _LONGITUDE = 0x8825, 2, 4
_RATIONAL = 5
_XMP = re.compile(rb"GPS(?:Latitude|Longitude)\b")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}\s*){16,}")
_MOST = 2_000_000
"""Most bytes to which one compressed text is decompressed."""
_TRIES = 10_000
"""Most matches of the start of EXIF that are read; pixels may match by chance."""


def says_place(content: bytes) -> bool:
    """Say whether a picture holds coordinates in EXIF or XMP."""
    return any(_XMP.search(part) or _exif_place(part) for part in (content, *_png_texts(content)))


def _exif_place(content: bytes) -> bool:
    for order, way in ((b"II*\0", "<"), (b"MM\0*", ">")):
        at = -1
        for _ in range(_TRIES):
            at = content.find(order, at + 1)
            if at < 0:
                break
            tags = _entries(content, at, way, content[at + 4 : at + 8])
            place = next((value for tag, _, _, value in tags if tag == _GPS_POINTER), 0)
            if any(
                tag in (_LATITUDE, _LONGITUDE) and kind == _RATIONAL and count
                for tag, kind, count, _ in _entries(content, at, way, struct.pack(f"{way}I", place))
            ):
                return True
    return False


def _entries(content: bytes, start: int, way: str, offset: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield tag, type, count and value of each entry of the directory at an offset after `start`."""
    try:
        at = start + struct.unpack(f"{way}I", offset)[0]
        (count,) = struct.unpack_from(f"{way}H", content, at)
        for number in range(min(count, 200)):
            yield struct.unpack_from(f"{way}HHII", content, at + 2 + 12 * number)
    except struct.error:
        return


def _png_texts(content: bytes) -> Iterator[bytes]:
    """Yield the compressed texts of a PNG, and data that other programs write there in hexadecimal digits."""
    if not content.startswith(b"\x89PNG"):
        return
    at = 8
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if kind in (b"zTXt", b"iTXt", b"tEXt"):
            text = content[at + 8 : at + 8 + length]
            unpacked = _inflate(text)
            yield unpacked
            for digits in _HEX.findall(text + unpacked):
                yield bytes.fromhex(digits.decode())
        at += 12 + length


def _inflate(text: bytes) -> bytes:
    """Return the decompressed text of a text chunk, as far as it is valid; empty where none is compressed."""
    at = -1
    # The keyword and, in iTXt, language and translation come before it; a zlib stream begins with an x.
    for _ in range(200):
        at = text.find(b"x", at + 1)
        if at < 0:
            break
        try:
            return zlib.decompressobj().decompress(text[at:], _MOST)
        except zlib.error:
            continue
    return b""
