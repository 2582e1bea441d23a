"""What a page makes a browser fetch → its content-security policy, which allows just that.

The policy is computed from the finished page: from its own tags, not from what a template meant. So nothing has to be
declared, and a page that would call a server that the site does not allow is found before it is published.
Policy: https://www.w3.org/TR/CSP3/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from therapyblog.content.origins import origin_of

ALWAYS = {
    "default-src": "'none'",
    "img-src": "'self'",
    "style-src": "'self'",
    "script-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""What every page may do; what else it does is added. Nothing inline runs: `'unsafe-inline'` is nowhere.

A page may fetch from its own server though it has no script: tools that judge pages read robots.txt from within them.
"""
_NO_DIRECTIVES = frozenset({"script", "preload", "navigation"})
"""What a policy does not name: that a page has a script at all, what is fetched ahead, and where it leads by itself."""
BY_CLICK = frozenset({"form-action", "frame-src by click"})
"""What happens only when a reader asks for it, and so needs no `[privacy] allow`."""

_TAG_NAME = re.compile(r"<([a-zA-Z]+)")
_ATTRIBUTE = re.compile(r"""[\s/"']([a-zA-Z][\w:-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_EMBED = re.compile(r"""\sdata-embed-src\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HEAD = re.compile(r"<head(?:\s[^>]*)?>\s*(?:<meta\s+charset=[^>]*>)?", re.IGNORECASE)
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(.*)", re.IGNORECASE | re.DOTALL)

_LOADS: dict[str, dict[str, str]] = {
    "img": {"src": "img-src", "srcset": "img-src"},
    "source": {"src": "media-src", "srcset": "img-src"},
    "video": {"src": "media-src", "poster": "img-src"},
    "audio": {"src": "media-src"},
    "track": {"src": "media-src"},
    "input": {"src": "img-src", "formaction": "form-action"},
    "button": {"formaction": "form-action"},
    "image": {"href": "img-src", "xlink:href": "img-src"},
    "use": {"href": "img-src", "xlink:href": "img-src"},
    "script": {"src": "script-src"},
    "iframe": {"src": "frame-src"},
    "embed": {"src": "object-src"},
    "object": {"data": "object-src"},
    "form": {"action": "form-action"},
    "a": {"ping": "connect-src"},
    "area": {"ping": "connect-src"},
}
"""Tag → attribute → what a browser calls that way of fetching."""
_LINKS: dict[str, str] = {
    "stylesheet": "style-src",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "mask-icon": "img-src",
    "manifest": "manifest-src",
    "preload": "preload",
    "modulepreload": "script-src",
    "prefetch": "preload",
    "prerender": "preload",
    "preconnect": "preload",
    "dns-prefetch": "preload",
}
"""`rel` of a link that a browser follows by itself; others only say something."""


class Request(NamedTuple):
    """One thing that a page makes a browser fetch."""

    directive: str
    source: str
    """An origin, `'self'` or `data:`."""
    address: str = ""
    """As written, where it leads to another server."""


def requests_of(tag: str) -> tuple[Request, ...]:
    """Return what a tag makes a browser fetch besides what every page may."""
    name = _TAG_NAME.match(tag)
    kind = name[1].lower() if name else ""
    if kind == "link":
        return _of_link(tag)
    if kind == "meta":
        return _of_refresh(tag)
    loads = _LOADS.get(kind)
    if loads is None or (kind in ("a", "area") and "ping" not in tag.lower()):
        return ()
    found = [
        _request(loads[attribute.lower()], address)
        for attribute, value in _ATTRIBUTE.findall(tag)
        if attribute.lower() in loads
        for address in _addresses(attribute.lower(), value)
    ]
    # What a script fetches does not show, so all that is kept is that there is one (`policy_of`).
    found += [Request("script", "'self'") for one in found[:1] if kind == "script"]
    return tuple(one for one in found if ALWAYS.get(one.directive) != one.source)


def _addresses(attribute: str, value: str) -> list[str]:
    plain = unescape(value[1:-1] if value[0] in "\"'" else value)
    if not attribute.endswith("srcset"):
        return [plain]
    if "data:" in plain:
        return [plain.strip()]
    return [part.split()[0] for part in plain.split(",") if part.strip()]


def _request(directive: str, address: str) -> Request:
    origin = origin_of(address)
    if origin:
        return Request(directive, origin, address.strip())
    return Request(directive, "data:" if address.strip().lower().startswith("data:") else "'self'")


def _of_link(tag: str) -> tuple[Request, ...]:
    written = {name.lower(): value for name, value in _ATTRIBUTE.findall(tag)}
    kinds = [rel for rel in _addresses("", written.get("rel", '""'))[0].lower().split() if rel in _LINKS]
    if not kinds:
        return ()
    values = {name: _addresses("", value)[0] for name, value in written.items()}
    found = (
        _request(_LINKS[rel], address)
        for rel in kinds
        for address in (values.get("href", ""), *_addresses("srcset", f'"{values.get("imagesrcset", "")}"'))
    )
    return tuple(one for one in found if ALWAYS.get(one.directive) != one.source and one != ("preload", "'self'", ""))


def _of_refresh(tag: str) -> tuple[Request, ...]:
    values = {name.lower(): _addresses("", value)[0] for name, value in _ATTRIBUTE.findall(tag)}
    target = _REFRESH.match(values.get("content", "")) if values.get("http-equiv", "").lower() == "refresh" else None
    found = _request("navigation", target[1]) if target else None
    return (found,) if found and found.address else ()


def embeds(html: str) -> list[Request]:
    """Return what a page loads into a frame once its reader asks for it: the addresses in `data-embed-src`."""
    if "data-embed-src" not in html:
        return []
    found = (_request("frame-src by click", unescape(one[1] or one[2] or "")) for one in _EMBED.finditer(html))
    return [one if one.address else Request("frame-src", one.source) for one in found]


def strangers(requests: Iterable[Request], site: str, allowed: Iterable[str]) -> list[Request]:
    """Return the requests that call a server which is neither the site's own nor allowed."""
    known = {site, *allowed}
    foreign = (one for one in requests if one.address and one.source not in known)
    return [one for one in foreign if one.directive not in BY_CLICK]


def policy_of(
    requests: Iterable[Request], sources: Iterable[tuple[str, str]], site: str, allowed: Iterable[str]
) -> str:
    """Write the policy of a page; `sources` is what its style sheets need besides.

    A page with a script may call every allowed server: what a script fetches does not show.
    """
    needed = {(one.directive.split(" ")[0], "'self'" if one.source == site else one.source) for one in requests}
    if any(directive in ("script", "script-src", "connect-src") for directive, _ in needed):
        needed |= {(directive, origin) for origin in allowed for directive in ("connect-src", "img-src")}
    return _written(frozenset(one for one in needed | set(sources) if one[0] not in _NO_DIRECTIVES))


@lru_cache(maxsize=256)
def _written(needed: frozenset[tuple[str, str]]) -> str:
    parts: dict[str, list[str]] = {directive: [source] for directive, source in ALWAYS.items()}
    for directive, source in sorted(needed):
        listed = parts.setdefault(directive, [])
        if source not in listed:
            listed.append(source)
    return "; ".join(f"{directive} {' '.join(listed)}" for directive, listed in parts.items())


def with_policy(html: str, policy: str) -> str:
    """Put a policy into the head of a page, before anything that it governs; a text that is no page stays as it is."""
    head = _HEAD.search(html)
    if head is None:
        return html
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return f"{html[: head.end()]}\n{meta}{html[head.end() :]}"
