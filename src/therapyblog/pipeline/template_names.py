"""Templates of a site or theme that nothing draws, and whose names are nearly those that something would."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Theme
from therapyblog.render.dependencies import Closures
from therapyblog.render.near_names import meant_template
from therapyblog.theme.discovery import shipped_themes

_COMPONENT = re.compile(r"components/[a-z][a-z0-9-]*\.html")


def check_names(
    theme: Theme, closures: Closures, drawing: Collection[str], asked: Collection[str]
) -> Iterator[Problem]:
    """Report templates that nothing draws and that were probably meant to be others.

    `drawing` are the templates that pages are drawn by, `asked` those of them that a text asks for.
    """
    shipped = shipped_themes()
    if shipped.issuperset(theme.layers):
        return
    plain = {name: template for name, template in theme.templates.items() if not name.startswith("@")}
    ours = tuple(f"themes/{name}/" for name in shipped)
    own = [name for name, template in plain.items() if not template.path.startswith(ours)]
    known = {
        name.partition("/")[2] if name.startswith("@") else name
        for name, template in theme.templates.items()
        if template.path.startswith(ours)
    }
    # What a text asks for may itself be the slip.
    known |= {*drawing} - {*asked}
    drawn = {*drawing, *asked, *known, *(other for name in plain for other in closures.refers(name))}
    if any(closures.of(name).dynamic for name in own):
        return
    for name in own:
        meant = "" if name in drawn or _COMPONENT.fullmatch(name) else meant_template(name, known)
        # What lies beside the right one is a copy that somebody keeps.
        if meant and meant not in own:
            says = f"nothing draws a template of the name “{name}”"
            at = Place(path=theme.templates[name].path)
            yield problem("TB-THEME-016", at=at, says=says, fix=f"did you mean {meant}?")
