"""What a camera writes into a photograph stays at home; what is seen does not change."""

from __future__ import annotations

import io
import struct

from PIL import Image

from support.pictures import saved
from support.rows import every_row
from therapyblog.media.metadata import strip


@every_row("order", [b"MM\0*", b"II*\0"], ids=["big end first", "little end first"])
@every_row("turn", range(2, 9))
def test_how_a_photograph_has_to_be_turned_is_kept(turn: int, order: bytes):
    way = ">" if order[:2] == b"MM" else "<"
    told = struct.pack(f"{way}IHHHIHHHHII", 8, 2, 0x0112, 3, 1, turn, 0, 0x0110, 2, 4, int.from_bytes(b"ABC\0", "big"))
    content = saved("JPEG", exif=b"Exif\0\0" + order + told)

    with Image.open(io.BytesIO(strip(content))) as picture:
        assert dict(picture.getexif()) == {0x0112: turn}


@every_row(
    "told", [b"", b"MM\0*", b"MM\0*\0\0\0\x08\xff\xff\x01\x12", b"XX\0*\0\0\0\x08\0\1", b"MM\0*\xff\xff\xff\xff"]
)
def test_what_cannot_be_read_says_nothing(told: bytes):
    with Image.open(io.BytesIO(strip(saved("JPEG", exif=b"Exif\0\0" + told)))) as picture:
        assert dict(picture.getexif()) == {}


@every_row("content", [b"", b"RIFF", b"RIFF\4\0\0\0WAVEdata", b"GIF89a", b"%PDF-1.7", b"<svg/>"])
def test_what_is_no_picture_stays_as_it_is(content: bytes):
    assert strip(content) == content
