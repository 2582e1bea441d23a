"""Check every template that a build needs before any is rendered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from therapyblog.model.config import Permalinks
from therapyblog.model.documents import Document
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Theme
from therapyblog.pipeline.component_check import check_components
from therapyblog.pipeline.template_names import check_names
from therapyblog.render.renderer import Renderer
from therapyblog.routes.route import Route
from therapyblog.similar import nearest


def check_templates(
    routes: Collection[Route],
    renderer: Renderer,
    theme: Theme,
    documents: Mapping[str, Document],
    files: Iterable[str],
    permalinks: Permalinks,
) -> Iterable[Problem]:
    """Check every template that the routes need, and what it draws on, before any is rendered.

    `documents`, by path, say where a template was asked for; `files` are the addresses of the site's own files. A site
    may have no tags, so what an address of one begins with is known by `permalinks`.
    """
    needed: dict[str, Route] = {}
    for route in routes:
        if route.kind != "json_feed":
            needed.setdefault(route.template, route)
    known = {*(route.url for route in routes), *files, *(asset.url for asset in theme.assets)}
    patterns = (str(getattr(permalinks, name)) for name in permalinks.__struct_fields__)
    possible = [*(pattern.partition("{")[0] for pattern in patterns), f"{permalinks.blog}page/"]
    asked = {getattr(document.settings, "template", "") for document in documents.values()}
    yield from check_names(theme, renderer.closures, needed, asked)
    yield from check_components(documents.values(), renderer.closures)
    components = {f"components/{name}.html": None for name in theme.components}
    for template, asking in [*needed.items(), *components.items()]:
        if template in theme.templates:
            yield from renderer.closures.of(template).problems
            for address, is_beginning, at in renderer.closures.links(template):
                if is_beginning:
                    if not any(other.startswith(address) for other in (*possible, *known)):
                        says = f"no page or file has an address that begins with “{address}”"
                        fix = "print the address that a value has, such as post.url"
                        yield problem("TB-THEME-018", at=at, says=says, fix=fix)
                elif not address.startswith("/"):
                    plain = address.replace("../", "").removeprefix("./")
                    is_asset = any(asset.name == plain for asset in theme.assets)
                    fix = f'write {{{{ assets["{plain}"] }}}}' if is_asset else "begin it with /, as in /about/"
                    says = f"“{address}” begins at the page that it stands on, so on each it leads elsewhere"
                    yield problem("TB-THEME-018", at=at, says=says, fix=fix)
                elif not known & {address, f"{address}index.html"}:
                    meant = nearest(address, known)
                    fix = f"did you mean {meant}?" if meant else "write the address of a page or file of the site"
                    yield problem("TB-THEME-018", at=at, says=f"there is no page or file “{address}”", fix=fix)
        elif asking is not None:
            meant = nearest(template, theme.templates)
            document = documents.get(asking.source)
            fix = f"did you mean {meant}?" if meant else "add it to theme/templates/"
            if document and document.kind == "page" and not meant:
                fix = f"write fees, faq, contact, privacy or imprint, or {fix}"
            at = document.place("template") if document else Place(path=asking.source)
            yield problem("TB-THEME-003", at=at, says=f"there is no template “{template}”", fix=fix)
