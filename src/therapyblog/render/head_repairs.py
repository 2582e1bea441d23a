"""What a head says whatever its template forgets: whether a page is to be found, under which address, and where to.

A page that is meant for nobody's search results, the address that counts, and where an old address leads are facts of
the site. A template may write them; what it leaves out is added here, and what contradicts them is taken out.
`noindex`: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag. `canonical`: RFC 6596.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import urljoin

from therapyblog.patterns import lazy_pattern

_WORDS = lazy_pattern(r"[,\s]+")
_REFRESH = lazy_pattern(r"\s*[\d.]+\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"']*)", re.IGNORECASE)
_TAG = lazy_pattern(r"""<(?:meta|link)\b(?>(?:[^>"']++|"[^"]*+"|'[^']*+')*)>\n?""", re.IGNORECASE)


class Declaration(NamedTuple):
    """One thing that a page says of itself."""

    kind: str
    """`robots`, `canonical`, `policy` or `refresh`."""
    value: str
    in_head: bool


class Facts(NamedTuple):
    """What is true of a page."""

    url: str
    """Its absolute address."""
    noindex: bool
    canonical: str
    """Absolute; empty where none counts."""
    target: str = ""
    """Of an old address: where it leads."""


WRITTEN_AS = {
    "robots": lazy_pattern(r"<meta\b[^>]*\b(?:robots|googlebot)\b", re.IGNORECASE),
    "canonical": lazy_pattern(r"<link\b[^>]*\bcanonical\b", re.IGNORECASE),
    "policy": lazy_pattern(r"content-security-policy", re.IGNORECASE),
    "refresh": lazy_pattern(r"<meta\b[^>]*\brefresh\b", re.IGNORECASE),
}
"""How a template writes each kind."""
_KINDS = {
    "robots": "robots",
    "googlebot": "robots",
    "canonical": "canonical",
    "content-security-policy": "policy",
    "refresh": "refresh",
}
SAYS = {
    "robots": "says to search engines the opposite of what is true of the page (`page.noindex`)",
    "canonical": "names another address as the page's own than `page.canonical`",
    "policy": "sets a content-security policy, and every page has one that is computed from what it holds",
    "refresh": "leads an old address elsewhere than to `target`",
}


def contradicts(declared: Declaration, facts: Facts) -> bool:
    """Say whether a declaration is not true of a page."""
    if declared.kind == "robots":
        words = set(_WORDS.split(declared.value.lower()))
        return bool(words & ({"index", "all"} if facts.noindex else {"noindex", "none"}))
    if declared.kind == "canonical":
        # Most templates write it as it is.
        return facts.canonical not in ("", declared.value) and urljoin(facts.url, declared.value) != facts.canonical
    if declared.kind == "refresh":
        return bool(facts.target) and not _leads_to_target(declared, facts)
    return True


def _leads_to_target(declared: Declaration, facts: Facts) -> bool:
    found = _REFRESH.match(declared.value)
    # Links for the disk end in `index.html`.
    return found is not None and urljoin(facts.url, found[1]).removesuffix("index.html") == facts.canonical


def missing_lines(declared: Iterable[Declaration], facts: Facts, target: str) -> str:
    """Return the lines that the head of a page lacks; `target` is how the page writes `facts.target`."""
    there = {one.kind for one in declared if one.in_head and not contradicts(one, facts) and _counts(one, facts)}
    lines = []
    if facts.noindex and "robots" not in there:
        lines.append('<meta name="robots" content="noindex">')
    if facts.canonical and "canonical" not in there and (facts.target or not facts.noindex):
        lines.append(f'<link rel="canonical" href="{escape(facts.canonical)}">')
    if facts.target and "refresh" not in there:
        lines.append(f'<meta http-equiv="refresh" content="0; url={escape(target)}">')
    return "".join(f"\n{line}" for line in lines)


def _counts(declared: Declaration, facts: Facts) -> bool:
    """Say whether a declaration says what has to be said; `<meta name="robots" content="max-snippet:-1">` does not."""
    words = set(_WORDS.split(declared.value.lower()))
    return declared.kind != "robots" or not facts.noindex or bool(words & {"noindex", "none"})


def without(html: str, facts: Facts) -> str:
    """Take out of a page what contradicts the facts."""

    def kept(tag: re.Match[str]) -> str:
        wrong = any(contradicts(declared, facts) for declared in _declarations_in(tag[0]))
        return "" if wrong else tag[0]

    return _TAG.sub(kept, html)


def _declarations_in(tag: str) -> Iterator[Declaration]:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - few templates write what is not true

    for node in LexborHTMLParser(tag).css("meta, link"):
        yield from declarations(node.attributes, in_head=True)


def declarations(attributes: dict[str, str | None], *, in_head: bool) -> Iterator[Declaration]:
    """Yield what the attributes of a `<meta>` or `<link>` declare."""
    for key, value in (("name", "content"), ("http-equiv", "content"), ("rel", "href")):
        for name in (attributes.get(key) or "").split():
            kind = _KINDS.get(name.lower())
            if kind:
                yield Declaration(kind, (attributes.get(value) or "").strip(), in_head)
