"""Check every template that a build needs before any is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Theme
from therapyblog.render.renderer import Renderer
from therapyblog.routes.route import Route
from therapyblog.similar import nearest


def check_templates(
    routes: Iterable[Route], renderer: Renderer, theme: Theme, documents: Mapping[str, Document]
) -> Iterable[Problem]:
    """Check every template that the routes need, and what it draws on, before any is rendered.

    `documents`, by path, say where a template was asked for.
    """
    needed: dict[str, Route] = {}
    for route in routes:
        if route.kind != "json_feed":
            needed.setdefault(route.template, route)
    components = {f"components/{name}.html": None for name in theme.components}
    for template, asking in [*needed.items(), *components.items()]:
        if template in theme.templates:
            yield from renderer.closures.of(template).problems
        elif asking is not None:
            meant = nearest(template, theme.templates)
            fix = f"did you mean {meant}?" if meant else "add it to theme/templates/"
            document = documents.get(asking.source)
            at = document.place("template") if document else Place(path=asking.source)
            yield problem("TB-THEME-003", at=at, says=f"there is no template “{template}”", fix=fix)
