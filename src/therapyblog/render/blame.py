"""Where in a theme a mistake was made that ended the drawing of a page.

A macro of ours that is given a wrong value fails in our file; whoever made the theme can only mend the call.
"""

from __future__ import annotations

from collections.abc import Mapping
from traceback import walk_tb

from jinja2 import nodes

from therapyblog.model.problems import Place
from therapyblog.model.theme import Template
from therapyblog.patterns import lazy_pattern
from therapyblog.render.templates import syntax_tree
from therapyblog.similar import nearest, some
from therapyblog.theme.discovery import shipped_themes

_NOT_GIVEN = lazy_pattern(r"parameter '(\w+)' was not provided")
_NO_MACRO = lazy_pattern(r"the template '(.+?)' \(imported .*\) does not export the requested name '(\w+)'")
_EXTENDS = lazy_pattern(r"\{%-?\s*extends\b")


def blamed(error: BaseException, templates: Mapping[str, Template]) -> tuple[Place, Place] | None:
    """Return the place to mend, and the place where drawing ended: the same, or a file of ours; `None` for neither."""
    sources = {template.path: template.source for template in templates.values()}
    frames = ((frame, line) for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename in sources)
    # Jinja gives most errors the lines of the template; in others they are those of the code that it made.
    found = ((frame.f_code.co_filename, line, frame.f_globals.get("__jinja_template__")) for frame, line in frames)
    places = [
        Place(path=path, line=template.get_corresponding_lineno(line) if template else line)
        for path, line, template in found
    ]
    if not places:
        return None
    ours = tuple(f"themes/{name}/" for name in shipped_themes())
    calls = [place for place in places if not place.path.startswith(ours) and _calls(place, sources[place.path])]
    return (calls or places)[-1], places[-1]


def _calls(place: Place, source: str) -> bool:
    """Say whether a line may have led to a mistake elsewhere: that of `extends` only where names are set before."""
    lines = source.split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return not _EXTENDS.search(line) or "{% set " in source


def of_macros(message: str, templates: Mapping[str, Template]) -> tuple[str, str]:
    """Say what Jinja says of macros that are called wrongly, and how to mend it; empty where it says something else."""
    if lacking := _NOT_GIVEN.fullmatch(message):
        return f"a macro is called without its `{lacking[1]}`", f"give it what it asks for: {lacking[1]}=…"
    missing = _NO_MACRO.fullmatch(message)
    if missing and missing[1] in templates:
        tree = syntax_tree(templates[missing[1]].source)
        macros = sorted(macro.name for macro in tree.find_all(nodes.Macro))
        meant = nearest(missing[2], macros)
        fix = f"did you mean `{meant}`?" if meant else f"macros there are: {some(macros)}"
        return f"{missing[1]} has no macro `{missing[2]}`", fix
    return "", ""
