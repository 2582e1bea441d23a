"""The contract → pages of the manual.

Takes examples, as text by file name, and a theme that has every template (`base`); returns the pages of
`docs/themes/contract/`. A test compares them with those in the repository.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import nodes

from therapyblog.model.theme import Theme
from therapyblog.render.filters import OWN
from therapyblog.render.templates import syntax_tree
from therapyblog.routes.frame import COMMON
from therapyblog.theme.assets import JOINED_SHEET
from therapyblog.theme.css import sheet_text
from therapyblog.theme_tools.classes import styled_classes, written_classes
from therapyblog.theme_tools.contract import (
    all_types,
    common_names,
    component_names,
    field_docs,
    fields_of,
    in_words,
    kinds,
    names_of,
    template_of,
)
from therapyblog.theme_tools.contract_words import KINDS, meaning

NOTE = "This page is made from the program itself; it is not written by hand."
_COMMENT = re.compile(r"\s*\{#(.+?)#\}", re.DOTALL)
_PLAIN_EXAMPLE = '{% extends "base.html" %}\n{% block main %}\n<h1>{{ page.title }}</h1>\n{% endblock main %}\n'


def manual(theme: Theme, examples: Mapping[str, str]) -> dict[str, str]:
    """Return the pages: file name → text."""
    pages = {
        "README.md": _index(),
        "types.md": _types(),
        "components.md": _components(theme, examples),
        "parts.md": _parts(theme),
        "strings.md": _strings(theme),
        "classes.md": _classes(theme),
    }
    for kind in kinds():
        plain = _PLAIN_EXAMPLE if "page" in names_of(kind) else ""
        pages[f"{kind}.md"] = _kind(kind, theme, examples.get(template_of(kind), plain))
    return pages


def _page(title: str, about: str, *parts: str) -> str:
    slug = "contract-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    head = f'---\ntitle: "{title}"\ndescription: "{about}"\nslug: {slug}\n---\n'
    return "\n".join([head, NOTE, "", *(f"{part.rstrip()}\n" for part in parts if part)])


def _table(rows: Iterable[tuple[str, ...]], *heads: str) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)])


def _names(names: Mapping[str, Any], kind: str) -> str:
    rows = (
        (f"`{name}`", in_words(value_type, "types.md"), meaning(name, kind))
        for name, value_type in sorted(names.items())
    )
    return _table(rows, "name", "type", "")


def _title(kind: str) -> str:
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def _index() -> str:
    rows = ((f"[`{template_of(kind)}`]({kind}.md)", _title(kind)) for kind in kinds())
    return _page(
        "The template contract",
        "What every template receives, exactly.",
        "A template receives the names on its own page and those below; anything else is an error with its line. Types "
        "are described on [a page of their own](types.md), so are [components](components.md), "
        "[blocks, partials and filters](parts.md), [texts](strings.md) and [classes](classes.md).",
        "## Templates",
        _table(rows, "template", "what it draws"),
        "## What every page receives",
        "All but `feed.xml`, `sitemap.xml`, `robots.txt` and `redirect.html`.",
        _names(common_names(), ""),
    )


def _kind(kind: str, theme: Theme, example: str) -> str:
    template, names = template_of(kind), names_of(kind)
    own = {name: value_type for name, value_type in names.items() if name not in COMMON or len(names) < len(COMMON)}
    on_every_page = "" if len(names) < len(COMMON) else "Besides [what every page receives](README.md):"
    blocks = _blocks(theme, template)
    how = "jinja" if template.endswith(".html") else template.rpartition(".")[2]
    return _page(
        template,
        f"{_title(kind)}.",
        f"{_title(kind)}. {on_every_page}".strip(),
        _names(own, kind),
        f"## Blocks\n\nIn `base`: {', '.join(f'`{block}`' for block in blocks)}." if blocks else "",
        f"## Example\n\n`templates/{template}`:\n\n```{how}\n{example.rstrip()}\n```" if example else "",
    )


def _types() -> str:
    parts = []
    for kind in all_types():
        docs = field_docs(kind)
        rows = (
            (f"`{name}`", in_words(value_type, "types.md"), docs.get(name, ""))
            for name, value_type in fields_of(kind).items()
        )
        parts.append(f"## {kind.__name__}\n\n{_doc(kind)}\n\n{_table(rows, 'field', 'type', '')}")
    return _page(
        "Types of the contract",
        "What the values of a template are made of.",
        "“or none” means that the value may be missing; test it with `{% if %}`. Text that is not given is empty. "
        "Addresses begin with `/` unless something else is said; a last pass makes them relative to the page. “HTML” "
        "is finished and safe: print it as it is.",
        *parts,
    ).replace("(types.md#", "(#")


def _components(theme: Theme, examples: Mapping[str, str]) -> str:
    rows = ((f"`{name}`", _about(theme, f"components/{name}.html")) for name in theme.components)
    return _page(
        "Components",
        "What a component's template receives.",
        '`:::tip A title {colour="green"}` in a text is drawn by `templates/components/tip.html`. To add that file is '
        "to add the component. It receives:",
        _names(component_names(), "component"),
        "It appears in feeds as well, where there is no style sheet.",
        f"## Example\n\n```jinja\n{examples.get('component.html', '').rstrip()}\n```",
        "## The components of `base`",
        _table(rows, "component", ""),
    )


def _parts(theme: Theme) -> str:
    pages = [name for name in sorted(theme.templates) if "/" not in name and name.endswith(".html")]
    blocks = (
        (f"`{name}`", ", ".join(f"`{block}`" for block in own)) for name in pages if (own := _blocks(theme, name))
    )
    partials = [name for name in sorted(theme.templates) if name.startswith("partials/")]
    rows = ((f"`{name}`", ", ".join(_macros(theme, name)) or "include", _about(theme, name)) for name in partials)
    filters = (
        (f"`{_use(function.__name__, function)}`", _doc(function))
        for function in sorted(OWN, key=lambda function: function.__name__)
    )
    return _page(
        "Blocks, partials and filters",
        "What templates of a theme may build on.",
        "## Blocks\n\nA template that extends another changes it block by block; `{{ super() }}` prints what was "
        "there. Every page of a theme has `head`, `header`, `main` and `footer`.",
        _table(blocks, "template of `base`", "its blocks"),
        "## Partials\n\n"
        '`{% include "partials/…" %}` draws one; macros are imported: '
        '`{% from "partials/cta.html" import cta_box with context %}`. A theme that has a file of the same name takes '
        "its place everywhere.",
        _table(rows, "partial of `base`", "macros", ""),
        "## Filters\n\nBesides [Jinja's own](https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters):",
        _table(filters, "filter", ""),
    )


def _holds(source: str, names: Iterable[str]) -> bool:
    """Say whether a template holds one of these class names, or the beginning of one, in quotation marks."""
    return any(re.search(rf"""["'\s]{re.escape(name)}(?:(?<=\{{)|["'\s{{])""", source) for name in names)


def _classes(theme: Theme) -> str:
    sheet = next(sheet_text(asset.content) for asset in theme.assets if asset.name == JOINED_SHEET)
    styled = styled_classes(sheet)
    templates = {
        name: template.source
        for name, template in sorted(theme.templates.items())
        if name.endswith(".html") and name[0] != "@"
    }
    blocks: dict[str, list[str]] = {}
    for name in sorted({*styled, *(name for source in templates.values() for name in written_classes(source))}):
        blocks.setdefault(re.split("__|--", name)[0], []).append(name)

    def row(block: str, names: list[str]) -> tuple[str, ...]:
        begin = block.rpartition("-")[0]
        named = [*names, *([f"{begin}-{{{{"] if begin else [])]
        files = [file for file, source in templates.items() if _holds(source, named)]
        about = (
            _about(theme, files[0])
            if len(files) == 1
            else ""
            if files
            else "No template writes it: what a text becomes, or a script, has it."
        )
        rest = [f"`{name.removeprefix(block)}`" for name in names if name != block]
        return f"`{block}`", ", ".join(rest), ", ".join(f"`{file}`" for file in files), about

    return _page(
        "Classes",
        "The class names of base, and which templates write them.",
        "A style sheet of your own reaches the pages of `base` by these names. `block__part` is a part of a block, "
        "`block--kind` a kind of it. Names of your own should be others, because the sheets of all layers count. "
        "`theme check` tells of a class without a rule, and of a rule without a class, that is nearly one of these.",
        _table((row(*block) for block in blocks.items()), "class", "its parts and kinds", "written by", "which draws"),
    )


def _strings(theme: Theme) -> str:
    texts = theme.strings.get("en", {})
    rows = (
        (f"`{key}`", " / ".join(str(form) for form in text.values()) if isinstance(text, dict) else str(text))
        for key, text in sorted(texts.items())
    )
    return _page(
        "Texts",
        "Every text that base has, in English.",
        "`strings.home` is the text of this key in the page's language. A theme adds or changes texts in "
        "`strings/en.toml`, and translates them in `strings/fr.toml` and so on.",
        _table(rows, "key", "in English"),
    )


def _blocks(theme: Theme, name: str) -> list[str]:
    template = theme.templates.get(name)
    if template is None:
        return []
    return list(dict.fromkeys(block.name for block in syntax_tree(template.source).find_all(nodes.Block)))


def _macros(theme: Theme, name: str) -> Iterator[str]:
    for macro in syntax_tree(theme.templates[name].source).find_all(nodes.Macro):
        yield f"`{macro.name}({', '.join(argument.name for argument in macro.args)})`"


def _use(name: str, function: Any) -> str:
    """Return how a filter is used: `value | day(language)`."""
    value, *more = inspect.signature(function).parameters.values()
    arguments = ", ".join("name=…" if parameter.kind is parameter.VAR_KEYWORD else parameter.name for parameter in more)
    return f"{value.name} | {name}({arguments})" if arguments else f"{value.name} | {name}"


def _doc(of: Any) -> str:
    """Return a docstring on one line, without its examples."""
    return " ".join((inspect.getdoc(of) or "").partition(">>>")[0].split())


def _about(theme: Theme, name: str) -> str:
    """Return the comment that a template begins with."""
    comment = _COMMENT.match(theme.templates[name].source)
    return " ".join(comment[1].split()) if comment else ""
