"""Detects the format of a file by its first bytes, because its name may be wrong.

A table of signatures → `Format`: its name in messages, how it is published, and how to convert it to what browsers
show. Sources: the specifications of the formats, and the brands of ISO base media files (mp4ra.org).
"""

from __future__ import annotations

import re
from typing import Literal

from therapyblog.model.value import Value

HEAD = 64_000
"""Most bytes that `sniff` needs; a drawing may begin with a long comment."""

Role = Literal["shown", "converted", "refused", "other"]


class Format(Value, frozen=True, kw_only=True):
    """A kind of file.

    `role` is `shown` for pictures whose metadata we can remove, `converted` for those that become a JPEG, `refused` for
    other pictures, and `other` for files that are no pictures, which may be linked to.
    """

    name: str
    noun: str
    role: Role
    hint: str = ""
    """How to export it, or what to do instead."""


EXPORT = (
    "export it as JPEG: on a Mac open it in Preview and choose File → Export → JPEG; on Windows open it in Photos or"
    " Paint and choose Save as → JPEG"
)
_IPHONE = f"{EXPORT}; an iPhone takes JPEG itself with Settings → Camera → Formats → Most Compatible"
_RAW = f"export it as JPEG from the program that developed it (or {EXPORT.removeprefix('export it as JPEG: ')})"
_DRAWING = "export it as SVG, or as PNG, from the program that it was drawn with"
_FILM = "link to it: [The film](/media/its-name); or put it on a film service and show it with :::embed"
_DOCUMENT = "link to it: [The leaflet](/media/its-name); or export the page that matters as JPEG or PNG"

FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format(name="jpeg", noun="a JPEG picture", role="shown"),
        Format(name="png", noun="a PNG picture", role="shown"),
        Format(name="webp", noun="a WebP picture", role="shown"),
        Format(name="gif", noun="a GIF picture", role="shown"),
        Format(name="avif", noun="an AVIF picture", role="shown"),
        Format(name="svg", noun="an SVG drawing", role="shown"),
        Format(name="heic", noun="a HEIC photograph", role="converted", hint=_IPHONE),
        Format(name="tiff", noun="a TIFF picture or a raw photograph", role="refused", hint=_RAW),
        Format(name="raw", noun="a raw photograph", role="refused", hint=_RAW),
        Format(name="bmp", noun="a BMP picture", role="refused", hint=EXPORT),
        Format(name="jpeg2000", noun="a JPEG 2000 picture", role="refused", hint=EXPORT),
        Format(name="jxl", noun="a JPEG XL picture", role="refused", hint=EXPORT),
        Format(name="jxr", noun="a JPEG XR picture", role="refused", hint=EXPORT),
        Format(name="psd", noun="a Photoshop file", role="refused", hint="save a copy of it as JPEG or PNG"),
        Format(name="xcf", noun="a GIMP file", role="refused", hint="export it as JPEG or PNG"),
        Format(
            name="ico", noun="an icon", role="refused", hint="export it as PNG; a favicon goes into static/ as it is"
        ),
        Format(name="metafile", noun="a Windows metafile", role="refused", hint=_DRAWING),
        Format(name="eps", noun="a PostScript drawing", role="refused", hint=_DRAWING),
        Format(name="film", noun="a film", role="other", hint=_FILM),
        Format(name="sound", noun="a sound file", role="other", hint="link to it: [Listen](/media/its-name)"),
        Format(name="pdf", noun="a PDF document", role="other", hint=_DOCUMENT),
        Format(name="document", noun="a document or an archive", role="other", hint=_DOCUMENT),
        Format(
            name="html", noun="a web page", role="other", hint="save the picture itself, not the page that shows it"
        ),
        Format(
            name="", noun="no picture", role="other", hint="save it again as JPEG, PNG or WebP from a picture program"
        ),
    )
}

_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
    (b"AVI ", 8, "film"),
    (b"WAVE", 8, "sound"),
    (b"jP  ", 4, "jpeg2000"),
    (b"\xff\x4f\xff\x51", 0, "jpeg2000"),
    (b"JXL ", 4, "jxl"),
    (b"\xff\x0a", 0, "jxl"),
    (b"II\xbc\x01", 0, "jxr"),
    (b"II\x1a\0\0\0HEAPCCDR", 0, "raw"),
    (b"IIRO", 0, "raw"),
    (b"IIRS", 0, "raw"),
    (b"MMOR", 0, "raw"),
    (b"IIU\0", 0, "raw"),
    (b"FUJIFILMCCD-RAW", 0, "raw"),
    (b"FOVb", 0, "raw"),
    (b"\0MRM", 0, "raw"),
    (b"CR\2\0", 8, "raw"),
    (b"II*\0", 0, "tiff"),
    (b"MM\0*", 0, "tiff"),
    (b"II+\0", 0, "tiff"),
    (b"MM\0+", 0, "tiff"),
    (b"8BPS", 0, "psd"),
    (b"gimp xcf", 0, "xcf"),
    (b"\0\0\1\0", 0, "ico"),
    (b"\0\0\2\0", 0, "ico"),
    (b"\xd7\xcd\xc6\x9a", 0, "metafile"),
    (b" EMF", 40, "metafile"),
    (b"%!PS", 0, "eps"),
    (b"\xc5\xd0\xd3\xc6", 0, "eps"),
    (b"%PDF-", 0, "pdf"),
    (b"PK\3\4", 0, "document"),
    (b"\xd0\xcf\x11\xe0", 0, "document"),
    (b"{\\rtf", 0, "document"),
    (b"\x1aE\xdf\xa3", 0, "film"),
    (b"\0\0\1\xba", 0, "film"),
    (b"FLV\1", 0, "film"),
    (b"moov", 4, "film"),
    (b"mdat", 4, "film"),
    (b"wide", 4, "film"),
    (b"OggS", 0, "sound"),
    (b"ID3", 0, "sound"),
    (b"fLaC", 0, "sound"),
    (b"\xff\xfb", 0, "sound"),
    (b"\xff\xf3", 0, "sound"),
)
"""Bytes, their offset, and the format; the first that matches counts."""
_BRANDS: dict[bytes, str] = {
    **dict.fromkeys((b"avif", b"avis"), "avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), "heic"),
    **dict.fromkeys((b"jpx ", b"jp2 ", b"j2ki"), "jpeg2000"),
    b"crx ": "raw",
    **dict.fromkeys((b"M4A ", b"M4B "), "sound"),
}
_GENERAL = (b"mif1", b"mif2", b"msf1", b"miaf")
"""Brands of pictures that do not determine the codec."""
_MARKUP = re.compile(r"\ufeff?\s*<")
_SVG = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]")
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)

_PICTURE_NAMES = """
    .jpg .jpeg .jpe .jfif .pjpeg .png .apng .webp .gif .avif .svg .svgz .heic .heif .hif .heics .tif .tiff .bmp .dib
    .jp2 .j2k .jpx .jxl .jxr .psd .psb .ico .cur .dng .cr2 .cr3 .crw .nef .nrw .arw .sr2 .srf .orf .rw2 .raf .pef
    .srw .x3f .mrw .3fr .erf .kdc .raw .rwl .tga .pcx
"""
PICTURE_SUFFIXES = frozenset(_PICTURE_NAMES.split())
"""Suffixes of pictures: a file with one that has none of the formats above is a problem."""
PHOTOGRAPHS = frozenset(("jpeg", "png", "webp", "avif", "heic", "tiff", "raw"))
"""Formats that may hold the place where a picture was taken."""
CONVERTED_SUFFIXES = (".heic", ".heif", ".hif", ".heics")
"""Suffixes that become `.jpg`."""


def sniff(head: bytes) -> Format:
    """Return the format of a file by its first bytes (`HEAD` of them); the one without a name if it is unknown."""
    if head[4:8] == b"ftyp":
        return FORMATS[_of_brands(head)]
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return FORMATS["bmp"]
    for signature, start, name in _SIGNATURES:
        if head.startswith(signature, start):
            return FORMATS[name]
    return FORMATS[_of_markup(head)]


def _of_brands(head: bytes) -> str:
    end = min(int.from_bytes(head[:4], "big"), 256)
    brands = (head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4)))
    for brand in brands:
        if brand in _BRANDS:
            return _BRANDS[brand]
    return "heic" if brands[0] in _GENERAL else "film"


def _of_markup(head: bytes) -> str:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = head.decode(encoding, "replace")
    if not _MARKUP.match(text):
        return ""
    page, drawing = _HTML.search(text), _SVG.search(text)
    if page and (not drawing or page.start() < drawing.start()):
        return "html"
    return "svg" if drawing else ""
