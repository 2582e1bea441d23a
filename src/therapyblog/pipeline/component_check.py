"""What texts give to components, compared with what the components' templates read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from therapyblog.model.documents import Document, Mention
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.render.component_use import ANYTHING, ARGUMENT
from therapyblog.render.dependencies import Closures
from therapyblog.similar import nearest

_READ_BY_US = {
    "figure": ("alt", "credit", ARGUMENT),
    "cta": (ARGUMENT,),
    "embed": (ARGUMENT,),
}
"""What of a component is read before its template is drawn."""
_EVERYWHERE = "lang"
"""Which language a component is in decides how its text is set, whatever its template does."""


def check_components(documents: Iterable[Document], closures: Closures) -> Iterator[Problem]:
    """Report what the components of texts are given in vain, and what they are not given and need."""

    @cache
    def use_of(component: str) -> dict[str, bool] | None:
        name = f"components/{component}.html"
        if name not in closures.templates or closures.of(name).problems:
            return None
        return closures.component_use(name) | dict.fromkeys((*_READ_BY_US.get(component, ()), _EVERYWHERE), False)

    for document in documents:
        for mention in document.facts.mentions:
            if mention.kind == "component" and (use := use_of(mention.target)) and ANYTHING not in use:
                yield from _check(mention, use, document.path)


def _check(mention: Mention, use: dict[str, bool], path: str) -> Iterator[Problem]:
    at = Place(path=path, line=mention.line, column=mention.column)
    name = f"the component `{mention.target}`"
    known = sorted(use.keys() - {ARGUMENT, _EVERYWHERE})
    lacking = [read for read in known if use[read] and read not in mention.attributes]
    given = [attribute for attribute in mention.attributes if attribute not in use]
    for attribute in lacking:
        slip = nearest(attribute, given)
        given = [other for other in given if other != slip]
        fix = f"write it instead of `{slip}`" if slip else f'write :::{mention.target} … {{{attribute}="…"}}'
        yield problem("TB-COMP-002", at=at, says=f"{name} needs `{attribute}`, which it is not given", fix=fix)
    for attribute in given:
        meant = nearest(attribute, known)
        reads = f"it knows {', '.join(known)}" if known else "take it out"
        fix = f"did you mean `{meant}`?" if meant else reads
        yield problem("TB-COMP-004", at=at, says=f"{name} does not know `{attribute}`, so it is not shown", fix=fix)
    if mention.argument and ARGUMENT not in use:
        says = f"{name} shows nothing of “{mention.argument}”"
        yield problem("TB-COMP-004", at=at, says=says, fix="take it out, or write it into the text")
