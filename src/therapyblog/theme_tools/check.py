"""`theme check`: a theme → all its problems, without a site that uses it.

First its files are checked; if they have no error, the example site is built with it, which shows the rest.
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
from therapyblog.files import read_regular
from therapyblog.model.languages import wider
from therapyblog.model.problems import Place, Problem, is_error, problem
from therapyblog.model.result import BuildResult
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.model.theme import Template, Theme
from therapyblog.pipeline.problem_lines import SourceTexts
from therapyblog.render.csp import third_party_requests
from therapyblog.render.dependencies import Closures
from therapyblog.render.resources import resources_of
from therapyblog.render.urls import TAG
from therapyblog.similar import some
from therapyblog.theme.assets import static_files
from therapyblog.theme.css import sheet_text
from therapyblog.theme.loader import load_theme
from therapyblog.theme_tools.classes import check_classes
from therapyblog.theme_tools.contract import component_names, kinds, names_of, template_of
from therapyblog.theme_tools.coverage import check_coverage
from therapyblog.theme_tools.find import ThemeSource
from therapyblog.theme_tools.page_check import check_pages
from therapyblog.theme_tools.preview import own_site, preview
from therapyblog.theme_tools.template_use import TemplateMistake, TemplateScope, bound_names, find_mistakes, tree_of
from therapyblog.urls.origins import origins

BLOCKS = ("head", "header", "main", "footer")
"""What every page of a theme must have, so that a site can build on it."""
WITHOUT_FRAME = ("alias",)
_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)


def check_theme(source: ThemeSource) -> tuple[Problem, ...]:
    """Check a theme; returns every problem, by place, with the line that it is about."""
    diagnostics = Diagnostics()
    theme = load_theme(source.config, source.site, diagnostics, folder=source.folder)
    if theme is not None:
        diagnostics.extend(_check_files(theme, source))
        if not diagnostics.has_errors():
            diagnostics.extend(_check_by_building(source))
    texts = SourceTexts(Path())
    return tuple(_for_display(problem, source, texts) for problem in diagnostics.sorted())


def _is_own(path: str, source: ThemeSource) -> bool:
    """Say whether a file belongs to the theme that is checked, and not to a parent of it."""
    name = source.config.theme_name
    if source.folder is None:
        return path.startswith(("theme/", f"themes/{name}/")) and (source.site / path).is_file()
    return path.startswith(f"themes/{name}/")


def _check_files(theme: Theme, source: ThemeSource) -> Iterator[Problem]:
    closures = Closures(theme.templates)
    plain = {name: template for name, template in theme.templates.items() if not name.startswith("@")}
    broken = [problem for name in plain for problem in closures.of(name).problems]
    yield from broken
    if any(map(is_error, broken)):
        return
    yield from check_coverage(theme, closures, _manifest(source))
    yield from _check_names(theme, closures, source)
    yield from _check_blocks(theme, closures, source)
    for template in plain.values():
        if _is_own(template.path, source):
            yield from _check_markup(template, source)
    yield from check_classes(theme, _own_sheets(source), lambda path: _is_own(path, source))
    yield from _check_translations(theme, source)


def _own_sheets(source: ThemeSource) -> dict[str, str]:
    """Return the style sheets of the theme that is checked: path → text."""
    name = source.config.theme_name
    folders = {f"themes/{name}": source.folder} if source.folder else {"theme": source.site / "theme"}
    return {
        f"{shown}/static/{file}": sheet_text(read_regular(path))
        for shown, folder in folders.items()
        for file, path in static_files(folder)
        if file.endswith(".css")
    }


def _check_names(theme: Theme, closures: Closures, source: ThemeSource) -> Iterator[Problem]:
    """Check every name, field, text and file that the theme's templates use, for each kind of page that they render."""
    texts = frozenset(theme.strings.get("en", {}))
    drawing: dict[str, dict[str, None]] = {}
    found: dict[tuple[str, TemplateMistake], dict[str, None]] = {}
    for start, names in _starts(theme):
        drawn = [theme.templates[name] for name in closures.of(start).templates]
        scope = TemplateScope(names, texts, frozenset(theme.settings), frozenset(asset.name for asset in theme.assets))
        bound = frozenset().union(*(bound_names(template.source) for template in drawn))
        for template in drawn:
            if _is_own(template.path, source):
                drawing.setdefault(template.path, {})[start] = None
                for mistake in find_mistakes(template.source, scope, bound):
                    found.setdefault((template.path, mistake), {})[start] = None
    for (path, mistake), starts in found.items():
        code = "TB-THEME-006" if mistake.text else "TB-THEME-005"
        if mistake.meant:
            fix = f"did you mean `{mistake.meant}`?"
        elif mistake.text:
            fix = "add it to strings/en.toml"
        else:
            fix = "the manual lists what each template receives"
        # A mistake in a partial is one, however many pages show it; a name that only some of them are given is not.
        everywhere = not mistake.says.startswith("there is no name") or len(starts) == len(drawing[path])
        says = mistake.says if everywhere else f"for {some(starts)}: {mistake.says}"
        yield problem(code, at=Place(path=path, line=mistake.line), says=says, fix=fix)


def _starts(theme: Theme) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every template that is rendered by itself (not only included), with the names that it receives."""
    by_template: dict[str, list[dict[str, Any]]] = {}
    everything: dict[str, Any] = {}
    for kind in kinds():
        by_template.setdefault(template_of(kind), []).append(names_of(kind))
        everything |= dict.fromkeys(names_of(kind))
    for name in theme.templates:
        if name.startswith("components/"):
            yield name, component_names()
        elif "/" not in name:
            # A template that a post names with `template:` may render any kind of page.
            for names in by_template.get(name, [everything] if name != "base.html" else []):
                yield name, names


def _check_blocks(theme: Theme, closures: Closures, source: ThemeSource) -> Iterator[Problem]:
    """Check that every page has the blocks that sites build on; a frame that lacks one is reported once."""
    for kind in kinds():
        start = template_of(kind)
        if kind in WITHOUT_FRAME or not start.endswith(".html") or start not in theme.templates:
            continue
        drawn = [theme.templates[name] for name in closures.of(start).templates]
        defined = {block.name for template in drawn for block in tree_of(template.source).find_all(nodes.Block)}
        missing = [f"`{name}`" for name in BLOCKS if name not in defined]
        frame = _frame(theme, start)
        if missing and _is_own(frame, source):
            says = f"pages with this frame have no block {' or '.join(missing)}, which sites build on"
            fix = 'begin it with {% extends "base.html" %}, or put the blocks around its parts'
            yield problem("TB-THEME-011", at=Place(path=frame, line=1), says=says, fix=fix)


def _frame(theme: Theme, name: str) -> str:
    """Return the file of the topmost template that a page's template extends."""
    template = theme.templates[name]
    extends = next(iter(tree_of(template.source).find_all(nodes.Extends)), None)
    parent = extends.template.value if extends and isinstance(extends.template, nodes.Const) else None
    if parent not in theme.templates:
        return template.path
    return _frame(theme, parent)


def _check_markup(template: Template, source: ThemeSource) -> Iterator[Problem]:
    """Check the text of a template for calls to other servers and for inline style and script."""
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), template.source)
    for tag in TAG.finditer(text):
        for request in third_party_requests(resources_of(tag[0]).requests, "", origins(source.config.privacy_allow)):
            at = Place(path=template.path, line=text.count("\n", 0, tag.start()) + 1)
            says = f"every page with this would load “{request.address}” from another server"
            yield problem("TB-PRIV-001", at=at, says=says, fix="keep the file in static/ of the theme")


def _check_translations(theme: Theme, source: ThemeSource) -> Iterator[Problem]:
    """Report which texts of the theme's own are missing in a language that it has a file for."""
    if source.folder is None:
        return
    own = {path.stem: path for path in (source.folder / "strings").glob("*.toml")}
    if "en" not in own:
        return
    from tomllib import loads  # noqa: PLC0415 - read a second time, for this layer alone

    english = loads(own["en"].read_text(encoding="utf-8"))
    for language, path in sorted(own.items()):
        translated = frozenset().union(*(theme.strings.get(tag, {}) for tag in wider(language)))
        missing = [key for key in english if key not in translated]
        if missing and language.split("-")[0] != "en":
            says = f"{language} lacks {', '.join(missing)}, which then appear in English"
            at = Place(path=f"themes/{source.config.theme_name}/strings/{path.name}", line=1)
            yield problem("TB-THEME-012", at=at, says=says, fix="translate them from en.toml")


def _check_by_building(source: ThemeSource) -> Iterable[Problem]:
    """Build the example site with the theme in a temporary folder; return the problems of the theme.

    Where a site was named, a copy of it is built as well: what its theme leads to may be there alone.
    """
    folder = Path(tempfile.mkdtemp(prefix="therapyblog-check-"))
    try:
        result, _ = preview(source, folder / "example", marked=True)
        of_example = _about_theme(result, source)
        if source.folder is not None or not (source.site / SETTINGS_FILE).is_file():
            return of_example
        result = own_site(source, folder / "site")
        of_site = _about_theme(result, source)
        return [*(problem for problem in of_example if problem.code != "TB-THEME-018"), *of_site]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _about_theme(result: BuildResult, source: ThemeSource) -> list[Problem]:
    """Return what a build and its pages say of the theme; what a template shows by itself is not told of its pages."""
    about_it = [
        problem
        for problem in result.problems
        if problem.code.startswith(("TB-THEME", "TB-PRIV")) or (is_error(problem) and not result.published)
    ]
    told = {(problem.code, problem.at.path, problem.at.line) for problem in about_it}
    of_pages = (
        problem
        for problem in check_pages(result, _manifest(source))
        if (problem.code, problem.at.path, problem.at.line) not in told
    )
    return [msgspec.structs.replace(problem, excerpt="") for problem in (*about_it, *of_pages)]


def _manifest(source: ThemeSource) -> Place:
    """Return the place of what is wrong with a theme and stands in no file of it."""
    of_site = source.folder is None and (source.site / "theme").is_dir()
    return Place(path="theme") if of_site else Place(path=f"themes/{source.config.theme_name}/theme.toml", line=1)


def _for_display(problem: Problem, source: ThemeSource, texts: SourceTexts) -> Problem:
    """Return a problem with the path as the user wrote it and with an excerpt of the file."""
    own = f"themes/{source.config.theme_name}/"
    path = problem.at.path
    file = source.site / path
    if source.folder is not None and path.startswith(own):
        file = source.folder / path.removeprefix(own)
        path = f"{source.shown.rstrip('/')}/{path.removeprefix(own)}"
    excerpt = texts.line(os.fspath(file), problem.at.line)
    return msgspec.structs.replace(problem, at=msgspec.structs.replace(problem.at, path=path), excerpt=excerpt)
