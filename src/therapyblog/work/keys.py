"""The key of a page: a digest of the templates it draws on and of just the values that they mention.

Same route, same template text, same bytes: so nothing is tracked and nothing can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from therapyblog.model.codec import digest, encode
from therapyblog.model.site import Contents, Feed, PostCard, Text
from therapyblog.render.renderer import Renderer
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import Name, Route, Shared
from therapyblog.routes.routing import NAMES
from therapyblog.routes.types import type_of
from therapyblog.work.jobs import RenderOne
from therapyblog.work.keyed import Keyed, page_key


class Mark(NamedTuple):
    """What tells a page from any other that could stand in its place: as in `Keyed`."""

    key: bytes
    frame: bytes
    shows: tuple[str, ...]


class Plan(NamedTuple):
    """What the pages of one kind and template read: settled once, for thousands of them."""

    common: tuple[str, ...]
    own: tuple[tuple[str, Name], ...]
    texts: tuple[int, ...]
    """Which of its own values are texts, or hold them."""
    contents: tuple[int, ...]
    """Which are tables of contents."""
    card: tuple[int, ...]
    """Which are single cards, or none."""
    cards: tuple[int, ...]
    """Which are lists of cards."""


class Values(NamedTuple):
    """What a page is made from."""

    plan: Plan
    common: bytes
    """The digest of its common values."""
    own: list[Any]
    brief: list[Any]
    """Its own values with the addresses of posts in place of their cards."""
    cards: list[str]
    """The address of every card, as often as it is there: single ones first."""


class PageKeys:
    """Makes the values that a route's template mentions, and the key over them."""

    def __init__(self, shared: Shared, renderer: Renderer, bodies: Mapping[str, bytes]) -> None:
        self.shared, self.renderer, self._bodies = shared, renderer, bodies
        self.commons: dict[bytes, dict[str, bytes]] = {}
        self._common_of: dict[tuple[str, bool, bool, tuple[str, ...]], bytes] = {}
        self._closures: dict[tuple[str, tuple[str, ...]], bytes] = {}
        self._plans: dict[tuple[str, str], Plan] = {}
        self.cards: dict[str, bytes] = {}
        """Every card that was met, encoded, by the address of its post: most stand on many pages."""
        self._digests: dict[str, bytes] = {}
        ground = (renderer.site_url, renderer.for_disk, renderer.allow, renderer.theme.sources)
        self._ground = blake2b(encode(ground), digest_size=16)

    def of(self, route: Route) -> Keyed:
        """Return a route with its key."""
        values = self._values(route)
        return self._keyed(route, self._mark(route, values), values)

    def unless(self, kept: Callable[[str, bytes], bool], route: Route) -> Keyed | None:
        """Return a route with its key, or nothing where `kept` says of its file and key that the page is there."""
        values = self._values(route)
        mark = self._mark(route, values)
        return None if kept(route.file, mark.key) else self._keyed(route, mark, values)

    def _values(self, route: Route) -> Values:
        """Make the values of a route."""
        plan, shared = self._plan(route), self.shared
        own = [make(shared, route) for _, make in plan.own]
        brief = own
        cards: list[str] = []
        if plan.card or plan.cards:
            brief = own.copy()
            for index in plan.card:
                brief[index] = url = self._met(own[index]) if own[index] else ""
                cards += (url,) if url else ()
            for index in plan.cards:
                brief[index] = urls = tuple(map(self._met, own[index]))
                cards += urls
        return Values(plan, self._common(route, plan.common), own, brief, cards)

    def _met(self, card: PostCard) -> str:
        """Hold a card, and return the address that stands for it."""
        url = card.url
        if url not in self._digests:
            self.cards[url] = encoded = encode(card)
            self._digests[url] = digest(encoded)
        return url

    def _mark(self, route: Route, values: Values) -> Mark:
        """Return what tells a page from others."""
        plan, common, own, brief, cards = values
        texts = [text for index in plan.texts for text in _texts(own[index])]
        components = {name for text in texts for name in text.components}
        around = self._ground.copy()
        around.update(f"{route.kind}\0{route.template}\0{route.url}\0".encode())
        around.update(self._closure(route, tuple(sorted(components))) + common)
        # Which names its values have is settled by the kind and the templates, and those are in the frame.
        frame = around.digest()
        shown = {text.document for text in texts if text.document}
        shown |= {own[index].document for index in plan.contents}
        shows = tuple(sorted(shown))
        bodies, digests = self._bodies, self._digests
        key = page_key(frame, brief, [bodies[path] for path in shows] + [digests[url] for url in cards])
        return Mark(key, frame, shows)

    def _keyed(self, route: Route, mark: Mark, values: Values) -> Keyed:
        plan, brief = values.plan, values.brief
        apart = {*plan.card, *plan.cards}
        one = RenderOne(
            kind=route.kind,
            template=route.template,
            url=route.url,
            file=route.file,
            common=values.common,
            names={name: encode(brief[index]) for index, (name, _) in enumerate(plan.own) if index not in apart},
            card={plan.own[index][0]: brief[index] for index in plan.card},
            cards={plan.own[index][0]: brief[index] for index in plan.cards},
        )
        return Keyed(one, *mark)

    def _plan(self, route: Route) -> Plan:
        """Return the names that the template mentions: the common ones, and the route's own."""
        known = (route.kind, route.template)
        if known not in self._plans:
            offered = NAMES[route.kind]
            mentioned = self.renderer.mentioned(route.kind, route.template)
            wanted = sorted(offered if mentioned is None else set(mentioned) & set(offered))
            common = tuple(name for name in wanted if offered[name] is COMMON.get(name))
            own = tuple((name, offered[name]) for name in wanted if name not in common)
            kinds = [type_of(name, route.kind) for name, _ in own]
            self._plans[known] = Plan(
                common,
                own,
                tuple(index for index, kind in enumerate(kinds) if kind in (Text, Feed)),
                tuple(index for index, kind in enumerate(kinds) if kind is Contents),
                tuple(index for index, kind in enumerate(kinds) if kind == PostCard | None),
                tuple(index for index, kind in enumerate(kinds) if kind == tuple[PostCard, ...]),
            )
        return self._plans[known]

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


def _texts(value: Text | Feed) -> Iterable[Text]:
    return (value,) if isinstance(value, Text) else (entry.content for entry in value.entries)
