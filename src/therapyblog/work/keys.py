"""The key of a page: a digest of the templates it draws on and of just the values that they mention.

Same route, same template text, same bytes: so nothing is tracked and nothing can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

import msgspec

from therapyblog.model.codec import digest, encode
from therapyblog.model.site import Contents, Feed, Text
from therapyblog.render.renderer import Renderer
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import Route, Shared
from therapyblog.routes.routing import NAMES
from therapyblog.work.jobs import RenderOne


class Keyed(msgspec.Struct, frozen=True):
    """A route with its key, and all that is needed to render it."""

    route: RenderOne
    key: bytes
    context: bytes
    """A digest of everything but the bodies."""
    shows: tuple[str, ...]
    """The paths of the documents whose bodies it shows."""


class PageKeys:
    """Makes the values that a route's template mentions, and the key over them."""

    def __init__(self, shared: Shared, renderer: Renderer, bodies: Mapping[str, bytes]) -> None:
        self.shared, self.renderer, self._bodies = shared, renderer, bodies
        self.commons: dict[bytes, dict[str, bytes]] = {}
        self._common_of: dict[tuple[str, bool, bool, tuple[str, ...]], bytes] = {}
        self._closures: dict[tuple[str, tuple[str, ...]], bytes] = {}
        self._mentioned: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        ground = (renderer.site_url, renderer.for_disk, renderer.allow, renderer.theme.sources)
        self._ground = blake2b(encode(ground), digest_size=16)

    def of(self, route: Route) -> Keyed:
        """Return a route with its key."""
        common, own = self._names(route)
        common_digest = self._common(route, common)
        names = NAMES[route.kind]
        values = {name: names[name](self.shared, route) for name in own}
        encoded = {name: encode(value) for name, value in values.items()}
        texts = tuple(_texts(values.values()))
        components = tuple(sorted({name for text in texts for name in text.components}))
        key = self._ground.copy()
        key.update(f"{route.kind}\0{route.template}\0{route.url}\0".encode())
        key.update(self._closure(route, components))
        key.update(common_digest)
        for name, value in encoded.items():
            key.update(f"{name}\0{len(value)}\0".encode())
            key.update(value)
        one = RenderOne(
            kind=route.kind,
            template=route.template,
            url=route.url,
            file=route.file,
            common=common_digest,
            names=encoded,
        )
        shown = {text.document for text in texts if text.document}
        shown |= {value.document for value in values.values() if isinstance(value, Contents)}
        shows = tuple(sorted(shown))
        return Keyed(one, page_key(key.digest(), (self._bodies[path] for path in shows)), key.digest(), shows)

    def _names(self, route: Route) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names that the template mentions: the common ones, and the route's own."""
        known = (route.kind, route.template)
        if known not in self._mentioned:
            offered = NAMES[route.kind]
            mentioned = self.renderer.mentioned(route.kind, route.template)
            wanted = sorted(offered if mentioned is None else set(mentioned) & set(offered))
            shared = tuple(name for name in wanted if offered[name] is COMMON.get(name))
            self._mentioned[known] = shared, tuple(name for name in wanted if name not in shared)
        return self._mentioned[known]

    def _common(self, route: Route, names: tuple[str, ...]) -> bytes:
        prominent = "crisis" in names and COMMON["crisis"](self.shared, route).prominent
        leaves = "exit" in names and COMMON["exit"](self.shared, route) is not None
        known = (route.language, prominent, leaves, names)
        if known not in self._common_of:
            encoded = {name: encode(COMMON[name](self.shared, route)) for name in names}
            self._common_of[known] = digest(encode(encoded))
            self.commons[self._common_of[known]] = encoded
        return self._common_of[known]

    def _closure(self, route: Route, components: tuple[str, ...]) -> bytes:
        known = (route.template, components)
        if known not in self._closures:
            self._closures[known] = closure_digest(self.renderer, route, components)
        return self._closures[known]


def page_key(context: bytes, bodies: Iterable[bytes]) -> bytes:
    """Return the key of a page: its context, and the digests of the bodies that it shows."""
    return blake2b(context + b"".join(bodies), digest_size=16).digest()


def closure_digest(renderer: Renderer, route: Route, components: Iterable[str]) -> bytes:
    """Return a digest of the text of every template that a route draws on."""
    templates: Mapping[str, object] = renderer.theme.templates
    starts = [f"components/{name}.html" for name in components]
    starts += [route.template] if route.template in templates else []
    closures = [renderer.closures.of(start) for start in starts]
    # What a template includes by a name that only the page decides may be any of them.
    drawn = set(templates) if any(closure.dynamic for closure in closures) else set()
    drawn |= {name for closure in closures for name in closure.templates}
    texts = [(name, renderer.theme.templates[name].source) for name in sorted(drawn)]
    return blake2b(encode(texts), digest_size=16).digest()


def _texts(values: Iterable[object]) -> Iterable[Text]:
    for value in values:
        if isinstance(value, Text):
            yield value
        elif isinstance(value, Feed):
            yield from (entry.content for entry in value.entries)
