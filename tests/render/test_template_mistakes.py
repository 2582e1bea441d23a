"""Blocks that nothing shows, links of a template that lead nowhere, style and script within it: told by every build."""

from __future__ import annotations

from support.rows import every_row
from support.site import post, told

POST = "theme/templates/post.html"
EXTENDS = '{% extends "@base/post.html" %}\n'
TOLD = {
    "a block with a slip": (
        EXTENDS + "{% block post_ende %}x{% endblock %}",
        "TB-THEME-017",
        "mean `post_end`?",
    ),
    "a block of another page": (
        EXTENDS + "\n{% block home_start %}x{% endblock %}",
        "TB-THEME-017",
        "blocks there",
    ),
    "two parents up": (EXTENDS + "{% block fotter %}x{% endblock %}", "TB-THEME-017", "did you mean `footer`?"),
    "a link with a slip": ('\n<a href="/abuot/">x</a>', "TB-THEME-018", "did you mean /about/?"),
    "a picture that is not there": ('\n<img alt="" src="/media/x.png">', "TB-THEME-018", "write the address of a page"),
    "a link to a post that is held back": (
        "\n<a class=x href='/draft/#top'>x</a>",
        "TB-THEME-018",
        "write the address",
    ),
    "a form": ('\n<form method=post action="/send/">', "TB-THEME-018", "write the address"),
    "an address that begins nowhere": (
        '\n<a href="/posts/{{ post.url }}">x</a>',
        "TB-THEME-018",
        "print the address that a value has",
    ),
    "an address that is put together": ("\n<a href=\"{{ '/posts/' ~ post.url }}\">x</a>", "TB-THEME-018", "print the"),
    "an address within braces": (
        "\n<a class=x href=\"{{ '/abuot/' }}\">x</a>",
        "TB-THEME-018",
        "did you mean /about/?",
    ),
    "an address from the page": ('\n<a href="about/">x</a>', "TB-THEME-018", "begin it with /, as in /about/"),
    "a sheet from the page": (
        '\n<link rel="stylesheet" href="../style.css">',
        "TB-THEME-018",
        'write {{ assets["style.css"] }}',
    ),
    "style in a tag": ('\n<p style="color: red">x</p>', "TB-THEME-010", "put it into a file in static/"),
    "a style element": ("\n<style>p { color: red; }</style>", "TB-THEME-010", "static/"),
    "a script": ("\n<script>alert(1)</script>", "TB-THEME-010", "static/"),
    "a script in a tag": ('\n<p onclick="go()">x</p>', "TB-THEME-010", "static/"),
    "text behind the blocks": (
        EXTENDS + "{% block post_end %}x{% endblock %}\n<p>Thank you.</p>",
        "TB-THEME-021",
        "put it into a block",
    ),
    "a value": (EXTENDS + "\n\n{{ post.title }}", "TB-THEME-021", "put it into a block"),
    "text in a condition": (EXTENDS + "{% if post.date %}\nx{% endif %}", "TB-THEME-021", "put it into a block"),
    "text above": ("x" + EXTENDS.strip(), "TB-THEME-021", "put it into a block"),
    "an include": (EXTENDS + '{% include "partials/footer.html" %}', "TB-THEME-021", "put it into a block"),
}
SILENT = {
    "what prints nothing": (
        "{# About. #}\n<!-- About. -->\n\n"
        + EXTENDS
        + "\n\n{% set who %}x{% endset %}\n{% if post.date %}{% set x = 1 %}{% endif %}\n<!-- <p> -->"
        + '{% from "partials/macros.html" import image with context %}\n{% macro say() %}x{% endmacro %}'
    ),
    "a block in a condition": EXTENDS + "{% if post.date %}\n{% block post_end %}x{% endblock %}\n{% endif %}",
    "a parent in a condition": '{% if post.date %}{% extends "@base/post.html" %}{% endif %}\nx',
    "blocks of all parents": EXTENDS
    + "{% block title %}x{% endblock %}{% block footer %}x{% endblock %}{% block post_end %}x{% endblock %}",
    "a block within a block": EXTENDS + "{% block main %}{% block mine %}x{% endblock %}{% endblock %}",
    "blocks without a parent": "{% block mine %}x{% endblock %}",
    "a parent that only the page decides": (
        '{% set parent = "base.html" %}{% extends parent %}{% block anything %}x{% endblock %}'
    ),
    "links that lead somewhere": '<a href="/">x</a><a href="/about/#top">x</a><img alt="" src="/media/leaf.svg">',
    "feeds and files": '<a href="/feed.xml?x=1">x</a><a href="/robots.txt">x</a>',
    "addresses that the page decides": '<a href="{{ post.url }}">x</a><a href="/{{ post.slug }}/">x</a>',
    "addresses of what a site may lack": (
        '<a href="/tags/{{ post.url }}/">x</a><a href="/blog/page/{{ 2 }}/">x</a><a href="{{ "/about" ~ "/" }}">x</a>'
    ),
    "comments": "{# <p style='x'> <a href='/no/'> #}<!-- <a href='/no/'>x</a> <style> -->",
    "structured data and scripts from files": (
        '<script type="application/ld+json">{}</script><script src="{{ assets["exit.js"] }}"></script>'
    ),
    "other kinds of addresses": '<a href="mailto:a@b.example">x</a><a href="#x">y</a><a href="?x">z</a><a href=""></a>',
    "other servers": '<a href="https://other.example/x/">x</a><a href="//other.example/x/">x</a>',
}


def _files(template):
    return {
        POST: template,
        "posts/a.md": post("A"),
        "posts/draft.md": post("Draft", status="draft"),
        "pages/about.md": post("About"),
        "media/leaf.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>',
    }


@every_row("name", TOLD)
def test_what_comes_to_nothing_is_told_on_its_line(site, name):
    template, code, fix = TOLD[name]
    site.write(_files(template))
    result = site.build()

    assert result.published
    (found,) = (found for found in result.problems if found.code.startswith("TB-THEME"))
    assert found.code == code, told(result)
    assert (found.at.path, found.at.line) == (POST, template.count("\n") + 1)
    assert fix in found.fix, told(result)


@every_row("name", SILENT)
def test_what_is_right_is_not_told(site, name):
    site.write(_files(SILENT[name]))
    result = site.build()

    assert result.published, told(result)
    assert not [found for found in result.problems if found.code.startswith("TB-THEME")], told(result)


IMPORTS = {
    '{% from "partials/own.html" import say %}\n{{ say() }}': 1,
    '\n{% import "partials/own.html" as own %}{{ own.say() }}': 2,
}


@every_row("template", IMPORTS)
def test_an_import_without_context_is_blamed_on_its_own_line(site, template):
    site.write(
        _files(template) | {"theme/templates/partials/own.html": "{% macro say() %}{{ post.title }}{% endmacro %}"}
    )
    site.write({POST: template + "{{ post.title }}"})
    (found,) = site.build().problems

    assert (found.code, found.at.path, found.at.line) == ("TB-THEME-005", POST, IMPORTS[template]), found
    assert found.fix == "write “with context” at its end"


def test_a_partial_is_blamed_once_for_all_pages_that_show_it(site):
    site.write(_files("x") | {"theme/templates/partials/footer.html": "\n{{ site.titel }}"})
    problems = site.build().problems

    assert [(str(found.at), found.fix) for found in problems] == [
        ("theme/templates/partials/footer.html:2", "did you mean `title`?")
    ]


def test_a_mistake_that_quotes_another_value_on_every_page_is_one_message(site):
    site.write({f"posts/{name}.md": post(name.title(), f"Words of {name}.") for name in ("elm", "oak", "yew")})
    site.write({POST: EXTENDS + "{% block post_end %}\n{{ post.title | day(language) }}\n{% endblock %}"})
    result = site.build()
    (found,) = [found for found in result.problems if found.code.startswith("TB-THEME")]
    assert (found.at.path, found.at.line) == (POST, 3), told(result)
    assert found.says.endswith(" (page /elm/ and 2 more)")


CALLS = {
    "a macro of ours with a wrong value": ('{{ image("x") }}', "a text has no `srcset`, in themes/base/templates/"),
    "a macro of ours without its value": ("{{ image() }}", "a macro is called without its `picture`, in themes/base/"),
    "a macro of ours with too much": ("{{ image(1, 2, 3, 4, 5, 6) }}", "macro 'image' takes not more than 5 argument"),
    "a filter within a macro of ours": ('{{ time("today") }}', "in themes/base/templates/partials/macros.html:"),
    "a partial of ours with a wrong value": (
        "{% set head = post %}{% set alternates = 3 %}{{ image(3) }}",
        "in themes/base/",
    ),
    "texts and numbers": ('{{ "a" + 1 }}', "`+` stands between a text and a whole number"),
    "a pattern": ('{{ "%d" % "x" }}', "`%d` takes a number, and there is a text"),
    "a pattern that asks for more": ('{{ "{who}".format(1) }}', "the pattern asks for the value `who`"),
    "a macro that is not there": (
        '{% from "partials/macros.html" import imege %}{{ imege() }}',
        "has no macro `imege`",
    ),
}


@every_row("name", CALLS)
def test_a_mistake_is_blamed_on_the_call_and_names_its_page(site, name):
    template, says = CALLS[name]
    begin = EXTENDS + '{% from "partials/macros.html" import image, time with context %}'
    site.write(_files(begin + "{% block post_end %}\n" + template + "\n{% endblock %}"))
    (found,) = site.build().problems

    assert str(found.at) == f"{POST}:3", found
    assert says in found.says
    assert found.says.endswith(" (page /a/)")


MANIFEST = "static/site.webmanifest"
ICONS = '{"name": "x",\n "icons": [{"src": "%s"}],\n "start_url": "%s"}'
MANIFESTS = {
    "an icon that is not there": (ICONS % ("/icons/512.png", "/"), 2, "no page or file “/icons/512.png”"),
    "an icon with a slip": (ICONS % ("leaff.svg", "/"), 2, "no page or file “/leaff.svg”"),
    "a start that is not there": (ICONS % ("/leaf.svg", "/app/"), 3, "no page or file “/app/”"),
    "no JSON": ('{"name": "x",\n}', 2, "this web manifest is no JSON"),
}
WHOLE = (
    ICONS % ("leaf.svg", "./"),
    ICONS % ("/media/leaf.svg?x", "/about/"),
    '{"icons": [1, {}], "shortcuts": "x"}',
    "[]",
)


@every_row("name", MANIFESTS)
def test_what_a_web_manifest_names_and_is_not_there_is_told(site, name):
    manifest, line, says = MANIFESTS[name]
    site.write(_files("x") | {MANIFEST: manifest, "static/leaf.svg": "<svg/>"})
    (found,) = site.build().problems

    assert (found.code, str(found.at)) == ("TB-THEME-018", f"{MANIFEST}:{line}"), found
    assert says in found.says


@every_row("manifest", WHOLE)
def test_a_web_manifest_that_is_right_is_not_told(site, manifest):
    site.write(_files("x") | {MANIFEST: manifest, "static/leaf.svg": "<svg/>"})

    assert not site.build().problems, told(site.last)


WAYS_OUT = {
    '{{ post.date | date("%Y") }}': "write day(language)",
    "{{ post.title | uper }}": "did you mean `upper`?",
    "{{ post.title | shout }}": "the manual lists the filters",
    '{% if post.title = "x" %}{% endif %}': "write == to compare",
    "{% if post.date %}{% elseif post.title %}{% endif %}": "write elif",
    "{% if post.date %}x{% end %}": "write {% endif %}",
    "{% assign x = 1 %}": "write {% set name = … %}",
    "{# x": "write #} where the comment ends",
    "{{ post.updated }}": "ask first whether it is there: {% if … %}",
    "{{ post.date }}": "write {{ … | day(language) }}",
    "{{ menu }}": "go through it with {% for … in … %}",
    "{{ super }}": "call it: write () behind its name, as in super()",
    "{{ post.content }}": "`content` is a name of its own: write {{ content }}",
    "{{ assets.style }}": 'did you mean ["style.css"]?',
    '{% include "footer.html" %}': "did you mean partials/footer.html?",
    '{% include "layout.html" %}': "did you mean base.html?",
}


@every_row("template", WAYS_OUT)
def test_a_mistake_that_has_one_repair_says_it(site, template):
    site.write(_files(EXTENDS + "{% block post_end %}{{ content }}\n" + template + "{% endblock %}"))
    site.write({"posts/a.md": post("A", date="2026-01-02")})
    (found,) = site.build().problems

    assert found.fix == WAYS_OUT[template], found
    assert str(found.at) == f"{POST}:3"
