"""Removes metadata from JPEG, PNG, WebP and GIF pictures: where, when and with what they were taken.

A photograph taken at home holds the home's coordinates. These formats are all made of segments with a name and a
length, so segments with metadata can be left out without decoding the pixels: EXIF, XMP, IPTC, comments, thumbnails,
and data after the end. Colour profiles and the orientation stay. A damaged file is returned as far as it can be parsed,
a file of another format as it is.

Sources: ITU-T T.81 annex B and CIPA DC-008 (JPEG, EXIF), W3C PNG 11.3, RFC 9649 (WebP), GIF89a 23 to 26.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()
)
_WEBP_FRAME = frozenset((b"VP8 ", b"VP8L", b"ALPH"))
_WEBP_SHOWN = _WEBP_FRAME | {b"ANIM", b"ICCP"}
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04
"""The flags of a VP8X header that announce EXIF and XMP."""
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
_RESTARTS = range(0xD0, 0xD8)
_NO_SEGMENT = (0x00, 0x01, *_RESTARTS, _SOI, 0xFF)
_JPEG_SHOWN = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), _SOS, 0xDB, 0xDC, 0xDD))
"""Frames, tables and scans; other segments are comments, or reserved, or of applications (`_application`)."""
_ORIENTATION = 0x0112
_TURNS = range(2, 9)


def strip(content: bytes) -> bytes:
    """Return a JPEG, PNG, WebP or GIF picture without its metadata, and anything else as it is."""
    for start, pieces in _FORMATS.items():
        if content.startswith(start):
            return b"".join(pieces(content))
    return content


def is_whole(content: bytes) -> bool:
    """Say whether a JPEG or PNG picture ends where it should, with sound pieces; any other counts as whole.

    A picture that is not may still be one that decoders take.
    """
    if content.startswith(_PNG):
        chunks = list(_png_chunks(content))
        sound = all(zlib.crc32(chunk[4:-4]).to_bytes(4, "big") == chunk[-4:] for _, chunk in chunks)
        return sound and bool(chunks) and chunks[-1][0] == b"IEND"
    return not content.startswith(b"\xff\xd8") or content.endswith(b"\xff\xd9")


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    turn = 0
    # Data between two segments is ignored: decoders search for the next marker, too.
    while 0 <= (at := content.find(b"\xff", at)) <= len(content) - 4:
        mark = content[at + 1]
        if mark in _NO_SEGMENT:
            at += 1
            continue
        if mark == _EOI:
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        segment = content[at:end]
        if mark == _APP1 and not turn:
            # As in browsers the first EXIF segment counts.
            turn = _orientation(segment[10:]) if segment.startswith(b"Exif\0", 4) else 0
            yield _jpeg_exif(turn) if turn in _TURNS else b""
        elif mark in _JPEG_SHOWN:
            yield segment
        else:
            yield _application(mark, segment)
        at = end
        if mark == _SOS:
            end = _scan_end(content, at)
            yield content[at:end]
            at = end
    # After the end phones add a video, a depth map or a second picture, each with its own EXIF.
    yield b"\xff\xd9" if content[at : at + 2] == b"\xff\xd9" else b""


def _application(mark: int, segment: bytes) -> bytes:
    """Return the part of an application segment about colours and pixels, without a thumbnail."""
    if mark == _APP0 and segment.startswith(b"JFIF\0", 4) and len(segment) >= 18:  # noqa: PLR2004 - its fixed part
        return b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0"
    if mark == _APP14 and segment.startswith(b"Adobe", 4) and len(segment) >= 16:  # noqa: PLR2004
        return b"\xff\xee\0\x0e" + segment[4:16]
    return segment if mark == _APP2 and segment.startswith(b"ICC_PROFILE\0", 4) else b""


def _scan_end(content: bytes, at: int) -> int:
    """Return the end of the coded pixels: a marker that is neither an escaped byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] != 0 and content[at + 1] not in _RESTARTS:
            return at
        at += 2


def _jpeg_exif(turn: int) -> bytes:
    """Return an EXIF segment with nothing but the orientation."""
    tiff = _exif(turn)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def _exif(turn: int) -> bytes:
    return b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", _ORIENTATION, 3, 1, turn, 0, 0)


def _orientation(tiff: bytes) -> int:
    """Return the orientation of a picture (CIPA DC-008 4.6.5: 1 to 8), or 0 where EXIF has none."""
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
    return 0


def _png(content: bytes) -> Iterator[bytes]:
    chunks = list(_png_chunks(content))
    yield _PNG
    yield from (chunk for kind, chunk in chunks[:1] if kind in _PNG_SHOWN)
    turn = next((turn for kind, chunk in chunks if kind == b"eXIf" and (turn := _orientation(chunk[8:-4]))), 0)
    # Moved before the pixels, so that it is known when they are decoded.
    yield _png_chunk(b"eXIf", _exif(turn)) if turn in _TURNS else b""
    yield from (chunk for kind, chunk in chunks[1:] if kind in _PNG_SHOWN)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks as far as the end, each with its name."""
    at = len(_PNG)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        yield kind, content[at:end]
        if kind == b"IEND":
            return
        at = end


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _webp(content: bytes) -> Iterator[bytes]:
    if content[8:12] != b"WEBP":
        yield content
        return
    chunks = list(_webp_chunks(content, 12, min(len(content), 8 + int.from_bytes(content[4:8], "little"))))
    turn = next((turn for kind, chunk in chunks if kind == b"EXIF" and (turn := _webp_orientation(chunk))), 0)
    kept = b"".join(_webp_kept(kind, chunk, turned=turn in _TURNS) for kind, chunk in chunks)
    if turn in _TURNS and chunks[0][0] == b"VP8X":
        tiff = _exif(turn)
        kept += b"EXIF" + len(tiff).to_bytes(4, "little") + tiff
    yield b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + kept


def _webp_chunks(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a range, each with its name."""
    while at + 8 <= end:
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        stop = min(end, at + 8 + length + length % 2)
        yield content[at : at + 4], content[at:stop]
        at = stop


def _webp_orientation(chunk: bytes) -> int:
    return _orientation(chunk[8:].removeprefix(b"Exif\0\0"))


def _webp_kept(kind: bytes, chunk: bytes, *, turned: bool) -> bytes:
    """Return a chunk as it is published, or nothing."""
    if kind == b"VP8X" and len(chunk) > 8:  # noqa: PLR2004 - behind its name and length
        flag = _WEBP_EXIF * turned
        return chunk[:8] + bytes([chunk[8] & ~(_WEBP_EXIF | _WEBP_XMP) | flag]) + chunk[9:18]
    if kind == b"ANMF":
        # A frame: its position, then chunks like those of a whole picture.
        inside = b"".join(chunk for kind, chunk in _webp_chunks(chunk, 24, len(chunk)) if kind in _WEBP_FRAME)
        return kind + (16 + len(inside)).to_bytes(4, "little") + chunk[8:24] + inside
    return chunk if kind in _WEBP_SHOWN else b""


def _gif(content: bytes) -> Iterator[bytes]:
    at = 13 + _colours(content, 10)
    yield content[:at]
    while at < len(content):
        kind = content[at : at + 1]
        if kind == b"!":
            end = _blocks_end(content, at + 2)
            yield _gif_extension(content[at:end])
        elif kind == b",":
            end = _blocks_end(content, at + 11 + _colours(content, at + 9))
            yield content[at:end]
        elif kind == b";":
            yield kind
            return
        else:
            end = at + 1
        at = end


def _gif_extension(extension: bytes) -> bytes:
    """Return the extension with the duration of a frame or the number of repetitions; drop others."""
    if extension.startswith(b"!\xf9\x04"):
        return extension[:7] + b"\0"
    if extension[3:14] in _GIF_LOOPS and extension.startswith(b"!\xff\x0b") and extension[14:16] == b"\3\1":
        return extension[:18] + b"\0"
    return b""


def _colours(content: bytes, at: int) -> int:
    """Return the size of the colour table that the flags at `at` announce."""
    flags = content[at] if at < len(content) else 0
    return 3 * 2 ** (1 + (flags & 7)) if flags & 0x80 else 0


def _blocks_end(content: bytes, at: int) -> int:
    """Return the end of a sequence of blocks: each begins with its length, the last is empty."""
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
