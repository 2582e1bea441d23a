"""What a page makes a browser fetch → its content-security policy, which allows just that.

The policy is computed from the finished page: from what it holds, not from what a template meant. So nothing has to be
declared, and a page that would call a server that the site does not allow is found before it is published.
Policy: https://www.w3.org/TR/CSP3/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from therapyblog.render.resources import Request

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
_NO_DIRECTIVES = frozenset({"script", "preload", "navigation", "base-uri"})
"""What a policy does not name: that a page has a script at all, what is fetched ahead, and where it leads by itself.

Another base than the page's own it never allows.
"""
BY_CLICK = frozenset({"form-action", "frame-src by click"})
"""What happens only when a reader asks for it, and so needs no `[privacy] allow`."""

_DATA = frozenset({"img-src", "media-src", "font-src"})
"""What may be fetched from `data:`: nothing that could hold a page, a style sheet or a script of its own."""
_ATTRIBUTES = r"""(?:\s+[a-z][\w:-]*(?:="[^"<>]*"|='[^'<>]*'|=[\w-]+)?)*+\s*>"""
_HEAD = re.compile(
    r"(?P<before>(?:\s|<!--[^<>]*-->)*+(?:<!doctype[^<>]*>)?)"
    rf"(?:(?:\s|<!--[^<>]*-->)*+(?:<html{_ATTRIBUTES}(?:\s|<!--[^<>]*-->)*+)?<head{_ATTRIBUTES}"
    r"(?P<charset>\s*<meta\s+charset=[^<>]*>)?)?",
    re.IGNORECASE,
)
"""The beginning of a page, as far as it is written without any oddity."""


def strangers(requests: Iterable[Request], site: str, allowed: Iterable[str]) -> list[Request]:
    """Return the requests that call a server which is neither the site's own nor allowed."""
    known = {site, *allowed}
    foreign = (one for one in requests if one.address and one.source not in known)
    return [one for one in foreign if one.directive not in BY_CLICK]


def policy_of(
    requests: Iterable[Request],
    sources: Iterable[tuple[str, str]],
    site: str,
    allowed: Iterable[str],
    *,
    for_disk: bool = False,
) -> str:
    """Write the policy of a page; `sources` is what its style sheets need besides.

    A page with a script may call every allowed server: what a script fetches does not show. To a page from a disk
    nothing is its own in some browsers, so there every file is allowed besides.
    """
    own = site if for_disk else "'self'"
    needed = {(one.directive.split(" ")[0], own if one.source == site else one.source) for one in requests}
    if any(directive in ("script", "script-src", "connect-src") for directive, _ in needed):
        needed |= {(directive, origin) for origin in allowed for directive in ("connect-src", "img-src")}
    needed |= set(sources)
    written = _written(frozenset(one for one in needed if one[0] not in _NO_DIRECTIVES and _may_be(*one)))
    return written.replace("'self'", "'self' file:") if for_disk else written


def _may_be(directive: str, source: str) -> bool:
    return source != "data:" or directive in _DATA


@lru_cache(maxsize=256)
def _written(needed: frozenset[tuple[str, str]]) -> str:
    parts: dict[str, list[str]] = {directive: [source] for directive, source in ALWAYS.items()}
    for directive, source in sorted(needed):
        listed = parts.setdefault(directive, [])
        if source not in listed:
            listed.append(source)
    return "; ".join(f"{directive} {' '.join(listed)}" for directive, listed in parts.items())


def with_policy(html: str, policy: str) -> str:
    """Put a policy into the head of a page, before anything that it governs; a text without tags stays as it is.

    Where the page begins in any unusual way the policy comes first of all: a browser then opens the head for it.
    """
    if "<" not in html:
        return html
    start = _HEAD.match(html)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    if start and start.end() > start.end("before"):
        return f"{html[: start.end()]}\n{meta}{html[start.end() :]}"
    at = start.end("before") if start else 0
    return f'{html[:at]}\n<meta charset="utf-8">\n{meta}\n{html[at:]}'.lstrip()
