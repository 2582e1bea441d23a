"""Every picture that is published has lost what says where, when and by whom it was made, and looks the same."""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps, ImageSequence

from support.pictures import (
    DRAWING,
    EXIF,
    LOUD,
    MARK,
    PLAIN,
    PLAIN_FILES,
    RASTER,
    THUMBNAIL,
    XMP,
    box,
    chunk,
    exif,
    riff_chunk,
    saved,
    segment,
    with_blocks,
    with_chunks,
    with_riff_chunks,
    with_segments,
)
from support.rows import every_row
from support.site import SmallSite, codes, told
from therapyblog.media.broken import BrokenPicture
from therapyblog.media.published import published_content

TELLING = (
    MARK,
    MARK.decode().encode("utf-16-le"),
    MARK.hex().encode(),
    THUMBNAIL[20:200],
    EXIF[20:60],
    b"GPSLatitude",
    b"elsewhere.example",
    b"inkscape",
)
"""What must not be found in anything that is published."""
PLACES = {
    "in a text": "![A](/media/{0})",
    "with a relative name": "![A](../media/{0})",
    "in a figure": ':::figure /media/{0} {{alt="A"}}\nWords.\n:::',
    "linked to": "[The picture](/media/{0})",
    "as a reference": "![A][{0}]\n\n[{0}]: /media/{0}",
}
STRANGE = ("reserved.jpg", "two-starts.jpg")
"""What Pillow opens only without what was left out."""
PER_FORMAT = ("turned.jpg", "turned.png", "turned.webp", "moving.gif", "turned.avif", "drawing.svg")
"""Pictures that the settings name, too."""


def everything(content: bytes) -> Iterator[bytes]:
    """Yield a file, and what is compressed in it."""
    yield content
    for found in re.finditer(rb"x[\x01\x5e\x9c\xda]", content):
        try:
            yield zlib.decompressobj().decompress(content[found.start() :], 100_000)
        except zlib.error:
            continue


def told_in(tree: dict[str, bytes]) -> dict[str, bytes]:
    return {
        path: sign for path, content in tree.items() for part in everything(content) for sign in TELLING if sign in part
    }


def looks(content: bytes) -> tuple[object, ...]:
    """Return all that somebody sees of a picture: upright as browsers show it, each frame."""
    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content)) as picture:
        frames = [ImageOps.exif_transpose(frame).convert("RGBA").tobytes() for frame in ImageSequence.Iterator(picture)]
        shown = ImageOps.exif_transpose(picture).size
        # What stands behind a JPEG is no second frame of it.
        frames = frames[:1] if picture.format == "MPO" else frames
        return shown, picture.info.get("icc_profile"), picture.info.get("loop"), frames


@every_row("place", ["media", "posts/rest"])
def test_nothing_that_is_published_tells(site: SmallSite, place: str):
    """Format × carrier × the place that names it, and then every byte of the output; beside a text, too."""
    pictures = {**RASTER, "drawing.svg": DRAWING.encode()}
    site.write({f"{place}/{name}": content for name, content in pictures.items()})
    site.write({"posts/rest/index.md": "---\ntitle: Rest\nauthor: ada-moss\n---\nRest.\n"})
    for number, way in enumerate(PLACES.values()):
        body = "\n\n".join(way.format(name) for name in pictures).replace("media/", f"{place}/")
        site.write({f"posts/way-{number}.md": f"---\ntitle: W{number}\nauthor: ada-moss\n---\n{body}\n"})
    for number, name in enumerate(PER_FORMAT):
        head = f"title: T{number}\nauthor: ada-moss\nimage: /{place}/{name}\nimage_alt: A"
        person = f"---\nname: P{number}\nphoto: ../{place}/{name}\n---\n"
        site.write({f"posts/{number}.md": f"---\n{head}\n---\n", f"practitioners/p{number}.md": person})
    site.settings("", logo=f'"{place}/drawing.svg"')
    assert set(told_in(pictures)) == set(pictures)

    result = site.build()

    assert result.published, told(result)
    tree = site.tree()
    below = "media" if place == "media" else f"media/{place}"
    assert {f"{below}/{name}" for name in pictures} <= set(tree)
    assert told_in(tree) == {}
    for name, content in RASTER.items():
        seen = looks(tree[f"{below}/{name}"])
        assert name in STRANGE or seen == looks(content), name
        assert (site.folder / place / name).read_bytes() == content
    assert site.build().written == ()


INSERTS = {
    "JPEG": (lambda kind, words: segment(kind[0] % 16 + 0xE0 if kind[0] % 3 else 0xFE, words), with_segments),
    "PNG": (lambda kind, words: chunk(bytes(97 + byte % 26 for byte in kind[:4]), words), with_chunks),
    "WEBP": (lambda kind, words: riff_chunk(bytes(97 + byte % 26 for byte in kind[:4]), words), with_riff_chunks),
    "GIF": (lambda kind, words: b"!" + kind[:1] + bytes([len(words)]) + words + b"\0", with_blocks),
    "AVIF": (lambda kind, words: box(kind[:4], words), lambda *boxes: PLAIN_FILES["AVIF"] + b"".join(boxes)),
}
KINDS = st.binary(min_size=4, max_size=4).filter(lambda kind: kind.isascii() and kind[0] not in (0x2C, 0x3B))


@settings(max_examples=60)
@given(st.sampled_from(sorted(INSERTS)), st.lists(st.tuples(KINDS, st.binary(max_size=40)), max_size=4))
def test_a_piece_of_any_name_is_left_out(which: str, pieces: list[tuple[bytes, bytes]]):
    make, put = INSERTS[which]
    content = put(*(make(kind, MARK + words) for kind, words in pieces))

    quiet = published_content(content, f"media/a.{which.lower()}")

    assert MARK not in quiet
    assert looks(quiet) == looks(put())
    assert published_content(quiet, "media/a.png") == quiet


@given(
    st.sampled_from(sorted({**RASTER, "drawing.svg": b""})),
    st.integers(0, 9000),
    st.binary(max_size=8),
    st.booleans(),
)
def test_a_damaged_picture_is_a_picture_or_a_reason(which: str, at: int, noise: bytes, cut: bool):
    content = RASTER.get(which) or DRAWING.encode()
    content = content[:at] + noise + (b"" if cut else content[at + len(noise) :])

    with suppress(BrokenPicture):
        assert len(published_content(content, f"media/{which}")) <= len(content) * 2 + 100


def test_static_files_are_published_as_they_are_and_places_are_told_of(site: SmallSite):
    tiff = b"II*\0\x08\0\0\0" + PLAIN[8:]
    placed = {
        "exif.jpg": RASTER["exif.jpg"],
        "xmp.jpg": RASTER["xmp.jpg"],
        "exif.png": RASTER["exif.png"],
        "international.png": RASTER["international.png"],
        "raw-profile.png": RASTER["raw-profile.png"],
        "exif.webp": RASTER["exif.webp"],
        "exif.avif": RASTER["exif.avif"],
        "a.tiff": tiff if PLAIN[:2] == b"II" else b"MM\0*\0\0\0\x08" + PLAIN[8:],
        "no-name": RASTER["exif.jpg"],
    }
    silent = {
        "comment.jpg": RASTER["comment.jpg"],
        "device-only.jpg": saved("JPEG", exif=exif(place=False)),
        "icon.png": saved("PNG"),
        "x.gif": RASTER["comment.gif"],
        "google1234.html": b"google-site-verification: GPSLatitude",
        "leaflet.pdf": b"%PDF-1.7 " + XMP,
    }
    site.write({f"static/{name}": content for name, content in {**placed, **silent}.items()})

    result = site.build()

    assert result.published
    assert [found.at.path for found in result.problems] == [f"static/{name}" for name in sorted(placed)]
    assert set(codes(result)) == {"TB-PIC-005"}
    tree = site.tree()
    assert all(tree[name] == content for name, content in {**placed, **silent}.items())


@every_row("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@every_row("turn", range(1, 9))
def test_a_picture_stays_upright(kind: str, turn: int):
    """Browsers turn all four as their EXIF says (AVIF by boxes of its own)."""
    content = saved(kind, exif=exif(turn))
    quiet = published_content(content, "media/a.jpg")

    assert looks(quiet) == looks(content)
    assert looks(quiet)[0] == (LOUD.size if turn < 5 else LOUD.size[::-1])
    assert len(dict(Image.open(io.BytesIO(quiet)).getexif())) <= 1
