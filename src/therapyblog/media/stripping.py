"""Take out of a picture what says where, when and with what it was taken; its pixels stay as they are, bit for bit.

A photograph taken at home carries the home's coordinates. The four formats that browsers have long shown are all made
of pieces with a name and a length, so the pieces that only describe can be left out without decoding anything: EXIF,
XMP, IPTC, comments, thumbnails, and whatever was put behind the end. Colour profiles and how a photograph has to be
turned stay. A file that is none of these formats, or is damaged, comes out as far as it can be followed.

Sources: ITU-T T.81 annex B and CIPA DC-008 (JPEG, EXIF), W3C PNG 11.3, RFC 9649 (WebP), GIF89a 23 to 26.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs sPLT acTL fcTL fdAT".split()
)
_WEBP_SHOWN = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_TOLD = 0x08 | 0x04
"""The flags of a VP8X header that announce EXIF and XMP."""
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_SOI, _EOI, _SOS, _COM, _APP0, _APP1, _APP2, _APP14, _APP15 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_RESTARTS = range(0xD0, 0xD8)
_NO_SEGMENT = (0x00, 0x01, *_RESTARTS, 0xFF)
_ORIENTATION = 0x0112


def strip(content: bytes) -> bytes:
    """Return a JPEG, PNG, WebP or GIF picture without its metadata, and anything else as it is."""
    for start, pieces in _FORMATS.items():
        if content.startswith(start):
            return b"".join(pieces(content))
    return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    # What stands between two segments means nothing: decoders look for the next mark as well.
    while 0 <= (at := content.find(b"\xff", at)) <= len(content) - 4:
        mark = content[at + 1]
        if mark in _NO_SEGMENT:
            at += 1
            continue
        if mark == _EOI:
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        segment = content[at:end]
        if mark == _APP1:
            yield _turning(segment)
        elif _is_shown(mark, segment):
            yield segment
        at = end
        if mark == _SOS:
            end = _scan_end(content, at)
            yield content[at:end]
            at = end
    # Behind the end phones put a film, a depth map or a second picture, each with its own EXIF.
    yield b"\xff\xd9" if content[at : at + 2] == b"\xff\xd9" else b""


def _is_shown(mark: int, segment: bytes) -> bool:
    """Say whether a segment is needed to show the picture."""
    if _APP0 <= mark <= _APP15:
        kept = {_APP0: b"JFIF\0", _APP2: b"ICC_PROFILE\0", _APP14: b"Adobe"}
        return mark in kept and segment.startswith(kept[mark], 4)
    return mark != _COM


def _scan_end(content: bytes, at: int) -> int:
    """Return where the coded pixels end: at a marker that is neither an escaped byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] != 0 and content[at + 1] not in _RESTARTS:
            return at
        at += 2


def _turning(segment: bytes) -> bytes:
    """Return an EXIF segment that holds nothing but how the picture has to be turned, if it has to be."""
    turn = _orientation(segment[10:]) if segment.startswith(b"Exif\0", 4) else 1
    if turn not in range(2, 9):
        return b""
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", _ORIENTATION, 3, 1, turn, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count if order else 0):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        pass
    return 1


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if kind in _PNG_SHOWN:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end


def _webp(content: bytes) -> Iterator[bytes]:
    if content[8:12] != b"WEBP":
        yield content
        return
    kept = b"".join(_webp_chunks(content[: 8 + int.from_bytes(content[4:8], "little")]))
    yield b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + kept


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(content):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        kind, chunk = content[at : at + 4], content[at : at + 8 + length + length % 2]
        if kind == b"VP8X" and length:
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_TOLD]) + chunk[9:]
        if kind in _WEBP_SHOWN:
            yield chunk
        at += 8 + length + length % 2


def _gif(content: bytes) -> Iterator[bytes]:
    at = 13 + _colours(content, 10)
    yield content[:at]
    while at < len(content):
        kind = content[at : at + 1]
        if kind == b"!":
            end = _blocks_end(content, at + 2)
            loops = content[at + 3 : at + 14] in _GIF_LOOPS
            # 0xF9 says how long a frame stands, 0x01 holds text that is drawn.
            if content[at + 1 : at + 2] in (b"\xf9", b"\x01") or (content[at + 1 : at + 2] == b"\xff" and loops):
                yield content[at:end]
        elif kind == b",":
            end = _blocks_end(content, at + 11 + _colours(content, at + 9))
            yield content[at:end]
        elif kind == b";":
            yield kind
            return
        else:
            end = at + 1
        at = end


def _colours(content: bytes, at: int) -> int:
    """Return how many bytes of colours follow where the flags at `at` announce them."""
    flags = content[at] if at < len(content) else 0
    return 3 * 2 ** (1 + (flags & 7)) if flags & 0x80 else 0


def _blocks_end(content: bytes, at: int) -> int:
    """Return where a row of blocks ends: each begins with its length, the last has none."""
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


_FORMATS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"\xff\xd8\xff": _jpeg,
    _PNG: _png,
    b"RIFF": _webp,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
}
