"""AVIF without metadata, and the size of AVIF and HEIC pictures, from their boxes alone: no pixel is decoded.

Nothing is moved, because the file contains offsets. Everything that a browser does not need is overwritten with zeros:
whole boxes, the names of items, times, and every byte of the media data that belongs neither to the picture nor to its
transparency. So EXIF, XMP, thumbnails, depth maps and hidden data are all removed. Sources: ISO/IEC 14496-12 (boxes),
ISO/IEC 23008-12 (items), AV1 Image File Format 1.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from therapyblog.media.broken import BrokenPicture, check_pixels

_TOP = frozenset((b"ftyp", b"meta", b"mdat", b"moov"))
_META = frozenset((b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"grpl", b"dinf"))
_PROPERTIES = frozenset(
    b"ispe pixi av1C hvcC hvc1 colr auxC clap irot imir pasp clli mdcv cclv amve reve a1op a1lx lsel rloc ndwt".split()
)
_INSIDE = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"tref"))
"""Boxes of an image sequence that contain boxes."""
_TELLING = (b"Exif", b"mime", b"uri ")
"""Types of items that are no pictures."""
_TRACK = frozenset(
    b"mvhd tkhd mdhd hdlr vmhd nmhd dref elst stsd stts ctts stss stsc stsz stco co64 sgpd sbgp sdtp cslg auxl".split()
)
_TIMES = {b"mvhd", b"tkhd", b"mdhd"}
_SHOWN_TRACKS = (b"pict", b"auxv", b"vide")
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_MOST = 20_000
"""Most items, extents, references and samples that are read; real pictures have some hundred at most."""

Range = tuple[int, int]


class Box(NamedTuple):
    """One box: its type, where it begins, where its content starts, and where it ends."""

    kind: bytes
    begin: int
    start: int
    end: int


class _Item(NamedTuple):
    method: int
    extents: tuple[Range, ...]
    """Offset and length; a length of 0 means all."""


def clean_avif(content: bytes) -> bytes:
    """Return an AVIF picture without metadata; raises `BrokenPicture` where its boxes cannot be followed."""
    try:
        return _clean(content)
    except (struct.error, IndexError, ValueError):
        raise BrokenPicture("it is damaged") from None


def measure(content: bytes) -> tuple[int, int]:
    """Return width and height (pixels) of the upright picture; raises `BrokenPicture`."""
    try:
        meta = _Meta(content, _only(content, b"meta", 0, len(content)))
        return meta.size()
    except (struct.error, IndexError, ValueError):
        raise BrokenPicture("it is damaged") from None


def _clean(content: bytes) -> bytes:
    cleaned = bytearray(content)
    top = list(_boxes(content, 0, len(content), loose=True))
    if not top or top[0].kind != b"ftyp":
        raise ValueError
    del cleaned[top[-1].end :]
    first = _first_of_each(top)
    meta = _Meta(content, _only(content, b"meta", 0, len(content)))
    kept = list(meta.shown_ranges())
    if b"moov" in first:
        kept += _clean_film(content, cleaned, first[b"moov"])
    for box in top:
        if box.kind not in _TOP or (box.kind != b"mdat" and box != first[box.kind]):
            _blank(cleaned, box)
        elif box.kind == b"mdat":
            _zero_outside(cleaned, box, kept)
    meta.clean(cleaned)
    return bytes(cleaned)


def _boxes(content: bytes, start: int, end: int, *, loose: bool = False) -> Iterator[Box]:
    """Yield the boxes of a range; `loose` stops at invalid data, as browsers do after the last box."""
    at = start
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end or not (kind.isascii() or kind[:1] == b"\xa9"):
            if loose and at > start:
                return
            raise ValueError
        yield Box(kind, at, at + head, at + size)
        at += size


def _only(content: bytes, kind: bytes, start: int, end: int) -> Box:
    for box in _boxes(content, start, end, loose=True):
        if box.kind == kind:
            return box
    raise ValueError


def _first_of_each(boxes: Iterable[Box]) -> dict[bytes, Box]:
    first: dict[bytes, Box] = {}
    for box in boxes:
        first.setdefault(box.kind, box)
    return first


def _blank(cleaned: bytearray, box: Box) -> None:
    """Overwrite a box, name and content, so that it becomes free space."""
    cleaned[box.begin + 4 : box.begin + 8] = b"free"
    cleaned[box.start : box.end] = bytes(box.end - box.start)


def _zero_outside(cleaned: bytearray, box: Box, kept: Iterable[Range]) -> None:
    """Overwrite the bytes of a box that no range (start, end) covers."""
    at = box.start
    for start, end in sorted(kept):
        if start > at:
            stop = min(start, box.end)
            cleaned[at:stop] = bytes(max(0, stop - at))
        at = min(max(at, end), box.end)
    cleaned[at : box.end] = bytes(box.end - at)


class _Meta:
    """The `meta` box with the items and their locations."""

    def __init__(self, content: bytes, box: Box) -> None:
        self.content = content
        self.boxes = list(_boxes(content, box.start + 4, box.end))
        self.of = _first_of_each(self.boxes)
        self.items = self._locations()
        version, at = self._full(b"pitm")
        self.primary = self._number(at, 4 if version else 2)

    def _full(self, kind: bytes) -> tuple[int, int]:
        """Return the version of a box and where its content starts behind that."""
        if kind not in self.of:
            raise ValueError
        return self.content[self.of[kind].start], self.of[kind].start + 4

    def _number(self, at: int, size: int) -> int:
        if at + size > len(self.content):
            raise ValueError
        return int.from_bytes(self.content[at : at + size], "big")

    def _locations(self) -> dict[int, _Item]:
        version, at = self._full(b"iloc")
        end = self.of[b"iloc"].end
        sizes, more = self.content[at], self.content[at + 1]
        of_offset, of_length, of_base, of_index = sizes >> 4, sizes & 15, more >> 4, more & 15 if version else 0
        wide = 4 if version == 2 else 2  # noqa: PLR2004 - version 2 has longer numbers
        count = self._number(at + 2, wide)
        at += 2 + wide
        items: dict[int, _Item] = {}
        followed = 0
        for _ in range(count):
            item = self._number(at, wide)
            at += wide
            method = self._number(at, 2) & 15 if version else 0
            at += 2 if version else 0
            outside = self._number(at, 2)
            base = self._number(at + 2, of_base)
            pieces = self._number(at + 2 + of_base, 2)
            at += 4 + of_base
            followed += pieces + 1
            if outside or at > end or followed > _MOST or method > 1:
                raise ValueError
            extents = []
            for _ in range(pieces):
                at += of_index
                extents.append((base + self._number(at, of_offset), self._number(at + of_offset, of_length)))
                at += of_offset + of_length
            items[item] = _Item(method, tuple(extents))
        return items

    def _references(self) -> Iterator[tuple[bytes, int, list[int]]]:
        """Yield each reference: its kind, from which item, and to which."""
        if b"iref" not in self.of:
            return
        version, at = self._full(b"iref")
        wide = 4 if version else 2
        followed = 0
        for box in _boxes(self.content, at, self.of[b"iref"].end):
            count = self._number(box.start + wide, 2)
            followed += count + 1
            if followed > _MOST:
                raise ValueError
            first = box.start + wide + 2
            yield (
                box.kind,
                self._number(box.start, wide),
                [self._number(first + wide * number, wide) for number in range(count)],
            )

    def _properties(self) -> list[Box]:
        if b"iprp" not in self.of:
            return []
        inside = _only(self.content, b"ipco", self.of[b"iprp"].start, self.of[b"iprp"].end)
        return list(_boxes(self.content, inside.start, inside.end))

    def _properties_of(self) -> dict[int, list[Box]]:
        """Return the properties of each item, in their order."""
        all_properties = self._properties()
        properties: dict[int, list[Box]] = {}
        if b"iprp" not in self.of:
            return properties
        followed = 0
        for box in _boxes(self.content, self.of[b"iprp"].start, self.of[b"iprp"].end):
            if box.kind != b"ipma":
                continue
            wide = 4 if self.content[box.start] else 2
            step = 2 if self.content[box.start + 3] & 1 else 1
            at = box.start + 8
            for _ in range(self._number(box.start + 4, 4)):
                item, count = self._number(at, wide), self._number(at + wide, 1)
                at += wide + 1
                followed += count + 1
                if followed > _MOST or at > box.end:
                    raise ValueError
                for _ in range(count):
                    index = self._number(at, step) & (0x7FFF if step == 2 else 0x7F)  # noqa: PLR2004
                    at += step
                    if 0 < index <= len(all_properties):
                        properties.setdefault(item, []).append(all_properties[index - 1])
        return properties

    def _shown(self) -> set[int]:
        """Return the items of the picture: itself, its tiles, its alpha channel and its gain map."""
        properties, kinds = self._properties_of(), {number: kind for number, kind, _, _ in self._entries()}
        parts: dict[int, list[int]] = {}
        for kind, source, targets in self._references():
            if kind == b"dimg":
                parts.setdefault(source, []).extend(targets)
            alpha = kind == b"auxl" and self._is_alpha(properties.get(source, []))
            if alpha or (kind == b"dimg" and kinds.get(source) == b"tmap"):
                for target in targets:
                    parts.setdefault(target, []).append(source)
        shown: set[int] = set()
        waiting = [self.primary]
        while waiting:
            item = waiting.pop()
            if item not in shown:
                shown.add(item)
                waiting += parts.get(item, [])
        return shown

    def _is_alpha(self, properties: Iterable[Box]) -> bool:
        return any(
            box.kind == b"auxC" and self.content[box.start + 4 : box.end].startswith(_ALPHA) for box in properties
        )

    def _entries(self) -> Iterator[tuple[int, bytes, int, int]]:
        """Yield each item's entry: its number, its type, and where its names start and end."""
        version, at = self._full(b"iinf")
        for box in _boxes(self.content, at + (4 if version else 2), self.of[b"iinf"].end):
            if box.kind == b"infe" and self.content[box.start] >= 2:  # noqa: PLR2004 - older ones have no type
                wide = 4 if self.content[box.start] > 2 else 2  # noqa: PLR2004
                first = box.start + 4 + wide + 2
                yield self._number(box.start + 4, wide), self.content[first : first + 4], first + 4, box.end

    def shown_ranges(self) -> Iterator[Range]:
        """Yield the ranges of the file (start, end) with the data of the picture."""
        for item in self._shown():
            method, extents = self.items.get(item, _Item(0, ()))
            inside = self.of.get(b"idat")
            if method and not inside:
                raise ValueError
            base = inside.start if method and inside else 0
            end = inside.end if method and inside else len(self.content)
            for offset, length in extents:
                yield base + offset, base + offset + length if length else end

    def clean(self, cleaned: bytearray) -> None:
        """Overwrite metadata in the box itself."""
        kept = list(self.shown_ranges())
        for box in self.boxes:
            if box.kind not in _META or box != self.of[box.kind]:
                _blank(cleaned, box)
            elif box.kind == b"idat":
                _zero_outside(cleaned, box, kept)
            elif box.kind == b"hdlr":
                cleaned[box.start + 24 : box.end] = bytes(max(0, box.end - box.start - 24))
        for box in self._properties():
            if box.kind not in _PROPERTIES:
                _blank(cleaned, box)
        for _, kind, start, end in self._entries():
            if kind in _TELLING:
                # Decoders reject a picture with empty EXIF, but ignore unknown items.
                cleaned[start - 4 : start] = b"free"
            cleaned[start:end] = bytes(max(0, end - start))

    def size(self) -> tuple[int, int]:
        """Return width and height as the picture is shown."""
        width = height = 0
        for box in self._properties_of().get(self.primary, []):
            if box.kind == b"ispe":
                width, height = check_pixels(*struct.unpack_from(">II", self.content, box.start + 4))
            elif box.kind == b"clap":
                across, over, down, under = struct.unpack_from(">IIII", self.content, box.start)
                width, height = (across // over, down // under) if over and under else (width, height)
            elif box.kind == b"irot" and self.content[box.start] & 1:
                width, height = height, width
        return width, height


def _clean_film(content: bytes, cleaned: bytearray, film: Box) -> Iterator[Range]:
    """Overwrite the metadata of the tracks of an image sequence, and yield the ranges of its frames."""
    waiting = [film]
    followed = 0
    while waiting:
        parent = waiting.pop()
        boxes = {box.kind: box for box in _boxes(content, parent.start, parent.end)}
        if parent.kind == b"stbl":
            yield from _samples(content, boxes)
        for box in _boxes(content, parent.start, parent.end):
            followed += 1
            if followed > _MOST:
                raise ValueError
            if box.kind == b"trak" and not _is_shown_track(content, box):
                _blank(cleaned, box)
            elif box.kind in _INSIDE:
                waiting.append(box)
            elif box.kind not in _TRACK:
                _blank(cleaned, box)
            elif box.kind in _TIMES:
                cleaned[box.start + 4 : box.start + (20 if content[box.start] else 12)] = bytes(
                    16 if content[box.start] else 8
                )
            elif box.kind == b"hdlr":
                cleaned[box.start + 24 : box.end] = bytes(max(0, box.end - box.start - 24))
            elif box.kind == b"stsd":
                for entry in _boxes(content, box.start + 8, box.end):
                    # The name of the program that compressed it.
                    cleaned[entry.start + 42 : entry.start + 74] = bytes(32)


def _is_shown_track(content: bytes, track: Box) -> bool:
    media = _only(content, b"mdia", track.start, track.end)
    handler = _only(content, b"hdlr", media.start, media.end)
    return content[handler.start + 8 : handler.start + 12] in _SHOWN_TRACKS


def _samples(content: bytes, boxes: dict[bytes, Box]) -> Iterator[Range]:
    """Yield the ranges of the samples of a track, from its tables of sizes, samples per chunk, and chunks."""

    def numbers(kind: bytes, skip: int, form: str, columns: int = 1) -> list[tuple[int, ...]]:
        at = boxes[kind].start + 4 + skip
        (count,) = struct.unpack_from(">I", content, at)
        width = struct.calcsize(f">{form}")
        if count > _MOST or at + 4 + count * width * columns > boxes[kind].end:
            raise ValueError
        return [struct.unpack_from(f">{form * columns}", content, at + 4 + n * width * columns) for n in range(count)]

    try:
        (same,) = struct.unpack_from(">I", content, boxes[b"stsz"].start + 4)
        (count,) = struct.unpack_from(">I", content, boxes[b"stsz"].start + 8)
        sizes = [same] * min(count, _MOST) if same else [size for (size,) in numbers(b"stsz", 4, "I")]
        groups = numbers(b"stsc", 0, "I", 3)
        chunks = numbers(b"co64", 0, "Q") if b"co64" in boxes else numbers(b"stco", 0, "I")
    except KeyError:
        raise ValueError from None
    following = iter(sizes)
    change = {first: each for first, each, _ in groups}
    each = 0
    for number, (offset,) in enumerate(chunks, 1):
        each = change.get(number, each)
        length = sum(size for size, _ in zip(following, range(each), strict=False))
        yield offset, offset + length
