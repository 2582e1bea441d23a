"""The last pass over a page: addresses that begin with `/` become relative to the page.

So the site works from disk, below a sub-path and on any host. Only addresses inside tags are touched, never text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

_TAG = re.compile(
    r"<(?:a|area|link|img|script|source|form|iframe|video|audio|track|button|input|object|embed|meta|use|image)\s"
    r"""(?:[^>"']|"[^"]*"|'[^']*')*>""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""(\s(?:href|src|action|formaction|poster|data|xlink:href|data-src)=)(["'])(/(?!/)[^"']*)\2""", re.IGNORECASE
)
_SOURCES = re.compile(r"""(\s(?:srcset|imagesrcset)=)(["'])([^"']*)\2""", re.IGNORECASE)
_REFRESH = re.compile(r"""(<meta\s[^>]*?content="\d+;\s*url=)(/(?!/)[^"]*)""", re.IGNORECASE)

Rewrite = Callable[[str], str]


def relative_to(url: str, *, for_disk: bool) -> Rewrite:
    """Return how an address of the site is written on the page at `url`."""
    root = "../" * (url.count("/") - 1)

    def rewrite(address: str) -> str:
        path, mark, rest = _parted(address)
        if for_disk and path.endswith("/"):
            path += "index.html"
        return f"{root}{path[1:]}{mark}{rest}" if root or path != "/" else f"./{mark}{rest}"

    return rewrite


def below(site_url: str) -> Rewrite:
    """Return how an address is written where the page's own is not known: the 404 page answers anywhere."""
    base = urlsplit(site_url).path.rstrip("/")
    return lambda address: f"{base}{address}"


def absolute(site_url: str) -> Rewrite:
    """Return how an address is written outside the site: in feeds."""
    return lambda address: f"{site_url}{address}"


def _parted(address: str) -> tuple[str, str, str]:
    for index, sign in enumerate(address):
        if sign in "?#":
            return address[:index], sign, address[index + 1 :]
    return address, "", ""


def rewrite_links(html: str, rewrite: Rewrite) -> str:
    """Rewrite every address inside tags that begins with one slash."""

    def in_tag(found: re.Match[str]) -> str:
        tag = found.group()
        if "/" not in tag:
            return tag
        tag = _ADDRESS.sub(lambda one: f"{one[1]}{one[2]}{rewrite(one[3])}{one[2]}", tag)
        if "srcset=" in tag:
            tag = _SOURCES.sub(lambda one: f"{one[1]}{one[2]}{_each_source(one[3], rewrite)}{one[2]}", tag)
        return tag if "url=" not in tag else _REFRESH.sub(lambda one: f"{one[1]}{rewrite(one[2])}", tag)

    return _TAG.sub(in_tag, html)


def _each_source(sources: str, rewrite: Rewrite) -> str:
    """`srcset` holds several addresses, each with a width or density behind it."""
    parts = (part.strip().partition(" ") for part in sources.split(","))
    return ", ".join(f"{rewrite(url) if url.startswith('/') else url}{space}{size}" for url, space, size in parts)
