"""What a camera writes into a photograph stays at home; what is seen does not change."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin

from support.site import SmallSite
from therapyblog.media.stripping import strip

SECRET = b"55.9533N 3.1883W"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LOUD = Image.effect_mandelbrot((60, 40), (-2, -1.5, 1, 1.5), 40).convert("RGB")


def exif(turn: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[0x010E] = SECRET.decode()
    found[0x0112] = turn
    found.get_ifd(0x8825)[1] = "N"
    return found


def saved(kind: str, picture: Image.Image = LOUD, **how: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **how)
    return stream.getvalue()


def chatty_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    return saved("PNG", pnginfo=words, exif=exif(), icc_profile=SRGB, dpi=(72, 72))


FRAMES = [LOUD.rotate(90 * turn) for turn in range(3)]
TALKING = {
    "a JPEG": saved("JPEG", exif=exif(), xmp=XMP, comment=SECRET, icc_profile=SRGB),
    "a JPEG that comes in several scans": saved("JPEG", exif=exif(), comment=SECRET, progressive=True),
    "a JPEG with restarts": saved("JPEG", exif=exif(), comment=SECRET, restart_marker_blocks=1),
    "a JPEG in print colours": saved("JPEG", LOUD.convert("CMYK"), exif=exif(), comment=SECRET),
    "a JPEG with a gap": (jpeg := saved("JPEG", exif=exif()))[:20] + b"\0\0" + jpeg[20:],
    "a JPEG with a film behind it": saved("JPEG", exif=exif()) + b"\0\0\0\x18ftypmp42" + SECRET,
    "a PNG": chatty_png(),
    "a PNG with something behind it": chatty_png() + SECRET,
    "a PNG that moves": saved("PNG", FRAMES[0], save_all=True, append_images=FRAMES[1:], exif=exif(), duration=40),
    "a WebP": saved("WEBP", exif=exif(), xmp=XMP, icc_profile=SRGB),
    "a WebP without loss": saved("WEBP", LOUD.convert("RGBA"), exif=exif(), xmp=XMP, lossless=True),
    "a WebP that moves": saved("WEBP", FRAMES[0], save_all=True, append_images=FRAMES[1:], exif=exif(), xmp=XMP),
    "a GIF": saved("GIF", comment=SECRET),
    "a GIF that moves": saved(
        "GIF", FRAMES[0], save_all=True, append_images=FRAMES[1:], comment=SECRET, loop=0, duration=40
    ),
}


def looks(content: bytes) -> tuple[object, ...]:
    """Return all that somebody sees of a picture."""
    with Image.open(io.BytesIO(content)) as picture:
        frames = [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(picture)]
        return picture.size, picture.info.get("icc_profile"), picture.info.get("loop"), frames


@pytest.mark.parametrize("content", TALKING.values(), ids=TALKING)
def test_nothing_told_and_nothing_lost(content: bytes):
    assert SECRET in content or exif().tobytes()[:20] in content or b"3.1883" in content

    quiet = strip(content)

    assert SECRET not in quiet
    assert looks(quiet) == looks(content)
    with Image.open(io.BytesIO(quiet)) as picture:
        assert dict(picture.getexif()) == {}
        assert {"comment", "xmp", "exif", "Comment", "XML:com.adobe.xmp"}.isdisjoint(picture.info)
    assert strip(quiet) == quiet


@pytest.mark.parametrize("order", [b"MM\0*", b"II*\0"], ids=["big end first", "little end first"])
@pytest.mark.parametrize("turn", range(2, 9))
def test_how_a_photograph_has_to_be_turned_is_kept(turn: int, order: bytes):
    way = ">" if order[:2] == b"MM" else "<"
    told = struct.pack(f"{way}IHHHIHHHHII", 8, 2, 0x0112, 3, 1, turn, 0, 0x0110, 2, 4, int.from_bytes(b"ABC\0", "big"))
    content = saved("JPEG", exif=b"Exif\0\0" + order + told)

    with Image.open(io.BytesIO(strip(content))) as picture:
        assert dict(picture.getexif()) == {0x0112: turn}


@pytest.mark.parametrize(
    "told", [b"", b"MM\0*", b"MM\0*\0\0\0\x08\xff\xff\x01\x12", b"XX\0*\0\0\0\x08\0\1", b"MM\0*\xff\xff\xff\xff"]
)
def test_what_cannot_be_read_says_nothing(told: bytes):
    with Image.open(io.BytesIO(strip(saved("JPEG", exif=b"Exif\0\0" + told)))) as picture:
        assert dict(picture.getexif()) == {}


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\4\0\0\0WAVEdata", b"GIF89a", b"%PDF-1.7", b"<svg/>"])
def test_what_is_no_picture_stays_as_it_is(content: bytes):
    assert strip(content) == content


@given(st.sampled_from(sorted(TALKING)), st.integers(0, 6000), st.binary(max_size=6))
def test_a_damaged_picture_ends_nothing(which: str, at: int, noise: bytes):
    content = TALKING[which]

    assert len(strip(content[:at] + noise)) <= len(content[:at] + noise) + 40
    strip(content[:at] + noise + content[at + len(noise) :])


def test_every_picture_of_media_is_published_quiet_and_static_files_as_they_are(site: SmallSite):
    photo = TALKING["a JPEG"]
    site.write({"posts/a.md": "---\ntitle: A\n---\n![B](/media/b.jpg)\n", "media/b.jpg": photo})
    site.write({"media/nobody-shows-it.jpg": photo, "static/icon.png": chatty_png(), "media/form.pdf": SECRET})

    site.build()

    tree = site.tree()
    telling = [path for path, content in tree.items() if SECRET in content]
    assert telling == ["icon.png", "media/form.pdf"]
    assert looks(tree["media/b.jpg"]) == looks(photo)
    assert Path(site.folder / "media" / "b.jpg").read_bytes() == photo
