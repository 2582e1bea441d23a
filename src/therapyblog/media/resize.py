"""Smaller pictures for smaller screens: which there are is told from the size alone, and made when somebody asks.

All of them are WebP, which every browser of the last years shows; the picture as it came stays for the others, for
feeds and for shared cards. Nothing is ever enlarged.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from therapyblog.media.broken import BrokenPicture
from therapyblog.media.pictures import Size, opened, upright

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (320, 640, 960, 1440, 1920)
"""Pixels. A phone takes the second or third, a screen of twice the pixels the fourth."""
TALLEST = 16383
"""Pixels of a side that WebP can hold (RFC 9649, 2.7.1.2)."""
QUALITY, DRAWN_QUALITY = 80, 90
METHOD = 2
"""How long the encoder looks for a shorter way: 4 makes files 5 % smaller and takes three times as long (measured)."""
DRAWN = 1024
"""A picture with at most so many colours is drawn, and its edges show what a photograph hides.

Without any loss it would grow: what smooths an edge are new colours. A diagram of 51 KB came out at 87 KB in 960
pixels, and comes out at 32 now.
"""


def widths(size: Size) -> tuple[int, ...]:
    """Return the widths (pixels) that a picture is offered in, in ascending order; none where one is enough.

    A step that is nearly as wide as the picture itself would save nobody anything.
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
        # A JPEG is decoded to half or a quarter where that is enough; its longer side may be its height.
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
            # Pillow passes over a part that cannot be loaded, where memory is short for instance; this says why.
            import_module("PIL._webp")
            raise
        except (OSError, ValueError):  # the encoder's: a stream in memory has no disk
            raise BrokenPicture("no smaller picture can be made of it") from None
        yield stream.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return a picture as RGB, with transparency if it has any: what its own profile means, said in sRGB."""
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
        found = ImageCms.profileToProfile(colours, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture  # a profile that cannot be read changes nothing, as in browsers
    if found is not None and picture.mode == "RGBA":
        found.putalpha(picture.getchannel("A"))
    return found or picture
