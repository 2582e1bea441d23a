"""A file of `media/` → its bytes as they are published: a picture without metadata, anything else as it is.

What counts is the content, not the name. A picture that we can neither read nor clean is refused, because it would take
along what the camera wrote into it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from therapyblog.media.broken import BrokenPicture
from therapyblog.media.formats import FORMATS, HEAD, PICTURE_SUFFIXES, Format, sniff
from therapyblog.media.isobmff import clean_avif
from therapyblog.media.metadata import strip

_TYPES = {name: f"image/{name}" for name in ("jpeg", "png", "webp", "gif", "avif")} | {"svg": "image/svg+xml"}
_CLEAN: dict[str, Callable[[bytes], bytes]] = {"avif": clean_avif}
_MISNAMED = "a web server would call it something else, and browsers would not show it"


def clean(content: bytes, *, inside: int = 0) -> tuple[bytes, str]:
    """Return a picture without metadata and its type; anything that is no picture as it is, with an empty type.

    `inside` says how many drawings it lies in. Raises `BrokenPicture` for a picture of another format, or a broken one.
    """
    found = sniff(content[:HEAD])
    if found.role in ("refused", "converted"):
        raise foreign(found)
    if found.name == "svg":
        from therapyblog.media.svg import clean_svg  # noqa: PLC0415 - its parsers cost as much as all of Jinja

        return clean_svg(content, inside=inside), _TYPES["svg"]
    return _CLEAN.get(found.name, strip)(content), _TYPES.get(found.name, "")


def foreign(found: Format) -> BrokenPicture:
    """Return what to say of a picture in a format that browsers do not show."""
    says = "browsers do not show it, and what was written into it (place, time, camera) would be public"
    return BrokenPicture(f"it is {found.noun}: {says}", fix=found.hint)


def check_name(found: Format, path: str) -> None:
    """Raise `BrokenPicture` where a file's name says another thing than its content, so that nobody would see it."""
    suffix = PurePosixPath(path).suffix.lower()
    if found.name == "" and suffix in PICTURE_SUFFIXES:
        raise BrokenPicture("it is not a JPEG, PNG, WebP or GIF picture")
    if found.name == "html" and suffix in PICTURE_SUFFIXES:
        raise BrokenPicture("it is a web page, not a picture", fix=FORMATS["html"].hint)
    if (found.name == "svg") != (suffix in (".svg", ".svgz")) and found.role in ("shown", "converted"):
        raise BrokenPicture(f"it is {found.noun}, but its name says otherwise: {_MISNAMED}", fix=_renaming(found))


def _renaming(found: Format) -> str:
    return f"rename it so that it ends in .{'jpg' if found.name == 'jpeg' else found.name}"


def published_content(content: bytes, path: str) -> bytes:
    """Return the bytes of a file of `media/` as they are published; a HEIC photograph becomes a JPEG.

    Raises `BrokenPicture` for a picture that cannot be published.
    """
    found = sniff(content[:HEAD])
    check_name(found, path)
    if found.role == "converted":
        from therapyblog.media.heic import convert  # noqa: PLC0415 - few sites have one

        return strip(convert(content))
    return clean(content)[0]
