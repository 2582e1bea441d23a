"""A photograph that is larger than any screen shows is published smaller, upright and without its metadata."""

from __future__ import annotations

import io

from PIL import Image

from support.pictures import exif
from support.site import SmallSite, post

BYTES = 1_500_000


def _photograph(width: int, height: int, *, turn: int = 1) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(stream, "JPEG", quality=97, exif=exif(turn))
    return stream.getvalue()


def test_a_large_photograph_is_published_as_large_as_a_screen(site: SmallSite):
    site.write(
        {
            "media/a.jpg": _photograph(2700, 900),
            "posts/a.md": post("A", "![x](/media/a.jpg)", image="/media/a.jpg", image_alt="x"),
        }
    )
    site.published()

    made = (site.out / "media/a.jpg").read_bytes()
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (2560, 853), {})
    assert len(made) < (site.folder / "media/a.jpg").stat().st_size
    assert 'width="2560" height="853"' in site.page("/a/")
    assert '<meta property="og:image:width" content="2560">' in site.page("/a/")


def test_a_portrait_that_was_held_sideways_is_upright(site: SmallSite):
    site.write({"media/a.jpg": _photograph(2700, 900, turn=6), "posts/a.md": post("A", "![x](/media/a.jpg)")})
    site.published()

    with Image.open(site.out / "media/a.jpg") as picture:
        assert (picture.size, dict(picture.getexif())) == ((853, 2560), {})
    assert 'width="853" height="2560"' in site.page("/a/")


def test_what_is_no_larger_than_a_screen_stays_as_it_is(site: SmallSite):
    site.write({"media/a.jpg": _photograph(2560, 1000), "posts/a.md": post("A", "![x](/media/a.jpg)")})
    site.published()

    with Image.open(site.out / "media/a.jpg") as picture:
        assert picture.size == (2560, 1000)
    assert (site.folder / "media/a.jpg").stat().st_size > BYTES


def test_a_large_photograph_in_static_is_published_as_it_is(site: SmallSite):
    content = _photograph(2700, 900).replace(b"Exif\0\0", b"Xxif\0\0")
    site.write({"static/a.jpg": content, "posts/a.md": post("A", "[x](/a.jpg)")})
    site.build()

    assert (site.out / "a.jpg").read_bytes() == content
