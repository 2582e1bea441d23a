"""A finished page → what it makes a browser fetch, and every other address in it.

Tags are read by Lexbor, which follows the same standard as browsers (HTML, 13.2), and styles by tinycss2; so what a
browser would see in a page is seen here, however it is written. Scripts are not read beyond what they import.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from therapyblog.render.srcset import candidates
from therapyblog.theme.css import fetches
from therapyblog.urls.origins import is_data, origin_of


class Request(NamedTuple):
    """One thing that a page makes a browser fetch."""

    directive: str
    source: str
    """An origin, `'self'` or `data:`."""
    address: str = ""
    """As written, where it leads to another server."""


class Resources(NamedTuple):
    """What a page names."""

    requests: dict[Request, None]
    addresses: dict[str, None]
    """Every value that may be the address of a file of `media/`, and those of style sheets."""
    pages: list[str]
    """Pages within the page that were not read yet."""


Reader = Callable[[str, str, Resources], None]
"""Takes a tag, the value of one of its attributes, and what was found so far."""


_LOADS: dict[str, dict[str, str]] = {
    "src": {
        "img": "img-src",
        "mglyph": "img-src",
        "input": "img-src",
        "source": "media-src",
        "video": "media-src",
        "audio": "media-src",
        "bgsound": "media-src",
        "track": "media-src",
        "model": "media-src",
        "script": "script-src",
        "iframe": "frame-src",
        "frame": "frame-src",
        "fencedframe": "frame-src",
        "portal": "frame-src",
        "embed": "object-src",
    },
    "href": {
        "script": "script-src",
        "base": "base-uri",
        # What of a drawing (SVG) is fetched by itself.
        **dict.fromkeys(("image", "use", "feimage", "pattern", "filter"), "img-src"),
        **dict.fromkeys(("lineargradient", "radialgradient", "textpath", "tref", "mpath", "cursor"), "img-src"),
        **dict.fromkeys(("glyphref", "altglyph", "font-face-uri", "color-profile"), "img-src"),
    },
    "poster": {"video": "img-src"},
    "data": {"object": "object-src"},
    "action": {"form": "form-action"},
}
"""Attribute → tag → what a browser calls that way of fetching."""
_LINKS: dict[str, str] = {
    "stylesheet": "style-src",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "apple-touch-icon-precomposed": "img-src",
    "apple-touch-startup-image": "img-src",
    "mask-icon": "img-src",
    "manifest": "manifest-src",
    "preload": "preload",
    "modulepreload": "script-src",
    "prefetch": "preload",
    "prerender": "preload",
    "preconnect": "preload",
    "dns-prefetch": "preload",
    "next": "preload",
    "compression-dictionary": "preload",
}
"""`rel` of a link that a browser follows by itself; others only say something."""
PROSE = frozenset(
    {"title", "alt", "description", "name", "headline", "alternativeheadline", "alternatename", "text", "caption"}
    | {"abstract", "articlebody", "keywords", "summary", "subtitle", "content_text", "label", "author", "site_name"}
)
"""Where words stand and no address: attributes, and names of metadata, structured data and elements of feeds."""
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(.*)", re.IGNORECASE | re.DOTALL)
_IMPORT = re.compile(r"""\b(?:import|from)(?:\s|\(|/\*.*?\*/|//[^\n]*\n)*(["'`])(.*?)\1""", re.DOTALL)
_JSON_TEXT = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*:)?')
_JSON_TYPES = {"importmap": "script-src", "speculationrules": "preload"}
_READ_OTHERWISE = re.compile(r"<(/?)(noscript|svg|math|frameset)(?=[\s/>])", re.IGNORECASE)
_AS = {"noscript": "noframes"}


def resources_of(html: str) -> Resources:
    """Return what a page names; a page within it (`srcdoc`) is read too."""
    found = Resources({}, {}, [html])
    while found.pages:
        for reading in _readings(found.pages.pop()):
            root = LexborHTMLParser(reading).root
            if root is not None:
                _read(root, found)
    return found


def _readings(html: str) -> Iterator[str]:
    """Yield a page as it is, and as a browser with scripts reads it that looks ahead for what to fetch.

    With scripts `<noscript>` holds text (HTML, 13.2.6.4.4). Who looks ahead builds no tree, so what stands in a drawing
    or behind frames is read as if it stood anywhere else (Chromium's `HTMLPreloadScanner`).
    """
    yield html
    if _READ_OTHERWISE.search(html):
        yield _READ_OTHERWISE.sub(lambda tag: f"<{tag[1]}{_AS.get(tag[2].lower(), 'x-' + tag[2])}", html)


def _read(root: LexborNode, found: Resources) -> None:
    trees = [root]
    while trees:
        for node in trees.pop().traverse():
            tag, attributes = node.tag or "", node.attributes
            read_attributes(tag, attributes, found)
            if tag in _BY_TAG:
                _BY_TAG[tag](node, attributes, found)
            elif tag == "template":
                trees += node.template_fragments()[:1]


def read_attributes(tag: str, attributes: Mapping[str, str | None], found: Resources) -> None:
    """Note what the attributes of a tag name."""
    for name, value in attributes.items():
        read = _BY_ATTRIBUTE.get(name, _note)
        if read and value:
            read(tag, value, found)


def _note(_: str, value: str, found: Resources) -> None:
    """Note a value that may be an address which nothing is fetched from by itself."""
    if "media" in value or "%" in value:
        found.addresses[value] = None


def _loaded(attribute: str) -> Reader:
    """Return what reads this attribute, which is an address or not as its tag decides."""

    def read(tag: str, value: str, found: Resources) -> None:
        directive = _LOADS[attribute].get(tag.lower())
        if directive:
            add_request(found, directive, value)
        else:
            _note(tag, value, found)

    return read


def _anywhere(directive: str) -> Reader:
    return lambda _, value, found: add_request(found, directive, value)


def _sources(_: str, value: str, found: Resources) -> None:
    for address, _said in candidates(value):
        add_request(found, "img-src", address)


def _styled(_: str, value: str, found: Resources) -> None:
    _style(found, value)


def _animated(_: str, value: str, found: Resources) -> None:
    """Read what takes the place of another attribute while a drawing moves (SVG Animations, 2.3)."""
    for part in value.split(";"):
        if origin_of(part):
            add_request(found, "img-src", part)
        _style(found, part)


def _embed(_: str, value: str, found: Resources) -> None:
    """Note what a page loads into a frame once its reader asks for it."""
    request = _request("frame-src by click", value)
    found.requests[request if request.address else Request("frame-src", request.source)] = None


def _page_within(_: str, value: str, found: Resources) -> None:
    found.pages.append(value)


def add_request(found: Resources, directive: str, address: str) -> None:
    """Note something that is fetched."""
    if directive == "style-src":
        found.addresses[address] = None
    _note("", address, found)
    found.requests[_request(directive, address)] = None


def _request(directive: str, address: str) -> Request:
    origin = origin_of(address)
    if origin:
        return Request(directive, origin, address.strip())
    return Request(directive, "data:" if is_data(address) else "'self'")


def _style(found: Resources, css: str) -> None:
    for fetch in fetches(css):
        add_request(found, fetch.directive, fetch.address)


def _of_link(_: LexborNode, attributes: dict[str, str | None], found: Resources) -> None:
    address = attributes.get("href")
    for rel in (attributes.get("rel") or "").lower().split():
        directive = _LINKS.get(rel)
        if directive and address and (directive != "preload" or origin_of(address)):
            add_request(found, directive, address)


def _of_meta(_: LexborNode, attributes: dict[str, str | None], found: Resources) -> None:
    says = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
    if says.lower().rpartition(":")[2] not in PROSE:
        _note("", attributes.get("content") or "", found)
    if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
        target = _REFRESH.match(attributes.get("content") or "")
        if target and origin_of(target[1]):
            add_request(found, "navigation", target[1])


def _of_style(node: LexborNode, _: dict[str, str | None], found: Resources) -> None:
    _style(found, node.text())


def _of_script(node: LexborNode, attributes: dict[str, str | None], found: Resources) -> None:
    kind = (attributes.get("type") or "").strip().lower()
    text = node.text()
    if kind in _JSON_TYPES:
        for _key, value in strings_of(text):
            if origin_of(value):
                add_request(found, _JSON_TYPES[kind], value)
        return
    if kind.endswith("json"):
        key = ""
        for written, is_key in _JSON_TEXT.findall(text) if "media" in text or "%" in text else ():
            if is_key:
                key = written
            elif ("media" in written or "%" in written) and key.lower() not in PROSE:
                for _, value in strings_of(f'"{written}"'):
                    _note("", value, found)
        return
    # What else a script fetches does not show, so all that is kept is that there is one (`policy_of`).
    found.requests[Request("script", "'self'")] = None
    for imported in _IMPORT.finditer(text):
        if origin_of(imported[2]):
            add_request(found, "script-src", imported[2])


def strings_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield every text in JSON with the key that it stands at; nothing where it is none, as browsers read none then."""
    try:
        waiting: list[tuple[str, Any]] = [("", json.loads(text))]
    except (ValueError, RecursionError):
        return
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            waiting += [*(("", name) for name in value), *value.items()]
        elif isinstance(value, list):
            waiting += ((key, item) for item in value)


_BY_ATTRIBUTE: dict[str, Reader | None] = {
    **dict.fromkeys(("class", "id", "lang", "dir", "role", "rel", "width", "height", "loading", "content")),
    **dict.fromkeys(("aria-label", "aria-description", "placeholder", "value", "data-note", *PROSE)),
    **{name: _loaded(name) for name in _LOADS},
    "xlink:href": _loaded("href"),
    "background": _anywhere("img-src"),
    "attributionsrc": _anywhere("connect-src"),
    "ping": _anywhere("connect-src"),
    "formaction": _anywhere("form-action"),
    "srcset": _sources,
    "imagesrcset": _sources,
    # Of drawings (SVG 2, 6.6), besides `style`.
    **dict.fromkeys(("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"), _styled),
    **dict.fromkeys(("marker", "marker-start", "marker-mid", "marker-end", "mask-image"), _styled),
    **dict.fromkeys(("to", "from", "by", "values"), _animated),
    "srcdoc": _page_within,
    "data-embed-src": _embed,
}
"""Attribute → what reads it; `None` where it holds no address, and `_note` where it is not here."""
_BY_TAG: dict[str, Callable[[LexborNode, dict[str, str | None], Resources], None]] = {
    "link": _of_link,
    "meta": _of_meta,
    "style": _of_style,
    "script": _of_script,
}
