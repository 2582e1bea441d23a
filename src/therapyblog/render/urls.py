"""The last pass over a page: addresses that begin with `/` become relative to the page, and none of them runs a script.

So the site works from disk, below a sub-path and on any host. Only addresses inside tags are touched, never text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from therapyblog.render.srcset import candidates

_NAMES = "a|area|link|img|script|source|form|iframe|video|audio|track|button|input|object|embed|meta|use|image"
_FIRST = "".join(sorted({name[0] for name in _NAMES.split("|")}))
# Every page runs through this: the first letter alone settles most tags, and what was taken is never given back.
TAG = re.compile(
    rf"<(?=[{_FIRST}])(?:{_NAMES})[\s/]"
    r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""",
    re.IGNORECASE,
)
_PLAIN_LINK = re.compile(r'<a href="(/(?:[\w.-][\w./-]*)?)">', re.ASCII)
"""Most tags of most pages: they lead to a page of this site and do nothing else."""
# Every attribute is taken whole, so that nothing inside a value is mistaken for another attribute.
_ATTRIBUTE = re.compile(r"""(\s)([a-zA-Z][\w:.-]*)(\s*=\s*)("[^"]*"|'[^']*')""")
_ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "data-src"}
_RUNNING = ("javascript:", "vbscript:", "livescript:", "blob:", "filesystem:")
_SOURCES = {"srcset", "imagesrcset"}
_IS_REFRESH = re.compile(r"""<meta\s[^>]*http-equiv=["']?refresh\b""", re.IGNORECASE)
_REFRESH = re.compile(r"(\s*\d+\s*;\s*url=)(/(?!/).*)", re.IGNORECASE | re.DOTALL)

MOST_TAGS = 20_000
Rewrite = Callable[[str], str]


def relative_to(url: str, *, for_disk: bool) -> Rewrite:
    """Return how an address of the site is written on the page at `url`."""
    return _relative(url.count("/") - 1, for_disk)


@lru_cache(maxsize=32)
def _relative(depth: int, for_disk: bool) -> Rewrite:
    root = "../" * depth

    def rewrite(address: str) -> str:
        path, mark, rest = _parted(address)
        if for_disk and path.endswith("/"):
            path += "index.html"
        # At the root a name such as `a:b.pdf` would read as a scheme.
        here = "./" if not root and (path == "/" or ":" in path.partition("/")[2].partition("/")[0]) else root
        return f"{here}{path[1:]}{mark}{rest}"

    return rewrite


@lru_cache(maxsize=8)
def below(site_url: str) -> Rewrite:
    """Return how an address is written where the page's own is not known: the 404 page answers anywhere."""
    base = urlsplit(site_url).path.rstrip("/")
    return lambda address: f"{base}{address}"


@lru_cache(maxsize=8)
def absolute(site_url: str) -> Rewrite:
    """Return how an address is written outside the site: in feeds."""
    return lambda address: f"{site_url}{address}"


def _parted(address: str) -> tuple[str, str, str]:
    if "?" not in address and "#" not in address:
        return address, "", ""
    end = min(place for place in (address.find("?"), address.find("#")) if place >= 0)
    return address[:end], address[end], address[end + 1 :]


def rewrite_links(html: str, rewrite: Rewrite) -> str:
    """Rewrite every address inside tags that begins with one slash."""

    def anew(tag: str) -> str:
        plain = _PLAIN_LINK.fullmatch(tag)
        if plain:
            return f'<a href="{rewrite(plain[1])}">'
        if "/" not in tag and ":" not in tag and "&" not in tag:
            return tag
        # Every page has some of these that no other has; only one that does something holds an address.
        if tag[:5].lower() == "<meta" and "http-equiv" not in tag.lower():
            return tag
        how = _refreshed if _IS_REFRESH.match(tag) else _in_attribute
        return _ATTRIBUTE.sub(lambda one: how(one, rewrite), tag)

    # Menus, cards and footers repeat the same tags on every page of a depth; most have been written before.
    known = _known_tags(rewrite)

    def in_tag(found: re.Match[str]) -> str:
        tag = found.group()
        written = known.get(tag)
        if written is None:
            if len(known) > MOST_TAGS:
                known.clear()
            written = known[tag] = anew(tag)
        return written

    return TAG.sub(in_tag, html)


@lru_cache(maxsize=32)
def _known_tags(rewrite: Rewrite) -> dict[str, str]:  # noqa: ARG001 - the key of the cache
    """Return the tags that this way of writing has met, as it wrote them."""
    return {}


def _in_attribute(found: re.Match[str], rewrite: Rewrite) -> str:
    """Return one attribute as it should be written; nothing where it would run a script."""
    name, mark, value = found[2].lower(), found[4][0], found[4][1:-1]
    if name in _ADDRESSES:
        if _runs(value):
            return ""
        value = rewrite(value) if _is_ours(value) else value
    elif name in _SOURCES:
        value = _each_source(value, rewrite)
    else:
        return found[0]
    return f"{found[1]}{found[2]}{found[3]}{mark}{value}{mark}"


def _runs(address: str) -> bool:
    """Say whether a browser would run what stands in an address, however it is disguised (WHATWG URL, 4.4)."""
    if "&" not in address and (":" not in address or address.startswith(("https://", "http://"))):
        return False
    plain = "".join(sign for sign in unescape(address) if sign > " ").lower()
    return plain.startswith(_RUNNING) or (plain.startswith("data:") and not plain.startswith("data:image/"))


def _is_ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")


def _refreshed(found: re.Match[str], rewrite: Rewrite) -> str:
    """`<meta http-equiv="refresh" content="0; url=/x/">` holds its address behind a number."""
    target = _REFRESH.fullmatch(found[4][1:-1]) if found[2].lower() == "content" else None
    if target is None:
        return found[0]
    return f"{found[1]}{found[2]}{found[3]}{found[4][0]}{target[1]}{rewrite(target[2])}{found[4][0]}"


def _each_source(sources: str, rewrite: Rewrite) -> str:
    """Rewrite the addresses of a `srcset`."""
    found = ((rewrite(url) if _is_ours(url) else url, said) for url, said in candidates(sources))
    return ", ".join(f"{url} {said}".rstrip() for url, said in found)
