"""A finished page → the requests that it makes a browser send, and every other address in it.

Tags are read by Lexbor, which follows the same standard as browsers (HTML, 13.2), and styles by tinycss2; so the
result is what a browser would find, however the page is written. Of scripts only the imports are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from therapyblog.render.head import Declaration, declarations
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
    """The requests and addresses of a page."""

    requests: dict[Request, None]
    addresses: dict[str, None]
    """Every value that may be the address of a file of `media/`, and those of style sheets."""
    pages: list[str]
    """Pages within the page (`srcdoc`) that were not read yet."""
    declared: list[Declaration]
    """What the page says of itself to search engines and browsers."""


Reader = Callable[[str, str, Resources], None]
"""Takes a tag, the value of one of its attributes, and the resources to add to."""


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
        # Elements of SVG that cause a request.
        **dict.fromkeys(("image", "use", "feimage", "pattern", "filter"), "img-src"),
        **dict.fromkeys(("lineargradient", "radialgradient", "textpath", "tref", "mpath", "cursor"), "img-src"),
        **dict.fromkeys(("glyphref", "altglyph", "font-face-uri", "color-profile"), "img-src"),
    },
    "poster": {"video": "img-src"},
    "data": {"object": "object-src"},
    "action": {"form": "form-action"},
}
"""Attribute → tag → the CSP directive that governs the request."""
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
"""`rel` of links that a browser fetches by itself → the directive; others cause no request."""
PROSE = frozenset(
    {"title", "alt", "description", "name", "headline", "alternativeheadline", "alternatename", "text", "caption"}
    | {"abstract", "articlebody", "keywords", "summary", "subtitle", "content_text", "label", "author", "site_name"}
)
"""Where text is expected and no address: attributes, and names of metadata, structured data and feed elements."""
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(.*)", re.IGNORECASE | re.DOTALL)
_IMPORT = re.compile(r"""\b(?:import|from)(?:\s|\(|/\*.*?\*/|//[^\n]*\n)*(["'`])(.*?)\1""", re.DOTALL)
_JSON_TEXT = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*:)?')
_JSON_TYPES = {"importmap": "script-src", "speculationrules": "preload"}
_READ_OTHERWISE = re.compile(r"<(/?)(noscript|svg|math|frameset)(?=[\s/>])", re.IGNORECASE)
_AS = {"noscript": "noframes"}


def resources_of(html: str) -> Resources:
    """Return the requests and addresses of a page; a page within it (`srcdoc`) is read too."""
    resources = Resources({}, {}, [html], [])
    while resources.pages:
        for reading in _readings(resources.pages.pop()):
            root = LexborHTMLParser(reading).root
            if root is not None:
                _read(root, resources)
    return resources


def _readings(html: str) -> Iterator[str]:
    """Yield a page as it is, and as a browser's preload scanner reads it where scripts are enabled.

    With scripts `<noscript>` holds text (HTML, 13.2.6.4.4). The preload scanner builds no tree, so elements within SVG
    or after a frameset count like any other (Chromium's `HTMLPreloadScanner`).
    """
    yield html
    if _READ_OTHERWISE.search(html):
        yield _READ_OTHERWISE.sub(lambda tag: f"<{tag[1]}{_AS.get(tag[2].lower(), 'x-' + tag[2])}", html)


def _read(root: LexborNode, resources: Resources) -> None:
    trees = [root]
    while trees:
        for node in trees.pop().traverse():
            tag, attributes = node.tag or "", node.attributes
            read_attributes(tag, attributes, resources)
            if tag in _BY_TAG:
                _BY_TAG[tag](node, attributes, resources)
            elif tag == "template":
                trees += node.template_fragments()[:1]


def read_attributes(tag: str, attributes: Mapping[str, str | None], resources: Resources) -> None:
    """Add the requests and addresses in the attributes of a tag to `resources`."""
    for name, value in attributes.items():
        read = _BY_ATTRIBUTE.get(name, _note_address)
        if read and value:
            read(tag, value, resources)


def _note_address(_: str, value: str, resources: Resources) -> None:
    """Note a value that may be the address of a file but causes no request."""
    if "media" in value or "%" in value:
        resources.addresses[value] = None


def _address_reader(attribute: str) -> Reader:
    """Return the reader of an attribute whose tag decides whether it causes a request."""

    def read(tag: str, value: str, resources: Resources) -> None:
        directive = _LOADS[attribute].get(tag.lower())
        if directive:
            add_request(resources, directive, value)
        else:
            _note_address(tag, value, resources)

    return read


def _directive_reader(directive: str) -> Reader:
    return lambda _, value, resources: add_request(resources, directive, value)


def _read_srcset(_: str, value: str, resources: Resources) -> None:
    for address, _descriptors in candidates(value):
        add_request(resources, "img-src", address)


def _read_style_attribute(_: str, value: str, resources: Resources) -> None:
    _style(resources, value)


def _read_animation(_: str, value: str, resources: Resources) -> None:
    """Read the values that an animation gives to another attribute (SVG Animations, 2.3)."""
    for part in value.split(";"):
        if origin_of(part):
            add_request(resources, "img-src", part)
        _style(resources, part)


def _read_embed(_: str, value: str, resources: Resources) -> None:
    """Note the address of a frame that is loaded only when a reader clicks."""
    request = _make_request("frame-src by click", value)
    resources.requests[request if request.address else Request("frame-src", request.source)] = None


def _read_srcdoc(_: str, value: str, resources: Resources) -> None:
    resources.pages.append(value)


def add_request(resources: Resources, directive: str, address: str) -> None:
    """Note a request."""
    if directive == "style-src":
        resources.addresses[address] = None
    _note_address("", address, resources)
    resources.requests[_make_request(directive, address)] = None


def _make_request(directive: str, address: str) -> Request:
    origin = origin_of(address)
    if origin:
        return Request(directive, origin, address.strip())
    return Request(directive, "data:" if is_data(address) else "'self'")


def _style(resources: Resources, css: str) -> None:
    for fetch in fetches(css):
        add_request(resources, fetch.directive, fetch.address)


def _declarations(node: LexborNode, attributes: dict[str, str | None]) -> Iterator[Declaration]:
    """Yield what an element says of the page; in a `<template>` it says nothing."""
    found = list(declarations(attributes, in_head=node.parent is not None and node.parent.tag == "head"))
    outermost = node
    while found and outermost.parent is not None and outermost.tag != "html":
        outermost = outermost.parent
    return iter(found if outermost.tag == "html" else ())


def _read_link(node: LexborNode, attributes: dict[str, str | None], resources: Resources) -> None:
    resources.declared.extend(_declarations(node, attributes))
    address = attributes.get("href")
    for rel in (attributes.get("rel") or "").lower().split():
        directive = _LINKS.get(rel)
        if directive and address and (directive != "preload" or origin_of(address)):
            add_request(resources, directive, address)


def _read_meta(node: LexborNode, attributes: dict[str, str | None], resources: Resources) -> None:
    resources.declared.extend(_declarations(node, attributes))
    says = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
    if says.lower().rpartition(":")[2] not in PROSE:
        _note_address("", attributes.get("content") or "", resources)
    if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
        target = _REFRESH.match(attributes.get("content") or "")
        if target and origin_of(target[1]):
            add_request(resources, "navigation", target[1])


def _read_style_element(node: LexborNode, _: dict[str, str | None], resources: Resources) -> None:
    _style(resources, node.text())


def _read_script(node: LexborNode, attributes: dict[str, str | None], resources: Resources) -> None:
    kind = (attributes.get("type") or "").strip().lower()
    text = node.text()
    if kind in _JSON_TYPES:
        for _key, value in strings_of(text):
            if origin_of(value):
                add_request(resources, _JSON_TYPES[kind], value)
        return
    if kind.endswith("json"):
        key = ""
        for written, is_key in _JSON_TEXT.findall(text) if "media" in text or "%" in text else ():
            if is_key:
                key = written
            elif ("media" in written or "%" in written) and key.lower() not in PROSE:
                for _, value in strings_of(f'"{written}"'):
                    _note_address("", value, resources)
        return
    # What else a script fetches cannot be read from it, so only its presence is noted (see `policy_of`).
    resources.requests[Request("script", "'self'")] = None
    for imported in _IMPORT.finditer(text):
        if origin_of(imported[2]):
            add_request(resources, "script-src", imported[2])


def strings_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield every string in JSON with its key; nothing for text that is not JSON, which browsers ignore too."""
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
    **{name: _address_reader(name) for name in _LOADS},
    "xlink:href": _address_reader("href"),
    "background": _directive_reader("img-src"),
    "attributionsrc": _directive_reader("connect-src"),
    "ping": _directive_reader("connect-src"),
    "formaction": _directive_reader("form-action"),
    "srcset": _read_srcset,
    "imagesrcset": _read_srcset,
    # Presentation attributes of SVG (SVG 2, 6.6), besides `style`.
    **dict.fromkeys(("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"), _read_style_attribute),
    **dict.fromkeys(("marker", "marker-start", "marker-mid", "marker-end", "mask-image"), _read_style_attribute),
    **dict.fromkeys(("to", "from", "by", "values"), _read_animation),
    "srcdoc": _read_srcdoc,
    "data-embed-src": _read_embed,
}
"""Attribute → its reader; `None` where it holds no address; for others it is `_note_address`."""
_BY_TAG: dict[str, Callable[[LexborNode, dict[str, str | None], Resources], None]] = {
    "link": _read_link,
    "meta": _read_meta,
    "style": _read_style_element,
    "script": _read_script,
}
