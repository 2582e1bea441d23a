"""The list of series, and each series' landing page."""

from __future__ import annotations

from therapyblog.model.documents import Accepting
from therapyblog.model.site import CallToAction, Crumb, PageHead, Series, Text
from therapyblog.model.value import Value
from therapyblog.routes.archives import collection_graph
from therapyblog.routes.frame import COMMON, default_call, embed_origins
from therapyblog.routes.head import feed_links, page_head, text_of
from therapyblog.routes.jsonld.graph import page_graph
from therapyblog.routes.jsonld.ids import Node
from therapyblog.routes.jsonld.texts import series_with_parts
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.bodies import holds_call
from therapyblog.site.cta import effective_name
from therapyblog.site.entries import SeriesEntry
from therapyblog.site.navigation import SERIES_URL
from therapyblog.site.shared import Frame, Shared


class SeriesSubject(Value, frozen=True, kw_only=True):
    """A series."""

    series: SeriesEntry


def series_routes(shared: Shared) -> list[Route]:
    """Make the routes of all series and of their list."""
    if not shared.site.series:
        return []
    language = shared.config.language
    index = page_route(
        SERIES_URL, kind="series_index", template="series_index.html", language=language, source="the list of series"
    )
    return [
        index,
        *(
            page_route(
                entry.series.url,
                kind="series",
                template=(entry.document.settings.template if entry.document else "") or "series.html",
                language=entry.series.language,
                source=entry.document.path if entry.document else f"the series “{entry.series.title}”",
                subject=SeriesSubject(series=entry),
            )
            for entry in shared.site.series
        ),
    ]


def _text(shared: Shared, route: Route) -> Text:
    entry: SeriesEntry = route.subject.series
    return shared.text(entry.document, route.url, route.language, _accepting(shared, entry))


def _accepting(shared: Shared, entry: SeriesEntry) -> Accepting:
    """Return the availability of those who wrote the series."""
    return shared.accepting(tuple(author for post in entry.posts for author in post.authors))


def _call(shared: Shared, route: Route) -> CallToAction | None:
    entry: SeriesEntry = route.subject.series
    name = effective_name(entry.call, shared.config.default_cta)
    if not name or holds_call(entry.document, name):
        return None
    return shared.call(name, route.language, _accepting(shared, entry))


def _label(frame: Frame) -> str:
    return text_of(frame, "series", "Series")


def _index_head(*, frame: Frame, kind: str, url: str) -> PageHead:
    return page_head(frame, kind, url, title=_label(frame))


def _head(*, frame: Frame, kind: str, url: str, series: Series) -> PageHead:
    return page_head(
        frame,
        kind,
        url,
        title=series.title,
        description=series.description,
        crumbs=(Crumb(title=_label(frame), url=SERIES_URL),),
        image=series.image,
        feeds=feed_links(series.title, series.url) if series.feed_url else (),
    )


def _graph(*, frame: Frame, page: PageHead, series: Series) -> Node:
    node = series_with_parts(frame, series)
    return page_graph(frame, page, kind="CollectionPage", main=node["@id"], more=(node,))


INDEX = PageKind(
    inputs={"series_list": lambda shared, route: shared.series_list, "cta": default_call},
    names={**COMMON, "page": _index_head, "series_list": GIVEN, "cta": GIVEN, "structured_data": collection_graph},
)
SERIES = PageKind(
    inputs={"series": lambda shared, route: route.subject.series.series, "content": _text, "cta": _call},
    names={
        **COMMON,
        "page": _head,
        "series": GIVEN,
        "content": GIVEN,
        "embeds": embed_origins,
        "cta": GIVEN,
        "structured_data": _graph,
    },
)
