"""What browsers cannot show is an error that says how to export it, whatever its name is; the others are published."""

from __future__ import annotations

import io
import re
import struct
import sys

import pytest
from PIL import Image

from support.pictures import DRAWING, LOUD, MARK, RASTER, exif, saved
from support.rows import every_row
from support.site import SmallSite, codes, told
from therapyblog.media import heic

PDF, FILM, WORD = b"%PDF-1.7\n" + MARK, b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + MARK, b"PK\3\4" + MARK
TIFF = saved("TIFF")
HEIF = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "scan.tiff": (TIFF, "a TIFF picture or a raw photograph", "export it as JPEG"),
    "scan.jpg": (TIFF, "a TIFF picture or a raw photograph", "Preview and choose File → Export → JPEG"),
    "a.dng": (b"II*\0\x08\0\0\0", "a TIFF picture or a raw photograph", "the program that developed it"),
    "a.cr2": (b"II*\0\x10\0\0\0CR\2\0", "a raw photograph", "the program that developed it"),
    "a.cr3": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a raw photograph", "the program that developed it"),
    "a.orf": (b"IIRO\x08\0\0\0", "a raw photograph", "export it as JPEG"),
    "a.rw2": (b"IIU\0\x18\0\0\0", "a raw photograph", "export it as JPEG"),
    "a.raf": (b"FUJIFILMCCD-RAW 0201", "a raw photograph", "export it as JPEG"),
    "a.bmp": (saved("BMP"), "a BMP picture", "on Windows open it in Photos or Paint"),
    "a.jp2": (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture", "export it as JPEG"),
    "a.jxl": (b"\xff\x0a\xfa\x1f", "a JPEG XL picture", "export it as JPEG"),
    "a.psd": (b"8BPS\0\1", "a Photoshop file", "save a copy of it as JPEG or PNG"),
    "a.ico": (saved("ICO"), "an icon", "static/"),
    "a.eps": (b"%!PS-Adobe-3.0 EPSF", "a PostScript drawing", "export it as SVG"),
    "a.png": (b"<!DOCTYPE html><html><svg/></html>", "a web page, not a picture", "save the picture itself"),
    "b.png": (DRAWING.encode(), "an SVG drawing, but its name says otherwise", "ends in .svg"),
    "b.svg": (saved("PNG"), "a PNG picture, but its name says otherwise", "ends in .png"),
    "c.jpg": (b"", "not a JPEG, PNG, WebP or GIF picture", "save it again"),
    "d.jpg": (b"\n" + RASTER["exif.jpg"], "not a JPEG, PNG, WebP or GIF picture", "save it again"),
    "e.svg": (b"<svg>\n<g>\n</svg>", "not well-formed (mismatched tag)", "plain SVG"),
    "f.avif": (RASTER["exif.avif"][:200], "damaged", "save it again"),
}
NO_PICTURES = {
    "film.mp4": (FILM, "a film"),
    "film.mov": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a film"),
    "film.webm": (b"\x1aE\xdf\xa3\x9f", "a film"),
    "film.jpg": (FILM, "a film"),
    "talk.mp3": (b"ID3\4\0\0", "a sound file"),
    "leaflet.pdf": (PDF, "a PDF document"),
    "leaflet.docx": (WORD, "a document or an archive"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document or an archive"),
    "words.txt": (b"Words.", "no picture"),
}
WAYS = {
    "in a text": ("{0}", "![A](/media/{0})"),
    "at the top": ("image: /media/{0}\nimage_alt: A", "Words."),
    "in a figure": ("", ":::figure /media/{0}\nWords.\n:::"),
}


@every_row("link", ["![A](/media/{0})", "[A](/media/{0})"], ids=["shown", "linked to"])
def test_pictures_that_cannot_be_published_are_named_all_at_once(site: SmallSite, link: str):
    """Linked to as well: what is in them would be public."""
    site.write({f"media/{name}": content for name, (content, _, _) in REFUSED.items()})
    site.write({"posts/a.md": "---\ntitle: A\n---\n" + "\n\n".join(link.format(name) for name in REFUSED)})

    result = site.build()

    assert not result.published
    assert [found.at.path for found in result.problems] == sorted(f"media/{name}" for name in REFUSED)
    for found in result.problems:
        _, noun, fix = REFUSED[found.at.path.removeprefix("media/")]
        assert (found.code, noun in found.says, fix in found.fix) == ("TB-PIC-002", True, True), found
    assert [found.at.line for found in result.problems if found.at.path == "media/e.svg"] == [3]


@every_row("way", WAYS)
def test_films_and_documents_are_no_pictures_and_may_be_linked_to(site: SmallSite, way: str):
    head, body = WAYS[way]
    site.write({f"media/{name}": content for name, (content, _) in NO_PICTURES.items()})
    for number, name in enumerate(NO_PICTURES):
        settings = head.format(name) if ":" in head else f"x-note: {name}"
        site.write({f"posts/{number}.md": f"---\ntitle: P{number}\n{settings}\n---\n{body.format(name)}\n"})

    result = site.build()

    assert codes(result) == ["TB-PIC-004"] * len(NO_PICTURES)
    for found, (name, (_, noun)) in zip(result.problems, NO_PICTURES.items(), strict=True):
        assert found.says == f"'/media/{name}' is {noun}, which cannot stand in a picture's place"
        assert (found.at.line > 2, found.fix != "") == (True, True)

    links = "\n\n".join(f"[{name}](/media/{name})" for name in NO_PICTURES)
    for number in range(len(NO_PICTURES)):
        site.write({f"posts/{number}.md": f"---\ntitle: P{number}\n---\n{links}\n"})
    site.published()
    assert all(site.tree()[f"media/{name}"] == content for name, (content, _) in NO_PICTURES.items())


def test_names_and_places_that_are_allowed(site: SmallSite):
    """No false alarms: the content decides, and what only lies in static/ is nobody's picture."""
    shown = {"a.png": saved("JPEG"), "b.jpg": saved("PNG"), "c.jpeg": saved("WEBP"), "d.jpg": saved("AVIF")}
    site.write({f"media/{name}": content for name, content in shown.items()})
    site.write({"static/favicon.ico": saved("ICO"), "static/old.bmp": saved("BMP"), "static/film.mp4": FILM})
    body = "\n\n".join(f"![A](/media/{name})" for name in shown)
    site.write({"posts/a.md": f"---\ntitle: A\n---\n{body}\n\n[Old](/old.bmp) [Film](/film.mp4)\n"})

    site.published()

    assert {f"media/{name}" for name in shown} | {"favicon.ico", "old.bmp", "film.mp4"} <= set(site.tree())


def test_static_pictures_that_browsers_do_not_show(site: SmallSite):
    site.write({"static/old.bmp": saved("BMP"), "posts/a.md": "---\ntitle: A\n---\n![A](/old.bmp)\n"})

    assert codes(site.build()) == ["TB-PIC-004"]


TALL = 17_000


@every_row(
    "size, offered", [((400, TALL), 1), ((330, TALL), 0), ((400, 16_000), 2), ((TALL, 400), 5), ((1, 60_000), 0)]
)
def test_a_picture_too_tall_for_webp_is_published_as_it_is(site: SmallSite, size: tuple[int, int], offered: int):
    site.write({"media/a.png": saved("PNG", Image.new("1", size))})
    site.write({"posts/a.md": "---\ntitle: A\n---\n![A](/media/a.png)\n"})

    site.published()

    assert len([name for name in site.tree() if name.startswith("media/a.png-")]) == offered


# HEIC


def photograph(width: int = 64, height: int = 48, **how: object) -> bytes:
    pillow_heif = pytest.importorskip("pillow_heif")
    stream = io.BytesIO()
    pillow_heif.from_pillow(LOUD.resize((width, height))).save(
        stream, exif=exif().tobytes(), xmp=MARK, quality=90, **how
    )
    return stream.getvalue()


def test_a_heic_photograph_becomes_a_jpeg(site: SmallSite):
    large = photograph(3000, 1000)
    site.write({"media/IMG_1.HEIC": photograph(), "media/large.heif": large, "media/named.jpg": photograph()})
    names = ("IMG_1.HEIC", "large.heif", "named.jpg")
    site.write({"posts/a.md": "---\ntitle: A\n---\n" + "\n\n".join(f"![A](/media/{name})" for name in names)})
    site.write({"posts/b.md": "---\ntitle: B\n---\n[The photograph](/media/IMG_1.HEIC)\n"})

    site.published()

    tree = site.tree()
    assert {"media/IMG_1.jpg", "media/large.jpg", "media/named.jpg", "media/large.jpg-320.webp"} <= set(tree)
    assert not [name for name, content in tree.items() if "HEIC" in name or MARK in content or b"GPS" in content]
    shown = [Image.open(io.BytesIO(tree[f"media/{name}.jpg"])) for name in ("IMG_1", "large", "named")]
    assert [(picture.format, picture.size) for picture in shown] == [
        ("JPEG", (64, 48)),
        ("JPEG", (2560, 853)),
        ("JPEG", (64, 48)),
    ]
    sizes = [(one.attributes["width"], one.attributes["height"]) for one in site.main("/a/").css("img")]
    assert sizes == [("64", "48"), ("2560", "853"), ("64", "48")]
    assert site.main("/b/").css_first("a[href$='IMG_1.jpg']") is not None
    assert site.build().written == ()


def test_a_heic_photograph_and_a_file_of_its_new_name(site: SmallSite):
    site.write({"media/a.heic": photograph(), "media/a.jpg": saved("JPEG")})
    site.write({"posts/a.md": "---\ntitle: A\n---\n![A](/media/a.jpg)\n"})
    site.published()

    site.edit("posts/a.md", "a.jpg", "a.heic")
    (found,) = site.build().problems

    assert (found.code, found.at.path) == ("TB-URL-001", "media/a.jpg")
    assert found.says == "media/a.heic and media/a.jpg want the same address /media/a.jpg"


def test_without_the_extra_a_heic_photograph_is_an_error_with_both_ways_out(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.setattr(heic, "installed", lambda: False)
    site.write({"media/a.heic": HEIF, "posts/a.md": "---\ntitle: A\n---\n![A](/media/a.heic)\n"})

    (found,) = site.build().problems

    assert (found.code, found.at.path) == ("TB-PIC-002", "media/a.heic")
    assert found.says == "this picture cannot be shown: it is a HEIC photograph, which browsers do not show"
    for way in ('pip install "therapyblog[heic]"', "Preview", "Most Compatible"):
        assert way in found.fix


@every_row("at", [40, 300, 700, -200])
def test_a_heic_photograph_that_is_damaged_or_a_bomb(site: SmallSite, at: int):
    content = photograph()
    broken = content[:at] + b"\xff" * 60 + content[at + 60 :] if at > 0 else content[:at]
    bomb = re.sub(rb"(ispe....).{8}", rb"\1" + struct.pack(">II", 60_000, 60_000), content, flags=re.DOTALL)
    site.write({"media/a.heic": broken, "media/b.heic": bomb, "media/c.heic": HEIF})
    site.write({"posts/a.md": "---\ntitle: A\n---\n![A](/media/b.heic) ![A](/media/c.heic) [A](/media/a.heic)\n"})

    result = site.build()

    assert not result.published
    assert {found.code for found in result.problems} == {"TB-PIC-002"}, told(result)
    assert {"media/b.heic", "media/c.heic"} <= {found.at.path for found in result.problems}
