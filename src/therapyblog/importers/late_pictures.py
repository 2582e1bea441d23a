"""Pictures that come after their text: put into what stands in the site now, which somebody may have edited."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from therapyblog.importers.markdown_addresses import with_pictures
from therapyblog.settings.writer import document

_HEAD = re.compile(r"\A(---[ \t]*\r?\n(?:.*\r?\n)*?)(---[ \t]*(?:\r?\n|\Z))")
_SHOWN = re.compile(r"/media/[\w.-]+")
_IMAGE = re.compile(r"^image[ \t]*:", re.MULTILINE)


def illustrated(there: bytes, late: Mapping[str, str], pictures: Collection[str], top: Mapping[str, object]) -> bytes:
    """Return a text whose links to old addresses (`late`: → where it is now) lead to what came.

    Those to `pictures` become pictures. `top` are the settings of the picture at the top, which a text gets that has
    none. All else stays byte for byte.
    """
    try:
        text = there.decode()
    except UnicodeDecodeError:
        return there
    found = _HEAD.match(text)
    head, fence = found.groups() if found else ("", "")
    body = with_pictures(text[len(head) + len(fence) :], late, pictures)
    if found and top.get("image") in late.values() and not _IMAGE.search(head):
        end = "\r\n" if "\r\n" in head else "\n"
        head += "".join(line + end for line in document(top, "").split("\n")[1:-2])
    return f"{head}{fence}{body}".encode()


def missing_in(there: bytes, whole: bytes) -> list[str]:
    """Return the pictures and files that a text would show as it was imported, and does not."""
    shown, wanted = (dict.fromkeys(_SHOWN.findall(content.decode(errors="replace"))) for content in (there, whole))
    return [address for address in wanted if address not in shown]
