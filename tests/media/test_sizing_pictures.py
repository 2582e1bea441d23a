"""Smaller pictures: which there are, what they show, and that a build makes each of them once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from selectolax.lexbor import LexborHTMLParser

from support.rows import every_row
from support.site import SmallSite, codes
from therapyblog.media.broken import BrokenPicture
from therapyblog.media.metadata import strip
from therapyblog.media.pictures import Size, measure
from therapyblog.media.resize import resize, widths

RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)


def photo(width: int, height: int) -> Image.Image:
    """Return a picture whose corner is red, with more colours than a drawing has."""
    picture = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (picture, picture.rotate(180), Image.effect_noise((width, height), 60)))
    picture.paste(RED, (0, 0, width // 4, height // 4))
    return picture


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **how)
    return stream.getvalue()


def shown(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "WEBP"
    assert {"exif", "xmp", "icc_profile"}.isdisjoint(picture.info)
    picture.load()
    return picture


def near(found: object, wanted: tuple[int, ...], by: int = 12) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


@every_row(
    "width, offered",
    [
        (0, ()),
        (320, ()),
        (321, (321,)),
        (400, (320, 400)),
        (700, (320, 700)),
        (800, (320, 640, 800)),
        (1000, (320, 640, 1000)),
        (1900, (320, 640, 960, 1440, 1900)),
        (4000, (320, 640, 960, 1440, 1920)),
    ],
)
def test_the_widths_that_a_picture_is_offered_in(width: int, offered: tuple[int, ...]):
    assert widths(Size(width=width, height=10, still=True)) == offered
    assert widths(Size(width=width, height=10)) == ()


@every_row("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_becomes_smaller_and_stays_what_it_was(kind: str):
    wide, narrow = map(shown, resize(saved(photo(800, 600), kind), [160, 400]))

    assert (wide.size, narrow.size) == ((400, 300), (160, 120))
    assert near(wide.getpixel((20, 20)), RED)
    assert near(narrow.getpixel((8, 8)), RED)


@every_row("kind", ["JPEG", "PNG", "WEBP"])
@every_row("turn", [3, 6, 8])
def test_a_photograph_is_turned_as_it_was_held(turn: int, kind: str):
    exif = Image.Exif()
    exif[0x0112] = turn
    content = saved(photo(1200, 900), kind, exif=exif)

    (found,) = map(shown, resize(content, [300]))

    corner = {3: (290, 215), 6: (290, 10), 8: (10, 390)}[turn]
    assert found.size == ((300, 225) if turn == 3 else (300, 400))
    assert near(found.getpixel(corner), RED)


def test_a_drawing_keeps_its_edges():
    picture = Image.new("RGB", (640, 640), "white")
    picture.paste(BLUE, (320, 0, 640, 640))

    (found,) = map(shown, resize(saved(picture, "PNG"), [320]))

    for place, colour in (((9, 9), (255, 255, 255)), ((156, 9), (255, 255, 255)), ((164, 9), BLUE)):
        assert near(found.getpixel(place), colour, 4)


@every_row("mode", ["RGBA", "LA", "P"])
def test_what_can_be_seen_through_stays_so(mode: str):
    picture = Image.new("RGBA", (640, 640), (*GREEN, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 320, 640))
    content = saved(picture.convert(mode), "PNG")

    (found,) = map(shown, resize(content, [320]))

    assert [found.getpixel(place)[3] for place in ((20, 20), (300, 20))] == [0, 255]  # type: ignore[index]


@every_row(
    "picture, kind, wanted",
    [
        (Image.new("L", (400, 400), 90), "PNG", (90, 90, 90)),
        (Image.new("1", (400, 400), 1), "PNG", (255, 255, 255)),
        (Image.new("I;16", (400, 400), 128 * 256), "PNG", (128, 128, 128)),
        (Image.new("CMYK", (400, 400), (0, 255, 255, 0)), "JPEG", (255, 0, 0)),
    ],
    ids=["grey", "black and white", "sixteen bits", "print"],
)
def test_every_kind_of_pixels(picture: Image.Image, kind: str, wanted: tuple[int, ...]):
    (found,) = map(shown, resize(saved(picture, kind), [320]))

    assert near(found.getpixel((9, 9)), wanted)


@every_row("mode", ["RGB", "RGBA"])
def test_colours_of_another_profile_are_said_in_srgb(mode: str):
    """In Lab-like XYZ numbers the same colour is written otherwise; a browser without the profile would show those."""
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    plain = swapped.tobytes()
    # The red and the green of the profile change places, and so does its name.
    red, green = plain.index(b"rXYZ"), plain.index(b"gXYZ")
    other = bytearray(plain)
    other[red : red + 4], other[green : green + 4] = b"gXYZ", b"rXYZ"
    other = other.replace("sRGB".encode("utf-16-be"), "mine".encode("utf-16-be"))
    picture = Image.new(mode, (400, 400), GREEN if mode == "RGB" else (*GREEN, 120))

    (same,) = map(shown, resize(saved(picture, "PNG", icc_profile=plain), [320]))
    (found,) = map(shown, resize(saved(picture, "PNG", icc_profile=bytes(other)), [320]))
    (unread,) = map(shown, resize(saved(picture, "PNG", icc_profile=b"no profile" * 20), [320]))

    assert near(same.getpixel((9, 9)), picture.getpixel((9, 9)))  # type: ignore[arg-type]
    assert near(unread.getpixel((9, 9)), picture.getpixel((9, 9)))  # type: ignore[arg-type]
    assert near(found.getpixel((9, 9))[:3], (GREEN[1], GREEN[0], GREEN[2]), 20)  # type: ignore[index]


@every_row("cut", [0, 30, 3000])
def test_pixels_that_cannot_be_read(cut: int):
    with pytest.raises(BrokenPicture):
        list(resize(saved(photo(400, 300), "JPEG")[:cut], [320]))


def test_a_photograph_with_another_picture_behind_it(tmp_path: Path):
    """As telephones write them: a depth map, or the same once more. Pillow has another name for such a file."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    photo(800, 600).save(path, "MPO", save_all=True, append_images=[photo(80, 60)], exif=exif)

    assert measure(path) == Size(width=600, height=800, still=True)
    (found,) = map(shown, resize(strip(path.read_bytes()), [300]))
    assert found.size == (300, 400)
    assert near(found.getpixel((290, 10)), RED)


@every_row("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_is_left_alone(tmp_path: Path, kind: str):
    path = tmp_path / f"a.{kind.lower()}"
    photo(400, 300).save(path, kind, save_all=True, append_images=[photo(400, 300).rotate(180)], duration=50)

    assert not measure(path).still


# In a site


POST = """\
---
title: A
date: 2026-11-01
image: /media/b.jpg
image_alt: B
---
![C](</media/c d.webp>)

Text.
"""


@pytest.fixture
def gallery(site: SmallSite) -> SmallSite:
    site.write(
        {
            "posts/a.md": POST,
            "media/b.jpg": saved(photo(900, 600), "JPEG"),
            "media/c d.webp": saved(photo(500, 300), "WEBP"),
            "media/small.png": saved(photo(90, 60), "PNG"),
            "media/alone.jpg": saved(photo(900, 600), "JPEG"),
        }
    )
    return site


def made(site: SmallSite) -> list[str]:
    return [path for path in site.tree() if path.startswith("media/")]


def test_a_page_offers_every_picture_in_several_widths(gallery: SmallSite):
    gallery.edit("posts/a.md", "Text.", "![D](/media/small.png)")
    gallery.build()

    page = LexborHTMLParser(gallery.page("/a/"))
    assert [one.attributes["srcset"] for one in page.css("main picture source")] == [
        "../media/b.jpg-320.webp 320w, ../media/b.jpg-640.webp 640w, ../media/b.jpg-900.webp 900w",
        "../media/c%20d.webp-320.webp 320w, ../media/c%20d.webp 500w",
    ]
    assert [one.attributes["src"] for one in page.css("main img")] == [
        "../media/b.jpg",
        "../media/c%20d.webp",
        "../media/small.png",
    ]
    assert made(gallery) == [
        "media/b.jpg",
        "media/b.jpg-320.webp",
        "media/b.jpg-640.webp",
        "media/b.jpg-900.webp",
        "media/c d.webp",
        "media/c d.webp-320.webp",
        "media/small.png",
    ]
    assert shown(gallery.tree()["media/b.jpg-640.webp"]).size == (640, 427)


def test_a_feed_shows_the_picture_as_it_came(gallery: SmallSite):
    gallery.build()

    assert b"srcset" not in gallery.tree()["feed.xml"]
    assert b"/media/c%20d.webp" in gallery.tree()["feed.xml"]


def test_a_picture_is_sized_once(gallery: SmallSite):
    gallery.build()
    before = (gallery.out / "media" / "b.jpg-640.webp").stat().st_ino

    assert gallery.build().written == ()
    gallery.edit("posts/a.md", "Text.", "Other text.")
    gallery.edit("posts/a.md", "title: A", "title: Ah")
    gallery.build()

    assert (gallery.out / "media" / "b.jpg-640.webp").stat().st_ino == before


def test_another_picture_of_the_same_name_is_sized_anew(gallery: SmallSite):
    gallery.build()
    gallery.write({"media/b.jpg": saved(photo(700, 600), "JPEG")})
    gallery.build()

    assert [path for path in made(gallery) if path.startswith("media/b")] == [
        "media/b.jpg",
        "media/b.jpg-320.webp",
        "media/b.jpg-700.webp",
    ]


def test_smaller_pictures_go_when_nobody_shows_them(gallery: SmallSite):
    gallery.build()
    gallery.edit("posts/a.md", "title: A", "title: A\nstatus: draft")
    gallery.build()

    assert made(gallery) == []


def test_a_file_of_the_author_keeps_its_name(gallery: SmallSite):
    mine = saved(photo(9, 9), "WEBP")
    gallery.write({"media/b.jpg-640.webp": mine, "static/old.html": '<img src="media/b.jpg-640.webp">'})
    gallery.build()

    offered = LexborHTMLParser(gallery.page("/a/")).css_first("main picture source").attributes["srcset"]
    assert offered == "../media/b.jpg-320.webp 320w, ../media/b.jpg-900.webp 900w"
    assert gallery.tree()["media/b.jpg-640.webp"] == mine


def test_an_old_address_cannot_take_a_smaller_pictures_name(gallery: SmallSite):
    gallery.edit("posts/a.md", "title: A", "title: A\naliases: /media/b.jpg-640.webp")

    result = gallery.build()

    (found,) = result.problems
    assert (found.code, found.at.path) == ("TB-URL-001", "media/b.jpg")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_picture_whose_pixels_are_cut_off_is_named(gallery: SmallSite, jobs: int):
    gallery.build()
    whole = (gallery.folder / "media" / "b.jpg").read_bytes()
    gallery.write({"media/b.jpg": whole[: len(whole) // 2]})

    result = gallery.build(jobs=jobs)

    (found,) = result.problems
    assert not result.published
    assert str(found) == "media/b.jpg: error TB-PIC-002: this picture cannot be shown: it is damaged"
    assert codes(gallery.build()) == codes(result)


def test_the_preview_shows_the_picture_itself_in_the_place_of_smaller_ones(gallery: SmallSite):
    """Nobody waits for an encoder while writing; see tests/serve for the rest of the preview."""
    import datetime as dt

    from therapyblog.serve.preview import Preview

    preview = Preview(gallery.folder, drafts=True, now=lambda: dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    preview.update()
    try:
        assert preview.site is not None
        assert preview.find("/media/b.jpg-640.webp") == "media/b.jpg-640.webp"
        assert preview.site.files["media/b.jpg-640.webp"].path == "media/b.jpg"
    finally:
        preview.close()
