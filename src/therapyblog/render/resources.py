"""A finished page → the requests that it makes a browser send, and every other address in it.

Tags are read by Lexbor, which follows the same standard as browsers (HTML, 13.2), and styles by tinycss2; so the
result is what a browser would find, however the page is written. Of scripts only the imports are read. A page that is
written plainly gives the same without a parser (`plain_pages.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from therapyblog.patterns import lazy_pattern
from therapyblog.render.head_repairs import Declaration, declarations
from therapyblog.render.plain_pages import HOLDS_TEXT, PlainTag, plain_tags, plain_texts, read_tag
from therapyblog.render.srcset import candidates
from therapyblog.theme.css import fetches
from therapyblog.urls.origins import is_data, origin_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


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


Attributes = Mapping[str, str | None]
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
_REFRESH = lazy_pattern(r"\s*[\d.]+\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(.*)", re.IGNORECASE | re.DOTALL)
_IMPORT = lazy_pattern(r"""\b(?:import|from)(?:\s|\(|/\*.*?\*/|//[^\n]*\n)*(["'`])(.*?)\1""", re.DOTALL)
_JSON_TEXT = lazy_pattern(r'"((?>(?:[^"\\]|\\.)*))"(\s*:)?')
_JSON_TYPES = {"importmap": "script-src", "speculationrules": "preload"}
_READ_OTHERWISE = lazy_pattern(r"<(/?)(noscript|svg|math|frameset)(?=[\s/>])", re.IGNORECASE)
_AS = {"noscript": "noframes"}


def resources_of(html: str) -> Resources:
    """Return the requests and addresses of a page; a page within it (`srcdoc`) is read too."""
    resources = Resources({}, {}, [html], [])
    while resources.pages:
        page = resources.pages.pop()
        if not _read_plainly(page, resources):
            _read_with_parser(page, resources)
    return resources


def _read_plainly(html: str, resources: Resources) -> bool:
    """Add the requests and addresses of a page that is written plainly; say whether it is."""
    tags = plain_tags(html)
    if tags is None:
        return False
    found = [*map(_IN_HEAD.__getitem__, tags[0]), *map(_IN_BODY.__getitem__, tags[1])]
    adding = [tag for tag in found if tag is not _NOTHING]
    plain = [tag for tag in adding if tag]
    texts = plain_texts(html) if any(tag.holder for tag in plain) else []
    if len(plain) < len(adding) or len(texts) != sum(tag.holder is not None for tag in plain):
        return False
    for tag in plain:
        resources.requests.update(tag.resources.requests)
        resources.addresses.update(tag.resources.addresses)
        resources.pages.extend(tag.resources.pages)
        resources.declared.extend(tag.resources.declared)
        if tag.holder:
            _BY_TAG[tag.holder.name](texts.pop(0), tag.holder.attributes, resources)
    return True


class _Found(NamedTuple):
    """What a tag adds."""

    resources: Resources
    holder: PlainTag | None = None
    """The tag, where the text that it holds is to be read too."""


_NOTHING = _Found(Resources({}, {}, [], []))


class _Known(dict[str, _Found | None]):
    """Tags as they are written → what they add; `None` where that depends on what is around them.

    Most tags of a page are those of others.
    """

    def __init__(self, *, in_head: bool) -> None:
        super().__init__()
        self._in_head = in_head

    def __missing__(self, written: str) -> _Found | None:
        if _ADDS_NOTHING.fullmatch(written) and "media" not in written and "%" not in written:
            return _NOTHING
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[written] = self._read(read_tag(written, in_head=self._in_head))
        return found

    def _read(self, tag: PlainTag | None) -> _Found | None:
        if tag is None:
            return None
        resources = Resources({}, {}, [], [])
        read_attributes(tag.name, tag.attributes, resources)
        if tag.name in _DECLARING:
            resources.declared.extend(declarations(tag.attributes, in_head=self._in_head))
            _BY_TAG[tag.name]("", tag.attributes, resources)
        if tag.name in HOLDS_TEXT:
            return _Found(resources, tag)
        if resources == _NOTHING.resources:
            return _NOTHING
        return _Found(resources) if tag.is_sure else None


_MOST_KNOWN = 4096
_ADDS_NOTHING = lazy_pattern(r'<(?:a href|time datetime|h[1-6] id)="[^"<>&]*">')
"""Tags that differ on nearly every page; `_note_address` has the two words."""
_IN_HEAD, _IN_BODY = _Known(in_head=True), _Known(in_head=False)


def _readings(html: str) -> Iterator[str]:
    """Yield a page as it is, and as a browser's preload scanner reads it where scripts are enabled.

    With scripts `<noscript>` holds text (HTML, 13.2.6.4.4). The preload scanner builds no tree, so elements within SVG
    or after a frameset count like any other (Chromium's `HTMLPreloadScanner`).
    """
    yield html
    if _READ_OTHERWISE.search(html):
        yield _READ_OTHERWISE.sub(lambda tag: f"<{tag[1]}{_AS.get(tag[2].lower(), 'x-' + tag[2])}", html)


def _read_with_parser(html: str, resources: Resources) -> None:
    """Add the requests and addresses of any page."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - nearly all pages are written plainly

    for reading in _readings(html):
        root = LexborHTMLParser(reading).root
        trees = [root] if root else []
        while trees:
            for node in trees.pop().traverse():
                tag, attributes = node.tag or "", node.attributes
                read_attributes(tag, attributes, resources)
                if tag in _DECLARING:
                    resources.declared.extend(_declarations(node, attributes))
                if tag in _BY_TAG:
                    _BY_TAG[tag](node.text() if tag in HOLDS_TEXT else "", attributes, resources)
                elif tag == "template":
                    trees += node.template_fragments()[:1]


def read_attributes(tag: str, attributes: Attributes, resources: Resources) -> None:
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


def _read_link(_: str, attributes: Attributes, resources: Resources) -> None:
    address = attributes.get("href")
    for rel in (attributes.get("rel") or "").lower().split():
        directive = _LINKS.get(rel)
        if directive and address and (directive != "preload" or origin_of(address)):
            add_request(resources, directive, address)


def _read_meta(_: str, attributes: Attributes, resources: Resources) -> None:
    says = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
    if says.lower().rpartition(":")[2] not in PROSE:
        _note_address("", attributes.get("content") or "", resources)
    if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
        target = _REFRESH.match(attributes.get("content") or "")
        if target and origin_of(target[1]):
            add_request(resources, "navigation", target[1])


def _read_style_element(text: str, _: Attributes, resources: Resources) -> None:
    _style(resources, text)


def _read_script(text: str, attributes: Attributes, resources: Resources) -> None:
    kind = (attributes.get("type") or "").strip().lower()
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
_BY_TAG: dict[str, Callable[[str, Attributes, Resources], None]] = {
    "link": _read_link,
    "meta": _read_meta,
    "style": _read_style_element,
    "script": _read_script,
}
"""Tag → the reader of its text and attributes."""
_DECLARING = frozenset(("link", "meta"))
