"""The team's page, and each practitioner's own."""

from __future__ import annotations

from therapyblog.model.site import CallToAction, Crumb, PageHead, Text
from therapyblog.model.value import Value
from therapyblog.routes.head import page_head
from therapyblog.routes.names import COMMON
from therapyblog.routes.route import Names, Route, Shared, page_route
from therapyblog.routes.structured import page_graph
from therapyblog.routes.structured_ids import person_id
from therapyblog.routes.structured_people import people
from therapyblog.site.bodies import holds_call
from therapyblog.site.calls import effective_name
from therapyblog.site.embeds import embed_origins
from therapyblog.site.entries import PractitionerEntry
from therapyblog.site.furniture import TEAM_URL


class PractitionerSubject(Value, frozen=True, kw_only=True):
    """A practitioner."""

    person: PractitionerEntry


def practitioner_routes(shared: Shared) -> list[Route]:
    """Make the routes of all practitioners and of the team's page."""
    if not shared.site.practitioners:
        return []
    language = shared.config.language
    team = page_route(
        TEAM_URL, kind="practitioners", template="practitioners.html", language=language, source="the team's page"
    )
    return [
        team,
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


def _label(shared: Shared, route: Route) -> str:
    return str(shared.strings(route.language).get("team", "Team"))


def _team_head(shared: Shared, route: Route) -> PageHead:
    return page_head(shared, route, title=_label(shared, route))


def _head(shared: Shared, route: Route) -> PageHead:
    who = route.subject.person.practitioner
    name = f"{who.name}, {', '.join(who.letters)}" if who.letters else who.name
    crumb = Crumb(title=_label(shared, route), url=TEAM_URL)
    return page_head(shared, route, title=name, description=who.description, crumbs=(crumb,), image=who.photo)


def _text(shared: Shared, route: Route) -> Text:
    entry: PractitionerEntry = route.subject.person
    return shared.text(entry.document, route.url, route.language, entry.practitioner.accepting)


def _call(shared: Shared, route: Route) -> CallToAction | None:
    entry: PractitionerEntry = route.subject.person
    name = effective_name(entry.call, shared.config.default_cta)
    if not name or holds_call(entry.document, name):
        return None
    return shared.call(name, route.language, entry.practitioner.accepting)


def _graph(shared: Shared, route: Route) -> dict[str, object]:
    who = route.subject.person.practitioner
    main = person_id(shared, who.url)
    return page_graph(shared, _head(shared, route), kind="ProfilePage", main=main, more=people(shared, (who,)))


def _team_graph(shared: Shared, route: Route) -> dict[str, object]:
    everybody = shared.practitioners
    return page_graph(
        shared,
        _team_head(shared, route),
        kind="CollectionPage",
        about=(person_id(shared, who.url) for who in everybody),
        more=people(shared, everybody),
    )


TEAM: Names = {
    **COMMON,
    "page": _team_head,
    "practitioners": lambda shared, route: shared.practitioners,
    "cta": Shared.default_call,
    "structured_data": _team_graph,
}
PRACTITIONER: Names = {
    **COMMON,
    "page": _head,
    "practitioner": lambda shared, route: route.subject.person.practitioner,
    "content": _text,
    "embeds": lambda shared, route: embed_origins(route.subject.person.document),
    "posts": lambda shared, route: tuple(entry.card for entry in route.subject.person.posts),
    "cta": _call,
    "structured_data": _graph,
}
