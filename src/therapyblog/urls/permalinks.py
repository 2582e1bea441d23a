"""How addresses are formed: permalinks, and the files that they become.

The pattern of each kind of address, where a site sets none, stands in `model/config.py` (`Permalinks`).
Every address stays inside the site; its parts are slugs (`slugs.py`).
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from therapyblog.model.documents import When

_DATED_PART = re.compile(r"[^/]*\{(?:year|month|day)\}[^/]*")
_MEANINGFUL = re.compile(r"""[\x00-\x20\x7f"'#%<>?\\^`{|}]""")


def permalink(pattern: str, slug: str, when: When | None = None) -> str:
    """Fill a pattern; parts whose date is not known are left out.

    >>> permalink("/blog/{year}-{month}/{slug}/", "hello")
    '/blog/hello/'
    """
    if slug.isascii() and pattern.count("{") == 1:
        return pattern.replace("{slug}", slug)
    filled = {"slug": unicodedata.normalize("NFC", slug)}
    if when:
        date = when.date
        filled |= {"year": f"{date.year:04}", "month": f"{date.month:02}", "day": f"{date.day:02}"}
    else:
        pattern = _DATED_PART.sub(_undated, pattern)
    url = re.sub(r"\{(\w+)\}", lambda match: filled[match[1]], pattern)
    return re.sub(r"/{2,}", "/", url)


def _undated(part: re.Match[str]) -> str:
    if "{slug}" not in part[0]:
        return ""
    return "{slug}.html" if part[0].endswith(".html") else "{slug}"


def file_of(url: str) -> str:
    """Return the file in the output folder that is served at this address.

    >>> file_of("/about/"), file_of("/feed.xml")
    ('about/index.html', 'feed.xml')
    """
    return f"{url[1:]}index.html" if url.endswith("/") else url[1:]


def written(path: str) -> str:
    """Return the address of a file, percent-encoded where a character has another meaning (RFC 3986, 2.1).

    >>> written("/media/50% off #1.pdf")
    '/media/50%25%20off%20%231.pdf'
    """
    return _MEANINGFUL.sub(lambda sign: f"%{ord(sign[0]):02X}", path)


def identity(path: str) -> str:
    """Return the same text for names that some file system or host does not distinguish."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def alias_path(alias: str) -> str:
    """Return an old address as a path of this site; empty where it is none.

    One without an extension becomes a folder: `/old/post` answers at `/old/post/`.
    """
    if "://" in alias or alias.startswith("//"):
        return ""
    plain = unquote(alias.strip().lstrip("/").partition("?")[0].partition("#")[0])
    folder, _, last = f"/{unicodedata.normalize('NFC', plain)}".rpartition("/")
    if last in ("", "index.html"):
        return f"{folder}/"
    return f"{folder}/{last}" if last.lower().endswith((".html", ".htm", ".php")) else f"{folder}/{last}/"
