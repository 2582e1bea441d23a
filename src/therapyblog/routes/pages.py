"""Pages, the home page and the page for what is not there."""

from __future__ import annotations

from therapyblog.model.practice_pages import CONTACT, FEES, QUESTIONS
from therapyblog.model.site import CallToAction, Contents, PageHead, PostCard, Text
from therapyblog.model.value import Value
from therapyblog.routes.head import page_head
from therapyblog.routes.names import COMMON, SAFETY
from therapyblog.routes.practice_pages import OF_THE_PRACTICE
from therapyblog.routes.route import RECENT, Names, Route, Shared, page_route
from therapyblog.routes.structured import page_graph
from therapyblog.routes.structured_ids import practice_id
from therapyblog.routes.structured_pages import answers, offers
from therapyblog.routes.structured_people import people
from therapyblog.routes.structured_texts import cited
from therapyblog.site.bodies import holds_call, holds_component
from therapyblog.site.embeds import embed_origins
from therapyblog.site.entries import PageEntry
from therapyblog.site.naming import HOME_SLUG

_SCHEMA_KINDS = {"about": "AboutPage", "contact": "ContactPage", CONTACT: "ContactPage"}
"""What a page is, by its slug or its template."""
NOT_FOUND = "/404.html"


class PageSubject(Value, frozen=True, kw_only=True):
    """A page; the home page may have none of its own."""

    entry: PageEntry | None = None


def page_routes(shared: Shared) -> list[Route]:
    """Make the routes of all pages, of the home page, of the 404 page and of the one about the exit button."""
    config = shared.config
    routes = []
    homes = [entry for entry in shared.site.pages if entry.page.slug == HOME_SLUG]
    for entry in shared.site.pages:
        if entry.page.slug == HOME_SLUG:
            continue
        routes.append(
            page_route(
                entry.page.url,
                kind="page",
                template=entry.document.settings.template or "page.html",
                language=entry.page.language,
                source=entry.page.path,
                subject=PageSubject(entry=entry),
                indexed=entry.listed and entry.page.status != "draft",
            )
        )
    shown: list[PageEntry | None] = [*homes] or [None]
    routes += [
        page_route(
            "/",
            kind="home",
            template=(home.document.settings.template if home else "") or "home.html",
            language=home.page.language if home else config.language,
            source=home.page.path if home else "the home page",
            subject=PageSubject(entry=home),
        )
        for home in shown
    ]
    routes.append(
        page_route(
            NOT_FOUND,
            kind="404",
            template="404.html",
            language=config.language,
            source="the page for what is not there",
            indexed=False,
        )
    )
    leaving = shared.site.exit
    if leaving and leaving.generated:
        routes.append(
            page_route(
                leaving.safety_url,
                kind=SAFETY,
                template="safety.html",
                language=config.language,
                source="the page about leaving this site",
            )
        )
    return routes


def _page_head(shared: Shared, route: Route) -> PageHead:
    entry: PageEntry = route.subject.entry
    page = entry.page
    return page_head(
        shared,
        route,
        title=page.title,
        description=page.summary,
        image=page.image,
        noindex=not entry.listed or page.status == "draft",
        modified=page.updated,
    )


def _home_head(shared: Shared, route: Route) -> PageHead:
    entry: PageEntry | None = route.subject.entry
    config = shared.config
    description = (
        (entry.page.description if entry else "") or config.description or (entry.page.summary if entry else "")
    )
    image = entry.page.image if entry else None
    return page_head(shared, route, title=config.title, description=description, image=image)


def _text(shared: Shared, route: Route) -> Text:
    entry: PageEntry | None = route.subject.entry
    return shared.text(entry.document if entry else None, route.url, route.language)


def _call(shared: Shared, route: Route) -> CallToAction | None:
    entry: PageEntry | None = route.subject.entry
    name = entry.call if entry else shared.site.default_call
    if not name or holds_call(entry.document if entry else None, name):
        return None
    call = shared.call(name, route.language)
    # A button that leads to the page it stands on helps nobody.
    return None if call and call.url == route.url else call


def _home_graph(shared: Shared, route: Route) -> dict[str, object]:
    about = (practice_id(shared),)
    return page_graph(shared, _home_head(shared, route), about=about, more=people(shared, shared.practitioners))


def _page_graph(shared: Shared, route: Route) -> dict[str, object]:
    entry: PageEntry = route.subject.entry
    page, template = entry.page, entry.document.settings.template
    head, practice = _page_head(shared, route), practice_id(shared)
    kind = _SCHEMA_KINDS.get(page.slug) or _SCHEMA_KINDS.get(template, "WebPage")
    asks = answers(entry.document.facts.questions, head.canonical) if template == QUESTIONS else None
    shows_services = template == FEES or holds_component(entry.document, "services")
    return page_graph(
        shared,
        head,
        kind=kind,
        about=(practice,) if kind != "WebPage" else (),
        facts={"citation": cited(page.references)} | (asks or {}),
        more=offers(shared.services, shared.config.url, practice) if shows_services else (),
        review=page.review,
    )


def _not_found_head(shared: Shared, route: Route) -> PageHead:
    title = str(shared.strings(route.language).get("not_found_title", "404"))
    return page_head(shared, route, title=title, noindex=True)


def _safety_head(shared: Shared, route: Route) -> PageHead:
    strings = shared.strings(route.language)
    description = str(strings.get("safety_lead", ""))
    return page_head(shared, route, title=str(strings.get("safety_title", "Safety")), description=description)


def _recent(shared: Shared, route: Route) -> tuple[PostCard, ...]:
    return shared.recent[:RECENT]


PAGE: Names = {
    **COMMON,
    "page": _page_head,
    "document": lambda shared, route: route.subject.entry.page,
    "content": _text,
    "embeds": lambda shared, route: embed_origins(route.subject.entry.document),
    "toc": lambda shared, route: Contents(document=route.subject.entry.document.path),
    "cta": _call,
    "recent_posts": _recent,
    "practitioners": lambda shared, route: shared.practitioners,
    "series_list": lambda shared, route: shared.series_list,
    **OF_THE_PRACTICE,
    "structured_data": _page_graph,
}
HOME: Names = {
    **COMMON,
    "page": _home_head,
    "document": lambda shared, route: route.subject.entry.page if route.subject.entry else None,
    "content": _text,
    "embeds": lambda shared, route: embed_origins(route.subject.entry.document if route.subject.entry else None),
    "recent_posts": _recent,
    "practitioners": lambda shared, route: shared.practitioners,
    "series_list": lambda shared, route: shared.series_list,
    "topics": lambda shared, route: tuple(entry.term for entry in shared.site.topics),
    "cta": _call,
    "structured_data": _home_graph,
}
LEAVING: Names = {
    **COMMON,
    "page": _safety_head,
    "structured_data": lambda shared, route: page_graph(shared, _safety_head(shared, route)),
}
MISSING: Names = {
    **COMMON,
    "page": _not_found_head,
    "cta": Shared.default_call,
    "recent_posts": _recent,
    "structured_data": lambda shared, route: page_graph(shared, _not_found_head(shared, route)),
}
