"""What a theme leaves out: templates and components that every site may need, and facts that no template shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jinja2 import nodes

from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Theme
from therapyblog.render.dependencies import Closures
from therapyblog.similar import some
from therapyblog.theme.discovery import shipped
from therapyblog.theme_tools.contract import kinds, template_of
from therapyblog.theme_tools.template_use import tree_of

_WITHOUT_FRAME = ("alias",)


class Feature(NamedTuple):
    """Something that readers need, and the names of which a template has to read one to show it."""

    words: str
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    """The kinds of pages that have it; empty for all."""


FEATURES = (
    Feature("the title", ("full_title", "title")),
    Feature("the description for search results", ("description",)),
    Feature("the language", ("language",)),
    Feature("the menu", ("menu",)),
    Feature("the small print", ("small_print",)),
    Feature("the feeds", ("feeds",)),
    Feature("crisis lines", ("crisis",)),
    Feature("the exit button", ("exit",)),
    Feature("structured data", ("structured_data",), ("post", "home", "practitioner")),
    Feature("the text", ("content",), ("post", "page", "practitioner")),
    Feature("content notes", ("content_note",), ("post", "page")),
    Feature("how the people in a text are disguised", ("vignettes",), ("post",)),
    Feature("who wrote a text", ("authors",), ("post",)),
    Feature("the date", ("date", "published"), ("post",)),
    Feature("the call-to-action", ("cta",), ("post", "page", "practitioner", "home")),
    Feature("the place in a series", ("series",), ("post",)),
    Feature("references", ("references",), ("post", "page")),
    Feature("who reviewed a text", ("review",), ("post", "page")),
    Feature("that a text is a draft", ("status",), ("post",)),
    Feature("the disclaimer", ("disclaimer",), ("post",)),
    Feature("the script of embedded films", ("embeds",), ("post", "page")),
    Feature("credentials", ("credentials", "letters"), ("post", "practitioner", "practitioners")),
    Feature("the way to further pages", ("pager",), ("blog",)),
    Feature("the posts", ("posts",), ("blog", "topic", "tag", "practitioner")),
)


def check_coverage(theme: Theme, closures: Closures, at: Place) -> Iterator[Problem]:
    """Report what a theme lacks; `at` is its `theme.toml`."""
    base = _names_in_base()
    pages = [name for name in base if "/" not in name and name not in theme.templates]
    if pages:
        says = f"the theme has no template {', '.join(pages)}, which a site may need"
        yield problem("TB-THEME-003", at=at, says=says, fix='write them, or write extends = "base"')
    components = [name for name in base if "/" in name and name not in theme.templates]
    if components:
        listed = ", ".join(name.removeprefix("components/").removesuffix(".html") for name in components)
        says = f"the theme has no component {listed}, which texts may use"
        yield problem(
            "TB-COMP-001", at=at, says=says, fix='add them to templates/components/, or write extends = "base"'
        )
    if not pages:
        yield from _check_features(theme, closures, at)


def _names_in_base() -> list[str]:
    folder = shipped("themes") / "base" / "templates"
    paths = [path for pattern in ("*.*", "components/*.html") for path in folder.glob(pattern)]
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _check_features(theme: Theme, closures: Closures, at: Place) -> Iterator[Problem]:
    read = {
        kind: _names_read(theme, closures, template_of(kind))
        for kind in kinds()
        if kind not in _WITHOUT_FRAME and template_of(kind).endswith(".html")
    }
    for feature in FEATURES:
        wanted = feature.kinds or tuple(read)
        lacking = [template_of(kind) for kind in wanted if not read[kind] & set(feature.names)]
        if lacking:
            verb = "does not show" if len(lacking) == 1 else "do not show"
            which = "no template shows" if len(lacking) == len(wanted) else f"{some(lacking)} {verb}"
            names = " or ".join(f"`{name}`" for name in feature.names)
            fix = f"read {names} there, as the contract describes it, or build on the templates of base"
            yield problem("TB-THEME-019", at=at, says=f"{which} {feature.words}", fix=fix)


def _names_read(theme: Theme, closures: Closures, start: str) -> frozenset[str]:
    closure = closures.of(start)
    drawn = theme.templates if closure.dynamic else closure.templates
    return frozenset().union(*(_names_in(theme.templates[name].source) for name in drawn))


@cache
def _names_in(source: str) -> frozenset[str]:
    """Return every name and field that a template reads."""
    tree = tree_of(source)
    names = {node.name for node in tree.find_all(nodes.Name)}
    return frozenset(names | {node.attr for node in tree.find_all(nodes.Getattr)})
