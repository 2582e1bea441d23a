"""The requests that a page causes → its content-security policy, which allows just these.

The policy is computed from the finished page, so nothing has to be declared, and a page that would call a server that
the site does not allow is found before it is published.
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
"""What every page may do; what else it needs is added. Inline scripts never run: no page gets `'unsafe-inline'`.

A page may fetch from its own server though it has no script: Lighthouse reads robots.txt from within the page.
"""
_NO_DIRECTIVES = frozenset({"script", "preload", "navigation", "base-uri"})
"""Kinds of requests without a directive of their own in CSP, and `base-uri`, which is always `'none'`."""
BY_CLICK = frozenset({"form-action", "frame-src by click"})
"""Requests that happen only when a reader asks for them, and so need no `[privacy] allow`."""

_DATA = frozenset({"img-src", "media-src", "font-src"})
"""Directives that may allow `data:`: nothing that could hold a page, a style sheet or a script."""
_ATTRIBUTES = r"""(?>(?:\s+[a-z][\w:-]*(?:="[^"<>]*"|='[^'<>]*'|=[\w-]+)?)*)\s*>"""
_BETWEEN = r"(?>(?:\s|<!--[^<>]*-->)*)"
_HEAD = re.compile(
    rf"(?P<before>{_BETWEEN}(?:<!doctype[^<>]*>)?)"
    rf"(?:{_BETWEEN}(?:<html{_ATTRIBUTES}{_BETWEEN})?<head{_ATTRIBUTES}"
    r"(?P<charset>\s*<meta\s+charset=[^<>]*>)?)?",
    re.IGNORECASE,
)
"""The beginning of a page up to its charset, in the usual forms."""


def third_party_requests(requests: Iterable[Request], site: str, allowed: Iterable[str]) -> list[Request]:
    """Return the requests that call a server which is neither the site's own nor allowed."""
    known = {site, *allowed}
    foreign = (request for request in requests if request.address and request.source not in known)
    return [request for request in foreign if request.directive not in BY_CLICK]


def policy_of(
    requests: Iterable[Request],
    sources: Iterable[tuple[str, str]],
    site: str,
    allowed: Iterable[str],
    *,
    for_disk: bool = False,
) -> str:
    """Write the policy of a page; `sources` is what its style sheets need besides.

    A page with a script may call every allowed server, because what a script fetches cannot be read from the page. With
    `for_disk`, `file:` is allowed besides: some browsers do not count files as `'self'`.
    """
    own = site if for_disk else "'self'"
    needed = {
        (request.directive.split(" ")[0], own if request.source == site else request.source) for request in requests
    }
    if any(directive in ("script", "script-src", "connect-src") for directive, _ in needed):
        needed |= {(directive, origin) for origin in allowed for directive in ("connect-src", "img-src")}
    needed |= set(sources)
    written = _format_policy(
        frozenset(entry for entry in needed if entry[0] not in _NO_DIRECTIVES and _can_be_data(*entry))
    )
    return written.replace("'self'", "'self' file:") if for_disk else written


def _can_be_data(directive: str, source: str) -> bool:
    return source != "data:" or directive in _DATA


@lru_cache(maxsize=256)
def _format_policy(needed: frozenset[tuple[str, str]]) -> str:
    parts: dict[str, list[str]] = {directive: [source] for directive, source in ALWAYS.items()}
    for directive, source in sorted(needed):
        listed = parts.setdefault(directive, [])
        if source not in listed:
            listed.append(source)
    return "; ".join(f"{directive} {' '.join(listed)}" for directive, listed in parts.items())


def with_policy(html: str, policy: str, more: str = "") -> str:
    """Put a policy into the head of a page, before anything that it governs; a text without tags stays as it is.

    `more` are other lines for the head, each after a line end.

    Where the page begins in any unusual way the policy is put first: a browser then opens the head for it.
    """
    if "<" not in html:
        return html
    start = _HEAD.match(html)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">{more}'
    if start and start.end() > start.end("before"):
        return f"{html[: start.end()]}\n{meta}{html[start.end() :]}"
    at = start.end("before") if start else 0
    return f'{html[:at]}\n<meta charset="utf-8">\n{meta}\n{html[at:]}'.lstrip()
