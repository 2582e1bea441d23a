"""A style sheet that a browser reads otherwise than it was meant, or that leads nowhere, is told with its line."""

from __future__ import annotations

from pathlib import Path

from tinycss2 import parse_component_value_list

from support.rows import every_row
from support.site import SmallSite, post, told

SHEET = "theme/static/style.css"
THEMES = Path(__file__).parent.parent.parent / "themes"
TOLD = {
    "a rule without its end": (
        ".a {\n  color: red;\n\n.b { color: blue; }\n.c { color: green; }\n",
        1,
        "write the missing }",
    ),
    "a rule within @media": ("@media print {\n  .a { color: red;\n  .b { color: blue; }\n}\n", 2, "the missing }"),
    "the end of @layer": ("p { margin: 0; }\n@layer theme {\n  .a { color: red; }\n", 2, "write the missing }"),
    "one end too many": (".a { color: red; }\n}\n.b { color: blue; }\n", 2, "mend the line"),
    "an open comment": (".a { color: red; }\n/* .b { color: blue; }\n", 2, "write */"),
    "an open text": ('.a::before {\n  content: "x;\n}\n', 2, "mend the line"),
    "a late @import": (
        ".a { color: red; }\n@import url(/media/a%20b.svg);\n",
        2,
        "the sheets of all layers are joined",
    ),
    "a lost picture": (".a {\n  background: url(icons/missing.png);\n}\n", 2, "put it there"),
    "a lost font": (
        '@font-face { font-family: X;\n  src: url("fonts/x.woff2"); }\n',
        2,
        "put it there",
    ),
    "a lost file of the site": (".a { background: url('/media/lost%20one.png'); }\n", 1, "put it there"),
    "a property with a slip": ("p {\n  color: var(--inck);\n}\n", 2, "did you mean var(--ink)?"),
    "a property of nobody": ("p { color: var(--stars); }\n", 1, "set it, or write var(--stars, …)"),
    "colours outside of every layer": (
        "p { margin: 0; }\n:root { --paper: #fff; --own: 0; }\n",
        2,
        "into @layer theme",
    ),
}
SILENT = {
    "nesting": (
        ".a {\n  color: red;\n  .b { color: blue; }\n  &:hover { color: green; }\n}\n"
        "@media print { .a { color: red; } }\n@supports (display: grid) {\n.a { color: red; }\n}\n"
    ),
    "braces in texts and comments": '.a::before { content: "}"; } /* { */\n.b::after { content: "{"; }\n',
    "files that are there": ".a { background: url(leaf.svg), url('/media/a%20b.svg'), url(#x), url(data:,); }",
    "properties that are set": ":root { --own: 0; } p { margin: var(--own); top: var(--ink); left: var(--no, 1rem); }",
    "properties of a script": "p { transform: translate(var(--shift)); }",
    "fonts by their names": 'p { font-family: "Iowan Old Style", Georgia; grid-template-areas: "a b"; }',
    "colours in the layer of the theme": "@layer theme { :root { --paper: #fff; } }",
    "one element's own colours": ".card { --paper: #fff; }",
    "nothing": "",
}


def _write(site: SmallSite, sheet: str) -> None:
    site.write(
        {
            SHEET: sheet,
            "theme/static/leaf.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>',
            "theme/static/own.js": "document.body.style.setProperty('--shift', '1px')",
            "media/a b.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>',
            "posts/a.md": post("A"),
        }
    )


@every_row("name", TOLD)
def test_what_a_browser_would_drop_or_not_find_is_told(site, name):
    sheet, line, fix = TOLD[name]
    _write(site, sheet)
    result = site.build()

    assert result.published
    (found,) = (found for found in result.problems if found.code.startswith("TB-THEME"))
    assert (found.code, found.at.path, found.at.line) == ("TB-THEME-020", SHEET, line), told(result)
    assert fix in found.fix, told(result)


@every_row("name", SILENT)
def test_what_a_browser_reads_as_meant_is_not_told(site, name):
    _write(site, SILENT[name])

    assert "TB-THEME-020" not in told(site.build())


def meaning(nodes):
    """Return what a browser reads: a sheet's tokens, without comments and with one space for many."""
    read = []
    for node in nodes:
        inner = getattr(node, "content", None) or getattr(node, "arguments", None)
        word = (
            " "
            if node.type == "whitespace"
            else (node.type, meaning(inner))
            if isinstance(inner, list)
            else node.serialize()
        )
        if word != " " or read[-1:] != [" "]:
            read.append(word)
    return read


SMALLER = {
    "a { /* why */ color: red; }": "a { color: red; }",
    "a{}\n\n\n    b{}\n": "a{}\nb{}\n",
    ".a/* x */.b/* y */ .c{}": ".a/* x */.b .c{}",
    'a { content: "/* not */ \\" /* so */"; }': 'a { content: "/* not */ \\" /* so */"; }',
    "a { content: '  \\'/* */'; } /* ' */ b {}": "a { content: '  \\'/* */'; } b {}",
    "a { background: url(#x/*y*/z); }": "a { background: url(#x/*y*/z); }",
    '.a\\" /* " */ b {}': '.a\\" b {}',
    "/*! licence */\na {}": "/*! licence */\na {}",
    "a { --x: 1px/* x */2px; }": "a { --x: 1px/* x */2px; }",
    "à/* x */b {}": "à/* x */b {}",
}


@every_row("sheet, published", SMALLER.items())
def test_a_published_sheet_is_smaller_and_means_the_same(site, sheet, published):
    site.write({"posts/a.md": post("A"), "theme/static/more/only.css": sheet})
    site.published()

    (name,) = (path for path in site.tree() if path.startswith("assets/more/only."))
    assert site.text(name) == published
    assert meaning(parse_component_value_list(published, skip_comments=True)) == meaning(
        parse_component_value_list(sheet, skip_comments=True)
    )


@every_row("look", ["base", "calm", "clinic", "journal"])
def test_the_sheets_of_our_looks_are_published_smaller_and_mean_the_same(site, look):
    site.settings(f'[theme]\nname = "{look}"\n')
    site.write({"posts/a.md": post("A")})
    site.published()

    layers = [] if look == "base" else [look]
    written = "\n".join((THEMES / name / "static/style.css").read_text(encoding="utf-8") for name in ("base", *layers))
    (name,) = (path for path in site.tree() if path.startswith("assets/style."))
    found = meaning(parse_component_value_list(site.text(name), skip_comments=True))
    expected = meaning(parse_component_value_list(written.rstrip(), skip_comments=True))
    assert found[: len(expected)] == expected
    assert "/*" not in site.text(name)
