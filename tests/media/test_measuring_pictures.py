"""A picture's size from its header: right for real ones, a reason in plain words for the others."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from support.rows import every_row
from support.site import SmallSite, codes
from therapyblog.media.broken import BrokenPicture
from therapyblog.media.pictures import Size
from therapyblog.media.pictures import measure as look


def measure(path: Path) -> Size:
    """Measure a picture; whether it stands still is tested where smaller ones are made."""
    found = look(path)
    return Size(width=found.width, height=found.height)


def picture(folder: Path, name: str, kind: str, size: tuple[int, int] = (6, 4), **options: object) -> Path:
    path = folder / name
    Image.new("RGB", size, (40, 90, 90)).save(path, kind, **options)
    return path


@every_row(
    "name, kind",
    [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.gif", "GIF"), ("a.jpg", "PNG")],
)
def test_photographs(tmp_path: Path, name: str, kind: str):
    assert measure(picture(tmp_path, name, kind)) == Size(width=6, height=4)


@every_row(
    "orientation, turned",
    [(1, False), (2, False), (3, False), (4, False), (5, True), (6, True), (7, True), (8, True), (99, False)],
)
def test_a_photograph_that_a_phone_stored_lying_down(tmp_path: Path, orientation: int, turned: bool):
    exif = Image.Exif()
    exif[0x0112] = orientation

    size = measure(picture(tmp_path, "a.jpg", "JPEG", exif=exif))

    assert size == (Size(width=4, height=6) if turned else Size(width=6, height=4))


def test_broken_exif_is_no_reason_to_refuse_a_photograph_that_opens(tmp_path: Path):
    path = picture(tmp_path, "a.jpg", "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12")

    assert measure(path) == Size(width=6, height=4)


SVG = {
    '<svg viewBox="0 0 40 30"/>': Size(width=40, height=30),
    "<svg viewBox='-5,-5, 40 , 30'/>": Size(width=40, height=30),
    '<svg width="80" height="60px" viewBox="0 0 40 30"/>': Size(width=80, height=60),
    '<svg width="100%" height="100%" viewBox="0 0 40 30"/>': Size(width=40, height=30),
    '<svg width="80" viewBox="0 0 40 30"/>': Size(width=40, height=30),
    '<svg viewBox="0 0 40.4 29.6"/>': Size(width=40, height=30),
    '<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg\n  width="8"\n  height="6"\n></svg>': Size(width=8, height=6),
    "<svg/>": Size(),
    '<svg viewBox="0 0 a b"/>': Size(),
    '<svg viewBox="0 0 . ."/>': Size(),
    '<svg data-width="80" data-height="60" viewBox="0 0 4 3"/>': Size(width=4, height=3),
    f'<svg width="{"9" * 400}" height="1"/>': Size(),
    '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>': Size(width=4, height=3),
}


@every_row("source", SVG)
def test_drawings(tmp_path: Path, source: str):
    (tmp_path / "a.svg").write_text(source, encoding="utf-8")

    assert measure(tmp_path / "a.svg") == SVG[source]


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that says in a hundred bytes that it is this large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_fifty_million_pixels_are_allowed_and_no_more(tmp_path: Path):
    (tmp_path / "a.png").write_bytes(bomb(10_000, 5_000))

    assert measure(tmp_path / "a.png") == Size(width=10_000, height=5_000)


@every_row("width, height", [(10_000, 5_001), (10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, width: int, height: int):
    (tmp_path / "a.png").write_bytes(bomb(width, height))

    with pytest.raises(BrokenPicture, match="50 million"):
        measure(tmp_path / "a.png")


@every_row("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.svg"])
@every_row(
    "content", [b"", b"This is no picture.", b"\0" * 100, b"<html>", b"RIFF\0\0\0\0WEBP", b"GIF89a", b"\xff\xd8\xff"]
)
def test_a_file_that_only_calls_itself_a_picture(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BrokenPicture) as refused:
        measure(tmp_path / name)

    assert "Error" not in str(refused.value)


def test_a_missing_file_is_the_disk_s_affair(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "a.jpg")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    exif = Image.Exif()
    exif[0x0112] = 6
    return {
        kind: picture(folder, f"a.{kind.lower()}", kind, exif=exif).read_bytes()
        for kind in ("JPEG", "PNG", "WEBP", "GIF")
    }


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
    cut=st.integers(0, 900),
    flips=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), max_size=6),
)
def test_damage_anywhere_is_a_size_or_a_reason(
    whole: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, kind: str, cut: int, flips: list[tuple[int, int]]
):
    content = bytearray(whole[kind])
    for index, byte in flips:
        if index < len(content):
            content[index] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.jpg"
    path.write_bytes(content[: len(content) - cut] if cut < len(content) else content)

    size, refused = Size(), ""
    try:
        size = measure(path)
    except BrokenPicture as wrong:
        refused = str(wrong)
    if not refused:
        assert 0 <= size.width * size.height <= 50_000_000


def test_a_post_shows_a_picture_with_its_size(site: SmallSite):
    site.write({"posts/a.md": "---\ntitle: A\n---\n![A boat](/media/boat.png)\n"})
    (site.folder / "media").mkdir()
    picture(site.folder / "media", "boat.png", "PNG", (60, 40))

    site.published()

    shown = site.main("/a/").css_first("img")
    assert (shown.attributes["width"], shown.attributes["height"]) == ("60", "40")


def test_every_broken_picture_is_named(site: SmallSite):
    site.write(
        {
            "posts/a.md": "---\ntitle: A\nimage: /media/a.png\nimage_alt: A\n---\n![B](/media/b.jpg)\n",
            "media/a.png": bomb(60_000, 60_000),
            "media/b.jpg": b"broken",
        }
    )

    result = site.build()

    assert codes(result) == ["TB-PIC-002", "TB-PIC-002"]
    assert [found.at.path for found in result.problems] == ["media/a.png", "media/b.jpg"]
