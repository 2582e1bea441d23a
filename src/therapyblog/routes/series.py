"""The list of series, and each series' landing page."""

from __future__ import annotations

from therapyblog.model.documents import Accepting
from therapyblog.model.site import CallToAction, Crumb, PageHead, Text
from therapyblog.model.value import Value
from therapyblog.routes.head import feed_links, page_head
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import Names, Route, Shared, page_route
from therapyblog.routes.structured import page_graph
from therapyblog.routes.structured_texts import series_with_parts
from therapyblog.site.bodies import holds_call
from therapyblog.site.calls import effective_name
from therapyblog.site.embeds import embed_origins
from therapyblog.site.entries import SeriesEntry
from therapyblog.site.furniture import SERIES_URL


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


def _crumb(shared: Shared, route: Route) -> Crumb:
    return Crumb(title=_label(shared, route), url=SERIES_URL)


def _label(shared: Shared, route: Route) -> str:
    return str(shared.strings(route.language).get("series", "Series"))


def _index_head(shared: Shared, route: Route) -> PageHead:
    return page_head(shared, route, title=_label(shared, route))


def _head(shared: Shared, route: Route) -> PageHead:
    series = route.subject.series.series
    return page_head(
        shared,
        route,
        title=series.title,
        description=series.description,
        crumbs=(_crumb(shared, route),),
        image=series.image,
        feeds=feed_links(series.title, series.url) if series.feed_url else (),
    )


def _text(shared: Shared, route: Route) -> Text:
    entry: SeriesEntry = route.subject.series
    return shared.text(entry.document, route.url, route.language, _accepting(shared, entry))


def _accepting(shared: Shared, entry: SeriesEntry) -> Accepting:
    """Return the availability of those who wrote the series."""
    return shared.accepting(tuple(author for one in entry.posts for author in one.authors))


def _call(shared: Shared, route: Route) -> CallToAction | None:
    name = effective_name(route.subject.series.call, shared.config.default_cta)
    if not name or holds_call(route.subject.series.document, name):
        return None
    return shared.call(name, route.language, _accepting(shared, route.subject.series))


def _graph(shared: Shared, route: Route) -> dict[str, object]:
    node = series_with_parts(shared, route.subject.series)
    return page_graph(shared, _head(shared, route), kind="CollectionPage", main=node["@id"], more=(node,))


INDEX: Names = {
    **COMMON,
    "page": _index_head,
    "series_list": lambda shared, route: shared.series_list,
    "cta": Shared.default_call,
    "structured_data": lambda shared, route: page_graph(shared, _index_head(shared, route), kind="CollectionPage"),
}
SERIES: Names = {
    **COMMON,
    "page": _head,
    "series": lambda shared, route: route.subject.series.series,
    "content": _text,
    "embeds": lambda shared, route: embed_origins(route.subject.series.document),
    "cta": _call,
    "structured_data": _graph,
}
