"""Templates of a site or theme that nothing draws, and whose names are nearly those that something would."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Theme
from therapyblog.render.dependencies import Closures
from therapyblog.similar import nearest
from therapyblog.theme.discovery import shipped_themes

_ELSEWHERE = {
    **dict.fromkeys(("index", "front-page", "homepage", "landing"), "home"),
    **dict.fromkeys(("single", "article", "entry", "blog-post"), "post"),
    **dict.fromkeys(("archive", "list", "section"), "blog"),
    **dict.fromkeys(("author", "person", "therapist"), "practitioner"),
    **dict.fromkeys(("authors", "people", "team", "therapists"), "practitioners"),
    **dict.fromkeys(("category", "taxonomy", "term"), "topic"),
    **dict.fromkeys(("layout", "default", "baseof", "main"), "base"),
    **dict.fromkeys(("rss", "atom"), "feed"),
}
"""What other programs call a template → what it is called here, both without the end of the name."""
_COMPONENT = re.compile(r"components/[a-z][a-z0-9-]*\.html")


def check_names(theme: Theme, closures: Closures, asked: Collection[str]) -> Iterator[Problem]:
    """Report templates that nothing draws and that were probably meant to be others.

    `asked` are the templates that pages are drawn by, or that a text asks for.
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
    known |= {name for name in asked if "/" not in name}
    drawn = {*asked, *known, *(other for name in plain for other in closures.refers(name))}
    if any(closures.of(name).dynamic for name in own):
        return
    for name in own:
        meant = "" if name in drawn or _COMPONENT.fullmatch(name) else _meant(name, known)
        # What lies beside the right one is a copy that somebody keeps.
        if meant and meant not in own:
            says = f"nothing draws a template of the name “{name}”"
            at = Place(path=theme.templates[name].path)
            yield problem("TB-THEME-016", at=at, says=says, fix=f"did you mean {meant}?")


def _meant(name: str, known: Collection[str]) -> str:
    """Return what the template of this name was probably meant to be called; empty where it is only not in use."""
    path = PurePosixPath(name)
    folder, stem = path.parent.as_posix(), path.name.partition(".")[0].lstrip("_").lower()
    nearer = sorted(known, key=lambda other: (PurePosixPath(other).parent.as_posix() == folder, other))
    by_stem = {PurePosixPath(other).name.partition(".")[0].replace("_", "-"): other for other in nearer}
    stem = stem.replace("_", "-")
    if nearest(folder, ("components",)):
        return f"components/{stem}.html"
    if stem in by_stem:
        return by_stem[stem]
    if folder == "." and f"{_ELSEWHERE.get(stem, '')}.html" in known:
        return f"{_ELSEWHERE[stem]}.html"
    near = nearest(stem, by_stem)
    return by_stem[near] if near else ""
