"""The key of a page: a digest of the templates it draws on and of just the values that it is made from.

Each value that stands on many pages is encoded and digested once. Nothing that a page says of these values is made for
its key; that happens where a page is drawn (`context.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from therapyblog.model.codec import digest, encode
from therapyblog.model.practice_pages import Service
from therapyblog.model.site import CallToAction, PostCard, Practitioner, Series, Term, Text
from therapyblog.pipeline.context import WHOLE_FRAME, PageInputs, needs
from therapyblog.render.renderer import Renderer
from therapyblog.routes.feeds import FeedItem
from therapyblog.routes.frame import frame_of
from therapyblog.routes.route import Choose, Route
from therapyblog.routes.routing import KINDS
from therapyblog.site.shared import Frame, Shared

_ON_MANY_PAGES = frozenset((CallToAction, PostCard, Practitioner, Series, Service, Term))
"""The types of values that are one object on all the pages that they stand on."""


class KindInputs(NamedTuple):
    """What the pages of one kind and template are made from: settled once, for thousands of them."""

    names: tuple[str, ...]
    inputs: tuple[tuple[str, Choose], ...]
    frame: tuple[str, ...]
    """Parts of the frame, sorted, or `WHOLE_FRAME`."""


class KeyedPage(NamedTuple):
    """A page with its key, ready to be drawn."""

    page: PageInputs
    key: bytes
    texts: tuple[Text, ...]
    """The texts that it shows: their bodies are needed where it is drawn."""


class PageKeys:
    """Chooses what the pages of a site are made from, and computes their keys."""

    def __init__(self, shared: Shared, renderer: Renderer) -> None:
        self.shared, self.renderer = shared, renderer
        ground = (renderer.site_url, renderer.for_disk, renderer.allow, renderer.theme.sources)
        self._ground = digest(encode(ground))
        self._plans: dict[tuple[str, str], KindInputs] = {}
        self._closures: dict[tuple[str, tuple[str, ...]], bytes] = {}
        self._frames: dict[tuple[int, tuple[str, ...]], bytes] = {}
        # The values are held: the `id` of one that is gone would be used again.
        self._digests: dict[int, bytes] = {}
        self._digested: list[Any] = []

    def of(self, route: Route) -> KeyedPage:
        """Return the page of a route, with what it is made from and the key over that."""
        plan, shared = self._plan(route), self.shared
        frame = frame_of(shared, route)
        inputs = {name: choose(shared, route) for name, choose in plan.inputs}
        texts = [text for value in inputs.values() if type(value) in _WITH_TEXT for text in _texts(value)]
        components = tuple(sorted({name for text in texts for name in text.components}))
        parts = (
            (route.kind, route.template, route.url),
            self._ground,
            self._closure(route.template, components),
            self._frame(frame, plan.frame),
            list(map(self._part, inputs.values())),
        )
        page = PageInputs(
            kind=route.kind,
            template=route.template,
            url=route.url,
            file=route.file,
            names=plan.names,
            inputs=inputs,
            frame=frame,
        )
        return KeyedPage(page, digest(encode(parts)), tuple(text for text in texts if text.document))

    def _plan(self, route: Route) -> KindInputs:
        known = (route.kind, route.template)
        if known not in self._plans:
            kind = KINDS[route.kind]
            mentioned = self.renderer.mentioned(route.kind, route.template)
            names = tuple(sorted(kind.names if mentioned is None else set(mentioned) & set(kind.names)))
            inputs, frame = needs(route.kind, names)
            self._plans[known] = KindInputs(names, tuple((name, kind.inputs[name]) for name in inputs), frame)
        return self._plans[known]

    def _frame(self, frame: Frame, parts: tuple[str, ...]) -> bytes:
        known = (id(frame), parts)
        if known not in self._frames:
            values: Any = frame if parts == WHOLE_FRAME else [(part, getattr(frame, part)) for part in parts]
            self._frames[known] = digest(encode(values))
            self._digested.append(frame)
        return self._frames[known]

    def _part(self, value: Any) -> Any:
        """Return what stands for an input in the key: the value itself, or digests of what stands on many pages."""
        if type(value) in _ON_MANY_PAGES:
            return self._digest(value)
        if type(value) is tuple and value and type(value[0]) in _ON_MANY_PAGES:
            try:
                return list(map(self._digests.__getitem__, map(id, value)))
            except KeyError:
                return list(map(self._digest, value))
        return value

    def _digest(self, value: Any) -> bytes:
        known = self._digests.get(id(value))
        if known is None:
            known = self._digests[id(value)] = digest(encode(value))
            self._digested.append(value)
        return known

    def _closure(self, template: str, components: tuple[str, ...]) -> bytes:
        known = (template, components)
        if known not in self._closures:
            self._closures[known] = closure_digest(self.renderer, template, components)
        return self._closures[known]


def closure_digest(renderer: Renderer, template: str, components: Iterable[str]) -> bytes:
    """Return a digest of the text of every template that a page draws on, those of its components included."""
    templates: Mapping[str, object] = renderer.theme.templates
    starts = [f"components/{name}.html" for name in components]
    starts += [template] if template in templates else []
    closures = [renderer.closures.of(start) for start in starts]
    # What a template includes by a name that only the page decides may be any of them.
    drawn = set(templates) if any(closure.dynamic for closure in closures) else set()
    drawn |= {name for closure in closures for name in closure.templates}
    texts = [(name, renderer.theme.templates[name].source) for name in sorted(drawn)]
    return blake2b(encode(texts), digest_size=16).digest()


_WITH_TEXT = (Text, tuple)


def _texts(value: Any) -> Iterable[Text]:
    if type(value) is Text:
        return (value,)
    if type(value) is tuple and value and type(value[0]) is FeedItem:
        return (item.content for item in value)
    return ()
