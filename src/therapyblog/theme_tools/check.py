"""`theme check`: a theme → everything that is wrong with it, without a site that would have to show it.

First what can be read from its files; if that has no error, the example site is built with it, which shows the rest.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import nodes

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.languages import wider
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Template, Theme
from therapyblog.pipeline.excerpts import SourceTexts
from therapyblog.render.csp import third_party_requests
from therapyblog.render.dependencies import Closures
from therapyblog.render.resources import resources_of
from therapyblog.render.urls import TAG
from therapyblog.theme.loader import load_theme
from therapyblog.theme_tools.contract import component_names, kinds, names_of, template_of
from therapyblog.theme_tools.find import Found
from therapyblog.theme_tools.preview import preview
from therapyblog.theme_tools.template_use import Given, bound_names, slips, tree_of
from therapyblog.urls.origins import origins

BLOCKS = ("head", "header", "main", "footer")
"""What every page of a theme must have, so that a site can build on it."""
WITHOUT_FRAME = ("alias",)
_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_INLINE = re.compile(
    r"""<style\b|<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=|<script\b(?![^>]*(?:\bsrc\s*=|application/ld\+json))""",
    re.IGNORECASE,
)


def check_theme(found: Found) -> tuple[Problem, ...]:
    """Check a theme; returns every problem, by place, with the line that it is about."""
    diagnostics = Diagnostics()
    theme = load_theme(found.config, found.site, diagnostics, folder=found.folder)
    if theme is not None:
        diagnostics.extend(_static(theme, found))
        if not diagnostics.has_errors():
            diagnostics.extend(_built(found))
    texts = SourceTexts(Path())
    return tuple(_shown(problem, found, texts) for problem in diagnostics.sorted())


def _own(path: str, found: Found) -> bool:
    """Say whether a file belongs to what is being checked, and not to a parent of it."""
    name = found.config.theme_name
    if found.folder is None:
        return path.startswith(("theme/", f"themes/{name}/")) and (found.site / path).is_file()
    return path.startswith(f"themes/{name}/")


def _static(theme: Theme, found: Found) -> Iterator[Problem]:
    closures = Closures(theme.templates)
    plain = {name: one for name, one in theme.templates.items() if not name.startswith("@")}
    broken = [problem for name in plain for problem in closures.of(name).problems]
    yield from broken
    if broken:
        return
    yield from _names(theme, closures, found)
    yield from _blocks(theme, closures, found)
    for template in plain.values():
        if _own(template.path, found):
            yield from _markup(template, found)
    yield from _translations(theme, found)


def _names(theme: Theme, closures: Closures, found: Found) -> Iterator[Problem]:
    """Check every name, field, text and file that the theme's templates ask for, for each page that they draw."""
    texts = frozenset(theme.strings.get("en", {}))
    for start, names in _starts(theme):
        drawn = [theme.templates[name] for name in closures.of(start).templates]
        given = Given(names, texts, frozenset(theme.settings), frozenset(one.name for one in theme.assets))
        bound = frozenset().union(*(bound_names(one.source) for one in drawn))
        for template in drawn:
            if not _own(template.path, found):
                continue
            for slip in slips(template.source, given, bound):
                code = "TB-THEME-006" if slip.text else "TB-THEME-005"
                fix = f"did you mean `{slip.meant}`?" if slip.meant else "the manual lists what each template receives"
                if slip.text and not slip.meant:
                    fix = "add it to strings/en.toml"
                at = Place(path=template.path, line=slip.line)
                says = slip.says if slip.text else f"for {start}: {slip.says}"
                yield problem(code, at=at, says=says, fix=fix)


def _starts(theme: Theme) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every template that draws something by itself, with what it receives."""
    by_template: dict[str, list[dict[str, Any]]] = {}
    everything: dict[str, Any] = {}
    for kind in kinds():
        by_template.setdefault(template_of(kind), []).append(names_of(kind))
        everything |= dict.fromkeys(names_of(kind))
    for name in theme.templates:
        if name.startswith("components/"):
            yield name, component_names()
        elif "/" not in name:
            # What a post asks for by `template:` may be drawn for any kind of page.
            for names in by_template.get(name, [everything] if name != "base.html" else []):
                yield name, names


def _blocks(theme: Theme, closures: Closures, found: Found) -> Iterator[Problem]:
    """Check that every page has the blocks that sites build on; the frame that lacks one is told once."""
    for kind in kinds():
        start = template_of(kind)
        if kind in WITHOUT_FRAME or not start.endswith(".html") or start not in theme.templates:
            continue
        drawn = [theme.templates[name] for name in closures.of(start).templates]
        there = {block.name for one in drawn for block in tree_of(one.source).find_all(nodes.Block)}
        missing = [f"`{name}`" for name in BLOCKS if name not in there]
        frame = _frame(theme, start)
        if missing and _own(frame, found):
            says = f"pages with this frame have no block {' or '.join(missing)}, which sites build on"
            fix = 'begin it with {% extends "base.html" %}, or put the blocks around its parts'
            yield problem("TB-THEME-011", at=Place(path=frame, line=1), says=says, fix=fix)


def _frame(theme: Theme, name: str) -> str:
    """Return the file of the template that a page's template extends in the end."""
    template = theme.templates[name]
    above = next(iter(tree_of(template.source).find_all(nodes.Extends)), None)
    if above is None or not isinstance(above.template, nodes.Const) or above.template.value not in theme.templates:
        return template.path
    return _frame(theme, above.template.value)


def _markup(template: Template, found: Found) -> Iterator[Problem]:
    """Check what can be seen of the pages in a template's own text: calls to other servers, inline style and script."""
    text = _COMMENT.sub(lambda one: "\n" * one[0].count("\n"), template.source)
    for tag in TAG.finditer(text):
        for strange in third_party_requests(resources_of(tag[0]).requests, "", origins(found.config.privacy_allow)):
            at = Place(path=template.path, line=text.count("\n", 0, tag.start()) + 1)
            says = f"every page with this would load “{strange.address}” from another server"
            yield problem("TB-PRIV-001", at=at, says=says, fix="keep the file in static/ of the theme")
    for inline in _INLINE.finditer(text):
        at = Place(path=template.path, line=text.count("\n", 0, inline.start()) + 1)
        says = "the pages' policy forbids style and script within a page, so a browser ignores this"
        yield problem("TB-THEME-010", at=at, says=says, fix="put it into a file in static/")


def _translations(theme: Theme, found: Found) -> Iterator[Problem]:
    """Say which of the theme's own texts a language of its own lacks."""
    if found.folder is None:
        return
    own = {path.stem: path for path in (found.folder / "strings").glob("*.toml")}
    if "en" not in own:
        return
    from tomllib import loads  # noqa: PLC0415 - read a second time, for this layer alone

    english = loads(own["en"].read_text(encoding="utf-8"))
    for language, path in sorted(own.items()):
        there = frozenset().union(*(theme.strings.get(tag, {}) for tag in wider(language)))
        missing = [key for key in english if key not in there]
        if missing and language.split("-")[0] != "en":
            says = f"{language} lacks {', '.join(missing)}, which then appear in English"
            at = Place(path=f"themes/{found.config.theme_name}/strings/{path.name}", line=1)
            yield problem("TB-THEME-012", at=at, says=says, fix="translate them from en.toml")


def _built(found: Found) -> Iterable[Problem]:
    """Build the example site with the theme, in a folder that is then removed."""
    folder = Path(tempfile.mkdtemp(prefix="therapyblog-check-"))
    try:
        result, _ = preview(found, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    about_it = (one for one in result.problems if one.code.startswith(("TB-THEME", "TB-PRIV")))
    return [msgspec.structs.replace(one, excerpt="") for one in about_it]


def _shown(problem: Problem, found: Found, texts: SourceTexts) -> Problem:
    """Name the file as a person knows it, and add the line."""
    own = f"themes/{found.config.theme_name}/"
    path = problem.at.path
    file = found.site / path
    if found.folder is not None and path.startswith(own):
        file = found.folder / path.removeprefix(own)
        path = f"{found.shown.rstrip('/')}/{path.removeprefix(own)}"
    excerpt = texts.line(os.fspath(file), problem.at.line)
    return msgspec.structs.replace(problem, at=msgspec.structs.replace(problem.at, path=path), excerpt=excerpt)
