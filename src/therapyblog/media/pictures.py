"""A picture's size from its header. Only well-worn formats are decoded; everything else is copied unseen."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from therapyblog.model.value import Value

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


class BrokenPicture(Exception):
    """A file that calls itself a picture and is none, or one too large to be safe."""


def measure(path: Path) -> Size:
    """Read the size of a picture; raises `BrokenPicture` with a reason in plain words, and `OSError` for the disk's."""
    if path.suffix.lower() == ".svg":
        return _measure_svg(path)
    if path.suffix.lower() not in SUFFIXES:
        return Size()
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - a site without photographs needs no Pillow

    try:
        with _unalarmed(), path.open("rb") as stream, Image.open(stream, formats=FORMATS) as picture:
            width, height = picture.size
            # A phone stores a portrait lying down and notes how to turn it; browsers turn it before they lay out.
            turned = picture.format == "JPEG" and picture.getexif().get(_ORIENTATION) in _TURNED
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
    if width * height > MAX_PIXELS:
        raise BrokenPicture(f"it has {width} × {height} pixels, more than {MAX_PIXELS // 10**6} million")
    return Size(width=height, height=width) if turned else Size(width=width, height=height)


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
