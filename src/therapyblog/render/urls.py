"""Rewrites the links of a page: addresses that begin with `/` become relative to it, and none of them runs a script.

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
# Runs over every page: the first letter decides most tags, and atomic groups prevent backtracking.
TAG = re.compile(
    rf"<(?=[{_FIRST}])(?:{_NAMES})[\s/]"
    r"""(?>(?:[^>"']++|"[^"]*+"|'[^']*+')*)>""",
    re.IGNORECASE,
)
_PLAIN_LINK = re.compile(r'<a href="(/(?:[\w.-][\w./-]*)?)">', re.ASCII)
"""Most tags of most pages: they lead to a page of this site and do nothing else."""
# Every attribute is taken whole, so that nothing inside a value is mistaken for another attribute.
_ATTRIBUTE = re.compile(r"""(\s)([a-zA-Z][\w:.-]*)(\s*=\s*)("[^"]*"|'[^']*')""")
_ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "data-src"}
_SCRIPT_SCHEMES = ("javascript:", "vbscript:", "livescript:", "blob:", "filesystem:")
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
        path, mark, rest = _split_address(address)
        if for_disk and path.endswith("/"):
            path += "index.html"
        # At the root a name such as `a:b.pdf` would read as a scheme.
        here = "./" if not root and (path == "/" or ":" in path.partition("/")[2].partition("/")[0]) else root
        return f"{here}{path[1:]}{mark}{rest}"

    return rewrite


@lru_cache(maxsize=8)
def below(site_url: str) -> Rewrite:
    """Return how an address is written on a page that may be shown at any address: the 404 page."""
    base = urlsplit(site_url).path.rstrip("/")
    return lambda address: f"{base}{address}"


@lru_cache(maxsize=8)
def absolute(site_url: str) -> Rewrite:
    """Return how an address is written outside the site: in feeds."""
    return lambda address: f"{site_url}{address}"


def _split_address(address: str) -> tuple[str, str, str]:
    if "?" not in address and "#" not in address:
        return address, "", ""
    end = min(place for place in (address.find("?"), address.find("#")) if place >= 0)
    return address[:end], address[end], address[end + 1 :]


def rewrite_links(html: str, rewrite: Rewrite) -> str:
    """Rewrite every address inside tags that begins with one slash."""

    def rewrite_tag(tag: str) -> str:
        plain = _PLAIN_LINK.fullmatch(tag)
        if plain:
            return f'<a href="{rewrite(plain[1])}">'
        if "/" not in tag and ":" not in tag and "&" not in tag:
            return tag
        # Every page has `<meta>` tags of its own; only those with `http-equiv` may hold an address.
        if tag[:5].lower() == "<meta" and "http-equiv" not in tag.lower():
            return tag
        rewrite_one = _rewrite_refresh if _IS_REFRESH.match(tag) else _rewrite_attribute
        return _ATTRIBUTE.sub(lambda match: rewrite_one(match, rewrite), tag)

    # Menus, cards and footers repeat the same tags on every page of a depth, so rewritten tags are kept.
    written_tags = _tag_cache(rewrite)

    def replace_tag(match: re.Match[str]) -> str:
        tag = match.group()
        written = written_tags.get(tag)
        if written is None:
            if len(written_tags) > MOST_TAGS:
                written_tags.clear()
            written = written_tags[tag] = rewrite_tag(tag)
        return written

    return TAG.sub(replace_tag, html)


@lru_cache(maxsize=32)
def _tag_cache(rewrite: Rewrite) -> dict[str, str]:  # noqa: ARG001 - the key of the cache
    """Return the tags that were rewritten so far: as they were → as they are written."""
    return {}


def _rewrite_attribute(match: re.Match[str], rewrite: Rewrite) -> str:
    """Return one attribute as it should be written; nothing where it would run a script."""
    name, mark, value = match[2].lower(), match[4][0], match[4][1:-1]
    if name in _ADDRESSES:
        if _runs_script(value):
            return ""
        value = rewrite(value) if _is_ours(value) else value
    elif name in _SOURCES:
        value = _rewrite_srcset(value, rewrite)
    else:
        return match[0]
    return f"{match[1]}{match[2]}{match[3]}{mark}{value}{mark}"


def _runs_script(address: str) -> bool:
    """Say whether a browser would run an address as a script, however it is disguised (WHATWG URL, 4.4)."""
    if "&" not in address and (":" not in address or address.startswith(("https://", "http://"))):
        return False
    plain = "".join(sign for sign in unescape(address) if sign > " ").lower()
    return plain.startswith(_SCRIPT_SCHEMES) or (plain.startswith("data:") and not plain.startswith("data:image/"))


def _is_ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")


def _rewrite_refresh(match: re.Match[str], rewrite: Rewrite) -> str:
    """Rewrite the address in `<meta http-equiv="refresh" content="0; url=/x/">`."""
    target = _REFRESH.fullmatch(match[4][1:-1]) if match[2].lower() == "content" else None
    if target is None:
        return match[0]
    return f"{match[1]}{match[2]}{match[3]}{match[4][0]}{target[1]}{rewrite(target[2])}{match[4][0]}"


def _rewrite_srcset(sources: str, rewrite: Rewrite) -> str:
    """Rewrite the addresses of a `srcset`."""
    rewritten = ((rewrite(url) if _is_ours(url) else url, descriptors) for url, descriptors in candidates(sources))
    return ", ".join(f"{url} {descriptors}".rstrip() for url, descriptors in rewritten)
