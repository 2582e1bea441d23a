"""A picture's size from its header. Only well-worn formats are decoded; nobody looks into anything else."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from therapyblog.model.value import Value

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
MAX_PIXELS = 50_000_000
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)
_SVG_HEAD = 64_000


class Size(Value, frozen=True, kw_only=True):
    """Width and height in CSS pixels; 0 where the file does not say."""

    width: int = 0
    height: int = 0
    still: bool = False
    """A JPEG, PNG or WebP picture that does not move: smaller ones can be made of it."""


class BrokenPicture(Exception):
    """A file that calls itself a picture and is none, or one too large to be safe."""


def measure(path: Path) -> Size:
    """Read the size of a picture; raises `BrokenPicture` with a reason in plain words, and `OSError` for the disk's."""
    if path.suffix.lower() == ".svg":
        return _measure_svg(path)
    if path.suffix.lower() not in SUFFIXES:
        return Size()
    with path.open("rb") as stream, opened(stream) as picture:
        width, height = picture.size
        still = _is_jpeg(picture) or (picture.format != "GIF" and not getattr(picture, "is_animated", False))
        # A phone stores a portrait lying down and notes how to turn it; browsers turn it before they lay out.
        if _is_jpeg(picture) and picture.getexif().get(_ORIENTATION) in _TURNED:
            width, height = height, width
    return Size(width=width, height=height, still=still)


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Image.Image]:
    """Open a picture of the four formats, not too large; what goes wrong inside is a `BrokenPicture`.

    The disk's own `OSError` passes.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - a site without photographs needs no Pillow

    try:
        with _unalarmed(), Image.open(stream, formats=FORMATS) as picture:
            _check_pixels(picture)
            yield picture
    except BrokenPicture:
        raise
    except UnidentifiedImageError:
        raise BrokenPicture("it is not a JPEG, PNG, WebP or GIF picture") from None
    except Image.DecompressionBombError:
        raise BrokenPicture(f"it has more than {MAX_PIXELS // 10**6} million pixels") from None
    except OSError as wrong:
        if wrong.errno is not None:  # the disk's own; Pillow's have no number
            raise
        raise BrokenPicture("it is damaged") from None
    except Exception:  # noqa: BLE001 - Pillow's readers meet broken files with whatever comes: struct.error, TypeError …
        raise BrokenPicture("it is damaged") from None


def _check_pixels(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise BrokenPicture(f"it has {width} × {height} pixels, more than {MAX_PIXELS // 10**6} million")


def upright(picture: Image.Image) -> Image.Image:
    """Return a photograph as it was held; like browsers, only a JPEG is asked how."""
    from PIL import ImageOps  # noqa: PLC0415 - see above

    return ImageOps.exif_transpose(picture) if _is_jpeg(picture) else picture


def _is_jpeg(picture: Image.Image) -> bool:
    """Say whether it is a JPEG; one with a second picture behind it (a depth map, say) Pillow calls MPO."""
    return picture.format in ("JPEG", "MPO")


@contextmanager
def _unalarmed() -> Iterator[None]:
    """Keep Pillow from printing that a picture is large; we count the pixels ourselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _measure_svg(path: Path) -> Size:
    with path.open("rb") as stream:
        head = stream.read(_SVG_HEAD).decode("utf-8", "replace")
    root = re.search(r"<svg\b[^>]*>", head)
    if not root:
        raise BrokenPicture("it is not an SVG picture")
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
