"""Smaller versions of pictures for smaller screens: their widths follow from the size, they are encoded on demand.

All of them are WebP, which every browser of the last years shows; the original stays for others, for feeds and for
shared cards. Pictures are never enlarged.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from therapyblog.media.broken import BrokenPicture
from therapyblog.media.pictures import Size, fitted, is_too_large, opened, upright

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (320, 640, 960, 1440, 1920)
"""Pixels. A phone loads the second or third, a high-resolution screen the fourth."""
TALLEST = 16383
"""Most pixels of a side in WebP (RFC 9649, 2.7.1.2)."""
QUALITY, DRAWN_QUALITY, PHOTOGRAPH_QUALITY = 80, 90, 85
_ORIENTATION = 0x0112
"""The tag of EXIF that says how the camera was held."""
METHOD = 2
"""The effort of the encoder: 4 makes files 5 % smaller and takes three times as long (measured)."""
DRAWN = 1024
"""A picture with at most so many colours is a drawing, whose edges show artefacts of lossy compression.

Lossless it would grow, because smooth edges need new colours: a diagram of 51 KB became 87 KB in 960 pixels, and is
32 KB now.
"""


def widths(size: Size) -> tuple[int, ...]:
    """Return the widths (pixels) that a picture is offered in, in ascending order; none where the original is enough.

    Widths close to that of the picture itself are left out.
    """
    if not size.still or size.width <= WIDTHS[0]:
        return ()
    steps = [width for width in WIDTHS if width * 5 <= size.width * 4]
    steps += [size.width] if size.width <= WIDTHS[-1] else []
    return tuple(width for width in steps if size.height * width <= size.width * TALLEST)


def resize(content: bytes, wanted: Sequence[int]) -> Iterator[bytes]:
    """Yield a picture as WebP in each width (pixels), from the widest; upright, in sRGB, without metadata.

    Raises `BrokenPicture` where its pixels cannot be read.
    """
    from PIL import Image  # noqa: PLC0415 - a site without photographs needs no Pillow

    ordered = sorted(wanted, reverse=True)
    with opened(io.BytesIO(content)) as picture:
        # A JPEG is decoded at a half or a quarter of its size where that is enough; its longer side may be its height.
        side = round(ordered[0] * max(1.0, picture.height / picture.width, picture.width / picture.height))
        picture.draft(None, (side, side))
        small = _in_srgb(upright(picture))
        quality = DRAWN_QUALITY if small.getcolors(DRAWN) else QUALITY
    for width in ordered:
        height = max(1, round(small.height * width / small.width))
        small = small.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
        stream = io.BytesIO()
        try:
            small.save(stream, "WEBP", quality=quality, method=METHOD)
        except KeyError:
            # Pillow ignores a part that cannot be loaded, for example for lack of memory; this raises the reason.
            import_module("PIL._webp")
            raise
        except (OSError, ValueError):  # the encoder's: a stream in memory has no disk
            raise BrokenPicture("no smaller picture can be made of it") from None
        yield stream.getvalue()


def reduce_photograph(content: bytes) -> bytes:
    """Return a JPEG photograph that is too large in the size that `measure` tells, upright and without metadata.

    Any other is returned as it is. Raises `BrokenPicture` where its pixels cannot be read.
    """
    with opened(io.BytesIO(content)) as picture:
        if picture.format != "JPEG" or not is_too_large(content, *picture.size):
            return content
        upright_size = upright(picture).size if picture.getexif().get(_ORIENTATION, 1) > 1 else picture.size
        size = fitted(*upright_size)
        side = max(size)
        picture.draft(None, (side, side))
        small = _in_srgb(upright(picture)).convert("RGB")
        from PIL import Image  # noqa: PLC0415 - see above

        small = small.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        stream = io.BytesIO()
        small.save(stream, "JPEG", quality=PHOTOGRAPH_QUALITY, optimize=True)
    return stream.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return a picture as RGB, with transparency if it has any, converted from its colour profile to sRGB."""
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        picture = _through_profile(picture, profile)
    return picture.convert(mode)


def _through_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    from PIL import ImageCms  # noqa: PLC0415 - see above

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(own):
            return picture
        colours = picture.convert("RGB") if picture.mode == "RGBA" else picture
        converted = ImageCms.profileToProfile(colours, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture  # a profile that cannot be read changes nothing, as in browsers
    if converted is not None and picture.mode == "RGBA":
        converted.putalpha(picture.getchannel("A"))
    return converted or picture
