"""`theme check` reads the pages that a theme makes: broken HTML and lost addresses, at the line of the template."""

from __future__ import annotations

import re
import shutil

from support.site import SETTINGS, post
from therapyblog.theme_tools.check import check_theme
from therapyblog.theme_tools.find import find_source

MINE = 'name = "mine"\nextends = "base"\n'
POST = "templates/post.html"
BEGIN = '{% extends "@base/post.html" %}{% block post_end %}\n'
FRAME = (
    '<!doctype html>\n<html lang="{{ language }}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n<title>{{ page.full_title }}</title>\n'
    '<link rel="stylesheet" href="{{ assets["style.css"] }}">\n{% block head %}{% endblock %}\n</head>\n<body>\n'
    "{% block header %}{% endblock %}\n<main>\n{% block main %}{% endblock %}\n</main>\n"
    "{% block footer %}{% endblock %}\n</body>\n</html>\n"
)
BROKEN = {
    "a div that is not closed": ("\n<div>\nx", 2, "this `<div>` is not closed before `</"),
    "a div that is closed twice": ("<div>x</div>\n</div>", 2, "this `</div>` closes nothing"),
    "a line break that is closed": ("x</br>", 1, "this `</br>` closes nothing"),
    "crossed": ("<b>x\n<i>y</b></i>", 2, "this `<i>` is not closed before `</b>`"),
    "a block in a paragraph": ("<p>\n<div>x</div></p>", 2, "a `<div>` cannot stand within a `<p>`"),
    "a list in a word of a paragraph": (
        "<p><span>\n<ul><li>x</ul></span></p>",
        2,
        "a `<ul>` cannot stand within a `<p>`",
    ),
    "a link in a link": ('<a href="/">x <a href="/blog/">y</a></a>', 1, "`<a>` cannot stand within another"),
    "an attribute twice": ('<p class="a"\nclass="b">x</p>', 1, "`class` stands 2 times in one `<p>`"),
    "a quotation mark too few": (
        '<a class="x>y</a>\n<p class="z">y</p>',
        1,
        "a quotation mark is missing in this `<a>`",
    ),
    "a quotation mark too many": ('<p class="x"">y</p>', 1, "a quotation mark is missing in this `<p>`, or one is"),
    "an id twice": ('<p id="mine">x</p>\n<p id="mine">y</p>', 2, "the id “mine” stands twice in a page"),
    "a picture without words": ('<img src="{{ assets["favicon.svg"] }}">', 1, "a picture has no `alt`"),
    "structured data as text": ("<p>{{ structured_data | jsonld }}</p>", 1, "structured data is shown as text"),
    "structured data that is escaped": (
        '<script type="application/ld+json">{{ structured_data | jsonld | forceescape }}</script>',
        1,
        "the structured data of this script cannot be read",
    ),
    "an address of parts": (
        '{% set away = "/posts" ~ post.url %}\n<a href="{{ away }}">x</a>',
        2,
        "there is no page or file “/posts/",
    ),
    "a picture of parts": (
        '{% set at = "/x.png" %}<img alt="" src="{{ at }}">',
        1,
        "there is no page or file “/x.png”",
    ),
    "an address in a value": ("<a href=\"{{ '/nowhere/' }}\">x</a>", 1, "there is no page or file “/nowhere/”"),
    "a place that is not there": ('<a href="#nowhere">x</a>', 1, "has nothing with the id “nowhere”"),
}
RIGHT = {
    "ends that may be left out": "<ul><li>x<li>y</ul><p>x<p>y<div>z</div><dl><dt>x<dd>y</dl>",
    "a table": "<table><tr><td>x<tr><td>y</table>",
    "tags that have no end": '<p>x<br>y<br/></p><hr><img alt="" src="{{ assets["favicon.svg"] }}"/>',
    "drawings": '<svg viewBox="0 0 1 1"><title>x</title><path d="M0 0"/><g><circle r="1"/></g></svg>',
    "tags that a value names": "{% set level = 3 %}<h{{ level }}>x</h{{ level }}><{{ 'p' }}>x</{{ 'p' }}>",
    "marks of comparison": "<p title='a < b'>1 < 2 &lt;div&gt;</p>{# <div> #}<!-- <div> -->",
    "what is printed as it stands": "{% raw %}<b>{{ x }}</b>{% endraw %}",
    "addresses that lead somewhere": (
        '<a href="/">x</a><a href="{{ post.url }}#top">y</a><a href="#mine" id="mine">z</a><a href="tel:1">1</a>'
        '<a href="https://other.example/">x</a><a href="/feed.xml">x</a>'
    ),
    "structured data": '<script type="application/ld+json">{{ structured_data | jsonld }}</script>',
}


NO_RULE = "no style sheet has a rule for the class"


def _check(tmp_path, files, codes=("TB-THEME-022", "TB-THEME-018")):
    folder = tmp_path / "mine"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in {"theme.toml": MINE, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    found = check_theme(find_source(str(folder)))
    return [problem for problem in found if problem.code in codes]


def test_broken_html_is_told_once_at_the_line_that_makes_it(tmp_path):
    files = {f"templates/partials/{number}.html": row[0] for number, row in enumerate(BROKEN.values())}
    parts = "".join(f'<section>{{% include "partials/{number}.html" %}}</section>\n' for number in range(len(BROKEN)))
    found = _check(tmp_path, {POST: BEGIN + parts + "{% endblock %}", **files})

    told = {}
    for problem in found:
        assert re.search(r" \(page /[\w/-]+/ and \d+ more\)$|“/nowhere/”$", problem.says), problem.says
        told.setdefault(problem.at.path.rpartition("/")[2], []).append((problem.at.line, problem.says))
    for number, (name, (_, line, says)) in enumerate(BROKEN.items()):
        assert len(told.get(f"{number}.html", [])) == 1, (name, told.get(f"{number}.html"))
        assert told[f"{number}.html"][0][0] == line, (name, told)
        assert says in told[f"{number}.html"][0][1], (name, told)
    assert len(told) == len(BROKEN), told


def test_html_that_is_right_is_not_told(tmp_path):
    assert not _check(tmp_path, {POST: BEGIN + "\n".join(RIGHT.values()) + "\n{% endblock %}"})


LACKING = {
    "<!doctype html>\n": "no `<!doctype html>` in its first line",
    ' lang="{{ language }}"': "no `lang` at its `<html>`",
    '<meta name="viewport" content="width=device-width">': 'no `<meta name="viewport">`, which telephones need',
    "<title>{{ page.full_title }}</title>": "no `<title>` with words",
    '<link rel="stylesheet" href="{{ assets["style.css"] }}">': "no style sheet",
}


def test_a_frame_that_lacks_what_every_page_has_is_told_once(tmp_path):
    frame = FRAME
    for part in LACKING:
        frame = frame.replace(part, "")
    (found,) = _check(tmp_path, {"templates/base.html": frame})

    assert str(found.at).endswith("mine/templates/base.html:1"), found
    assert found.says.partition(" (page ")[0] == f"a page has {'; '.join(LACKING.values())}"


def test_a_page_without_main_or_heading_is_told(tmp_path):
    bare = '{% extends "base.html" %}{% block main %}<p>{{ term.name }}</p>{% endblock %}'
    found = _check(tmp_path, {"templates/base.html": FRAME.replace("main>", "div>"), "templates/tag.html": bare})
    says = {(problem.at.path.rpartition("/")[2], problem.says.partition(" (page ")[0]) for problem in found}

    assert ("base.html", "a page has no `<main>`") in says, says
    assert ("tag.html", "a page has no `<main>`; no `<h1>`") in says or (
        "base.html",
        "a page has no `<main>`; no `<h1>`",
    ) in says, says


def test_links_of_a_site_s_own_templates_are_looked_for_in_that_site(tmp_path):
    site = tmp_path / "site"
    for name, text in {
        "therapyblog.toml": SETTINGS,
        "posts/a.md": post("A", more="/lost/"),
        "pages/mine.md": post("Mine"),
        "theme/templates/post.html": BEGIN
        + '<a href="/mine/">x</a>\n<a href="{{ post.extra.more | default("/") }}">y</a>{% endblock %}',
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    found = [problem for problem in check_theme(find_source(str(site))) if problem.code == "TB-THEME-018"]

    assert [(str(problem.at), problem.says) for problem in found] == [
        ("theme/templates/post.html:3", "there is no page or file “/lost/” (page /a/)")
    ]


def test_a_class_without_a_rule_and_a_rule_without_a_class_are_told_where_a_slip_is_likely(tmp_path):
    found = _check(
        tmp_path,
        {
            POST: BEGIN + '<p class="meta crad__title mine card__titles">x</p>\n<p class="autors-{{ 1 }}">y</p>\n'
            '<p class="notic{% if true %} kiker{% endif %}">z</p>{% endblock %}',
            "static/style.css": "@layer theme {\n  .mine, .autor-card { margin: 0.5rem; }\n  .bylnie { margin: 0; } }",
        },
        ("TB-THEME-022", "TB-THEME-020"),
    )

    assert [(str(problem.at).partition("mine/")[2], problem.says, problem.fix) for problem in found] == [
        (
            "static/style.css:2",
            "no template has the class `autor-card`, so this rule does nothing",
            "did you mean `author-card`?",
        ),
        (
            "static/style.css:3",
            "no template has the class `bylnie`, so this rule does nothing",
            "did you mean `byline`?",
        ),
        ("templates/post.html:2", f"{NO_RULE} `card__titles`", "did you mean `card__title`?"),
        ("templates/post.html:2", f"{NO_RULE} `crad__title`", "did you mean `card__title`?"),
        ("templates/post.html:4", f"{NO_RULE} `kiker`", "did you mean `kicker`?"),
        ("templates/post.html:4", f"{NO_RULE} `notic`", "did you mean `notice`?"),
    ]
