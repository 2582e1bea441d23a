"""A file of `media/` → its bytes as they are published: a picture without metadata, anything else as it is.

The content decides, not the name. A picture that we can neither read nor clean is refused, because it would be
published with its metadata.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from therapyblog.media.broken import BrokenPicture
from therapyblog.media.formats import FORMATS, HEAD, PICTURE_SUFFIXES, Format, sniff
from therapyblog.media.isobmff import clean_avif
from therapyblog.media.metadata import strip
from therapyblog.media.pictures import LARGE

_TYPES = {name: f"image/{name}" for name in ("jpeg", "png", "webp", "gif", "avif")} | {"svg": "image/svg+xml"}
_CLEAN: dict[str, Callable[[bytes], bytes]] = {"avif": clean_avif}
_MISNAMED = "a web server would call it something else, and browsers would not show it"


def clean(content: bytes, *, inside: int = 0) -> tuple[bytes, str]:
    """Return a picture without metadata and its type; anything that is no picture as it is, with an empty type.

    `inside` is the number of drawings around it. Raises `BrokenPicture` for a broken picture, or another format.
    """
    form = sniff(content[:HEAD])
    if form.role in ("refused", "converted"):
        raise foreign(form)
    if form.name == "svg":
        from therapyblog.media.svg import clean_svg  # noqa: PLC0415 - its parsers cost as much as all of Jinja

        return clean_svg(content, inside=inside), _TYPES["svg"]
    return _CLEAN.get(form.name, strip)(content), _TYPES.get(form.name, "")


def foreign(form: Format) -> BrokenPicture:
    """Return the error for a picture in a format that browsers do not show."""
    says = "browsers do not show it, and what was written into it (place, time, camera) would be public"
    return BrokenPicture(f"it is {form.noun}: {says}", fix=form.hint)


def check_name(form: Format, path: str) -> None:
    """Raise `BrokenPicture` where a file's suffix does not match its content, so that browsers would not show it."""
    suffix = PurePosixPath(path).suffix.lower()
    if form.name == "" and suffix in PICTURE_SUFFIXES:
        raise BrokenPicture("it is not a JPEG, PNG, WebP or GIF picture")
    if form.name == "html" and suffix in PICTURE_SUFFIXES:
        raise BrokenPicture("it is a web page, not a picture", fix=FORMATS["html"].hint)
    if (form.name == "svg") != (suffix in (".svg", ".svgz")) and form.role in ("shown", "converted"):
        raise BrokenPicture(f"it is {form.noun}, but its name says otherwise: {_MISNAMED}", fix=_renaming(form))


def _renaming(form: Format) -> str:
    return f"rename it so that it ends in .{'jpg' if form.name == 'jpeg' else form.name}"


def published_content(content: bytes, path: str) -> bytes:
    """Return the bytes of a file of `media/` as they are published.

    A HEIC photograph becomes a JPEG, and a large JPEG as large as a screen can show.

    Raises `BrokenPicture` for a picture that cannot be published.
    """
    form = sniff(content[:HEAD])
    check_name(form, path)
    if form.role == "converted":
        from therapyblog.media.heic import convert  # noqa: PLC0415 - few sites have one

        return strip(convert(content))
    if form.name == "jpeg" and len(content) > LARGE:
        from therapyblog.media.resize import reduce_photograph  # noqa: PLC0415 - few sites have one

        content = reduce_photograph(content)
    return clean(content)[0]
