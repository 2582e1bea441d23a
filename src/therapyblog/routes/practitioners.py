"""The team's page, and each practitioner's own."""

from __future__ import annotations

from therapyblog.model.site import CallToAction, Crumb, PageHead, Practitioner, Text
from therapyblog.model.value import Value
from therapyblog.routes.frame import COMMON, default_call, embed_origins
from therapyblog.routes.head import page_head, text_of
from therapyblog.routes.jsonld.graph import page_graph
from therapyblog.routes.jsonld.ids import Node, person_id
from therapyblog.routes.jsonld.people import people
from therapyblog.routes.route import GIVEN, PageKind, Route, page_route
from therapyblog.site.bodies import holds_call
from therapyblog.site.cta import effective_name
from therapyblog.site.entries import PractitionerEntry
from therapyblog.site.navigation import TEAM_URL
from therapyblog.site.shared import Frame, Shared


class PractitionerSubject(Value, frozen=True, kw_only=True):
    """A practitioner."""

    person: PractitionerEntry


def practitioner_routes(shared: Shared) -> list[Route]:
    """Make the routes of all practitioners, and of the team's page where there are several."""
    language = shared.config.language
    team = page_route(
        TEAM_URL, kind="practitioners", template="practitioners.html", language=language, source="the team's page"
    )
    return [
        *([team] if len(shared.site.practitioners) > 1 else []),
        *(
            page_route(
                entry.practitioner.url,
                kind="practitioner",
                template=entry.document.settings.template or "practitioner.html",
                language=entry.practitioner.language,
                source=entry.document.path,
                subject=PractitionerSubject(person=entry),
            )
            for entry in shared.site.practitioners
        ),
    ]


def _text(shared: Shared, route: Route) -> Text:
    entry: PractitionerEntry = route.subject.person
    return shared.text(entry.document, route.url, route.language, entry.practitioner.accepting)


def _call(shared: Shared, route: Route) -> CallToAction | None:
    entry: PractitionerEntry = route.subject.person
    name = effective_name(entry.call, shared.config.default_cta)
    if not name or holds_call(entry.document, name):
        return None
    return shared.call(name, route.language, entry.practitioner.accepting)


def _label(frame: Frame) -> str:
    return text_of(frame, "team", "Team")


def _team_head(*, frame: Frame, kind: str, url: str) -> PageHead:
    return page_head(frame, kind, url, title=_label(frame))


def _head(*, frame: Frame, kind: str, url: str, practitioner: Practitioner) -> PageHead:
    alone = frame.site.team_url == url
    return page_head(
        frame,
        kind,
        url,
        title=", ".join((practitioner.name, *practitioner.letters)),
        description=practitioner.description,
        crumbs=() if alone else (Crumb(title=_label(frame), url=TEAM_URL),),
        image=practitioner.photo,
    )


def _graph(*, frame: Frame, page: PageHead, practitioner: Practitioner) -> Node:
    main = person_id(frame, practitioner.url)
    return page_graph(frame, page, kind="ProfilePage", main=main, more=people(frame, (practitioner,)))


def _team_graph(*, frame: Frame, page: PageHead, practitioners: tuple[Practitioner, ...]) -> Node:
    return page_graph(
        frame,
        page,
        kind="CollectionPage",
        about=(person_id(frame, who.url) for who in practitioners),
        more=people(frame, practitioners),
    )


TEAM = PageKind(
    inputs={"practitioners": lambda shared, route: shared.practitioners, "cta": default_call},
    names={**COMMON, "page": _team_head, "practitioners": GIVEN, "cta": GIVEN, "structured_data": _team_graph},
)
PRACTITIONER = PageKind(
    inputs={
        "practitioner": lambda shared, route: route.subject.person.practitioner,
        "content": _text,
        "posts": lambda shared, route: tuple(entry.card for entry in route.subject.person.posts),
        "cta": _call,
    },
    names={
        **COMMON,
        "page": _head,
        "practitioner": GIVEN,
        "content": GIVEN,
        "embeds": embed_origins,
        "posts": GIVEN,
        "cta": GIVEN,
        "structured_data": _graph,
    },
)
