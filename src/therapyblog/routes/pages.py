"""Pages, the home page, the 404 page and the page about the exit button."""

from __future__ import annotations

from therapyblog.model.documents import Question
from therapyblog.model.practice_pages import CONTACT, FEES, QUESTIONS, Service
from therapyblog.model.site import CallToAction, Page, PageHead, PostCard, Practitioner, Text
from therapyblog.model.value import Value
from therapyblog.routes.frame import COMMON, SAFETY, default_call, embed_origins
from therapyblog.routes.head import page_head, text_of
from therapyblog.routes.jsonld.graph import page_graph
from therapyblog.routes.jsonld.ids import Node, practice_id
from therapyblog.routes.jsonld.offers import answers, offers
from therapyblog.routes.jsonld.people import people
from therapyblog.routes.jsonld.texts import cited
from therapyblog.routes.posts import toc
from therapyblog.routes.practice_pages import PRACTICE_INPUTS
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.bodies import holds_call, holds_component
from therapyblog.site.entries import PageEntry
from therapyblog.site.naming import HOME_SLUG
from therapyblog.site.shared import RECENT, Frame, Shared

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
    exit_button = shared.site.exit
    if exit_button and exit_button.generated:
        routes.append(
            page_route(
                exit_button.safety_url,
                kind=SAFETY,
                template="safety.html",
                language=config.language,
                source="the page about leaving this site",
            )
        )
    return routes


def _text(shared: Shared, route: Route) -> Text:
    entry: PageEntry | None = route.subject.entry
    return shared.text(entry.document if entry else None, route.url, route.language)


def _call(shared: Shared, route: Route) -> CallToAction | None:
    entry: PageEntry | None = route.subject.entry
    name = entry.call if entry else shared.site.default_call
    if not name or holds_call(entry.document if entry else None, name):
        return None
    call = shared.call(name, route.language)
    # A button on a page must not lead to that page.
    return None if call and call.url == route.url else call


def _document(_shared: Shared, route: Route) -> Page | None:
    entry: PageEntry | None = route.subject.entry
    return entry.page if entry else None


def _questions(_shared: Shared, route: Route) -> tuple[Question, ...]:
    """Return the questions that the page answers, where its template says that it is made of them."""
    return route.subject.entry.document.facts.questions if route.template == QUESTIONS else ()


def _offered(shared: Shared, route: Route) -> tuple[Service, ...]:
    """Return the services that the page lists, in its text or by its template."""
    shown = route.template == FEES or holds_component(route.subject.entry.document, "services")
    return shared.services if shown else ()


def _recent(shared: Shared, _route: Route) -> tuple[PostCard, ...]:
    return shared.recent[:RECENT]


def _page_head(*, frame: Frame, kind: str, url: str, document: Page, listed: bool) -> PageHead:
    return page_head(
        frame,
        kind,
        url,
        title=document.title,
        description=document.summary,
        image=document.image,
        noindex=not listed or document.status == "draft",
        modified=document.updated,
    )


def _home_head(*, frame: Frame, kind: str, url: str, document: Page | None) -> PageHead:
    own, summary = (document.description, document.summary) if document else ("", "")
    image = document.image if document else None
    description = own or frame.site.description or summary
    return page_head(frame, kind, url, title=frame.site.title, description=description, image=image)


def _not_found_head(*, frame: Frame, kind: str, url: str) -> PageHead:
    return page_head(frame, kind, url, title=text_of(frame, "not_found_title", "404"), noindex=True)


def _safety_head(*, frame: Frame, kind: str, url: str) -> PageHead:
    title, description = text_of(frame, "safety_title", "Safety"), text_of(frame, "safety_lead", "")
    return page_head(frame, kind, url, title=title, description=description)


def _page_graph(
    *,
    frame: Frame,
    page: PageHead,
    template: str,
    document: Page,
    questions: tuple[Question, ...],
    offered: tuple[Service, ...],
    reviewer: Practitioner | None,
) -> Node:
    practice = practice_id(frame)
    kind = _SCHEMA_KINDS.get(document.slug) or _SCHEMA_KINDS.get(template, "WebPage")
    return page_graph(
        frame,
        page,
        kind=kind,
        about=(practice,) if kind != "WebPage" else (),
        facts={"citation": cited(document.references)} | (answers(questions, page.canonical) or {}),
        more=offers(offered, frame.site.url, practice),
        review=document.review,
        reviewer=reviewer,
    )


def _home_graph(*, frame: Frame, page: PageHead, practitioners: tuple[Practitioner, ...]) -> Node:
    return page_graph(frame, page, about=(practice_id(frame),), more=people(frame, practitioners))


def plain_graph(*, frame: Frame, page: PageHead) -> Node:
    """Describe a page that is about nothing but itself."""
    return page_graph(frame, page)


PAGE = PageKind(
    inputs={
        "document": _document,
        "listed": lambda shared, route: route.subject.entry.listed,
        "content": _text,
        "cta": _call,
        "recent_posts": _recent,
        "practitioners": lambda shared, route: shared.practitioners,
        "series_list": lambda shared, route: shared.series_list,
        "questions": _questions,
        "offered": _offered,
        "reviewer": lambda shared, route: shared.reviewer(route.subject.entry.page.review),
        **PRACTICE_INPUTS,
    },
    names={
        **COMMON,
        "page": _page_head,
        "document": GIVEN,
        "content": GIVEN,
        "embeds": embed_origins,
        "toc": toc,
        "cta": GIVEN,
        "recent_posts": GIVEN,
        "practitioners": GIVEN,
        "series_list": GIVEN,
        **dict.fromkeys(PRACTICE_INPUTS, GIVEN),
        "structured_data": _page_graph,
    },
)
HOME = PageKind(
    inputs={
        "document": _document,
        "content": _text,
        "recent_posts": _recent,
        "practitioners": lambda shared, route: shared.practitioners,
        "series_list": lambda shared, route: shared.series_list,
        "topics": lambda shared, route: shared.topics,
        "cta": _call,
    },
    names={
        **COMMON,
        "page": _home_head,
        "document": GIVEN,
        "content": GIVEN,
        "embeds": embed_origins,
        "recent_posts": GIVEN,
        "practitioners": GIVEN,
        "series_list": GIVEN,
        "topics": GIVEN,
        "cta": GIVEN,
        "structured_data": _home_graph,
    },
)
SAFETY_PAGE = PageKind(inputs={}, names={**COMMON, "page": _safety_head, "structured_data": plain_graph})
NOT_FOUND_PAGE = PageKind(
    inputs={"cta": default_call, "recent_posts": _recent},
    names={
        **COMMON,
        "page": _not_found_head,
        "cta": GIVEN,
        "recent_posts": GIVEN,
        "structured_data": plain_graph,
    },
)
