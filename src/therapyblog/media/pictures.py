"""The size of a picture. Only widely tested formats are decoded; of others only the container is read."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from therapyblog.files import read_regular
from therapyblog.media.broken import MAX_PIXELS, BrokenPicture, check_pixels
from therapyblog.media.formats import HEAD, sniff
from therapyblog.media.isobmff import clean_avif
from therapyblog.media.isobmff import measure as measure_boxes
from therapyblog.media.metadata import is_whole, strip
from therapyblog.model.value import Value

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
CONVERTED_SIDE = 2560
LARGE = 1_500_000
"""Bytes: a photograph with more, and more pixels than any screen shows of it, is published smaller."""
"""Most pixels of the longer side of a converted photograph."""
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)


class Size(Value, frozen=True, kw_only=True):
    """Width and height in CSS pixels; 0 where the file has none."""

    width: int = 0
    height: int = 0
    still: bool = False
    """Whether smaller versions can be made: a JPEG, PNG or WebP picture without animation."""


def measure(path: Path) -> Size:
    """Read the size of a picture as browsers show it.

    Raises `BrokenPicture` with a reason in plain words, also for other faults than of its size, and `OSError` for
    errors of the disk.
    """
    content = read_regular(path)
    name = sniff(content[:HEAD]).name
    if name == "svg":
        from therapyblog.media.svg import clean_svg  # noqa: PLC0415 - its parsers cost as much as all of Jinja

        return _drawn(clean_svg(content).decode())
    if name == "avif":
        width, height = measure_boxes(clean_avif(content))
        return Size(width=width, height=height)
    if name == "heic":
        from therapyblog.media.heic import check_installed  # noqa: PLC0415 - few sites have one

        check_installed()
        width, height = fitted(*measure_boxes(content))
        return Size(width=width, height=height, still=True)
    # The published form decides: browsers rotate a picture by its EXIF, of which only the orientation is kept.
    cleaned = strip(content)
    with opened(io.BytesIO(cleaned)) as picture:
        width, height = picture.size
        still = picture.format != "GIF" and not getattr(picture, "is_animated", False)
        # Phones store portraits in landscape with an orientation; browsers apply it before the layout.
        # Where there is no EXIF, asking for it would decode a PNG.
        if picture.info.get("exif") and picture.getexif().get(_ORIENTATION) in _TURNED:
            width, height = height, width
        if picture.format == "JPEG" and is_too_large(content, width, height):
            width, height = fitted(width, height)
        if not is_whole(cleaned):
            picture.load()
    return Size(width=width, height=height, still=still)


def is_too_large(content: bytes, width: int, height: int) -> bool:
    """Say whether a JPEG photograph (its bytes, its sides in pixels) is published smaller than it came."""
    return len(content) > LARGE and max(width, height) > CONVERTED_SIDE


def fitted(width: int, height: int) -> tuple[int, int]:
    """Return the size (pixels) of a photograph of this size after conversion."""
    longest = max(width, height)
    if longest <= CONVERTED_SIDE:
        return width, height
    return max(1, round(width * CONVERTED_SIDE / longest)), max(1, round(height * CONVERTED_SIDE / longest))


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Image.Image]:
    """Open a picture of the four formats, not too large; errors inside become a `BrokenPicture`.

    The disk's own `OSError` passes.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - a site without photographs needs no Pillow

    try:
        with _unalarmed(), Image.open(stream, formats=FORMATS) as picture:
            check_pixels(*picture.size)
            yield picture
    except BrokenPicture:
        raise
    except UnidentifiedImageError:
        raise BrokenPicture("it is not a JPEG, PNG, WebP or GIF picture") from None
    except Image.DecompressionBombError:
        raise BrokenPicture(f"it has more than {MAX_PIXELS // 10**6} million pixels") from None
    except OSError as error:
        if error.errno is not None:  # the disk's own; Pillow's have no number
            raise
        raise BrokenPicture("it is damaged") from None
    except Exception:  # noqa: BLE001 - Pillow's readers meet broken files with whatever comes: struct.error, TypeError …
        raise BrokenPicture("it is damaged") from None


def upright(picture: Image.Image) -> Image.Image:
    """Return a photograph upright."""
    from PIL import ImageOps  # noqa: PLC0415 - see above

    return ImageOps.exif_transpose(picture)


@contextmanager
def _unalarmed() -> Iterator[None]:
    """Suppress Pillow's warning of large pictures; we check the number of pixels ourselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _drawn(drawing: str) -> Size:
    root = re.match(r"<svg\b[^>]*>", drawing)
    if not root:
        return Size()
    box = re.search(r"\bviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)", root[0])
    sides = [re.search(rf"\s{side}\s*=\s*[\"']\s*([\d.]+)(?:px)?\s*[\"']", root[0]) for side in ("width", "height")]
    if sides[0] and sides[1]:
        return _size(sides[0][1], sides[1][1])
    return _size(box[1], box[2]) if box else Size()


def _size(width: str, height: str) -> Size:
    try:
        return Size(width=round(float(width)), height=round(float(height)))
    except (ValueError, OverflowError):
        return Size()
