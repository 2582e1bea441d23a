"""Macros that many import are made once, and yet say what plain Jinja would let them say."""

from __future__ import annotations

from types import SimpleNamespace

from jinja2 import DictLoader, Environment

from support.rows import every_row
from support.site import post

MACROS = "theme/templates/partials/own.html"
CASES = {
    "a value of the page": (
        "{% macro say(word) %}{{ word }} {{ post.title }};{% endmacro %}",
        '{% from "partials/own.html" import say with context %}{{ say("hello") }}{{ say("again") }}',
    ),
    "a value of a loop": (
        "{% macro say() %}{{ one }};{% endmacro %}",
        '{% for one in [1, 2, 2, 1] %}{% from "partials/own.html" import say with context %}{{ say() }}{% endfor %}',
    ),
    "a value that changes": (
        "{% macro say() %}{{ mood }};{% endmacro %}",
        (
            '{% set mood = "calm" %}{% from "partials/own.html" import say with context %}{{ say() }}'
            '{% set mood = "glad" %}{% from "partials/own.html" import say with context %}{{ say() }}'
        ),
    ),
    "a value that is there only once": (
        '{% macro say() %}{{ one | default("none") }};{% endmacro %}',
        (
            '{% for one in [1] %}{% from "partials/own.html" import say with context %}{{ say() }}{% endfor %}'
            '{% from "partials/own.html" import say with context %}{{ say() }}'
        ),
    ),
    "text of its own": (
        "{% set inner = post.title ~ one %}[{{ inner }}]{% macro say() %}{{ inner }}{% endmacro %}",
        '{% for one in "ab" %}{% import "partials/own.html" as own with context %}{{ own }}{{ own.say() }}{% endfor %}',
    ),
    "a count": (
        "{% set seen = namespace(n=0) %}{% macro say() %}{% set seen.n = seen.n + 1 %}{{ seen.n }};{% endmacro %}",
        '{% for _ in "abc" %}{% from "partials/own.html" import say with context %}{{ say() }}{{ say() }}{% endfor %}',
    ),
    "turns": (
        '{% set turn = cycler("odd", "even") %}{% macro say() %}{{ turn.next() }};{% endmacro %}',
        '{% for _ in "abc" %}{% from "partials/own.html" import say with context %}{{ say() }}{% endfor %}',
    ),
    "another template": (
        '{% macro say() %}{% include "partials/inner.html" %};{% endmacro %}',
        '{% for one in "ab" %}{% from "partials/own.html" import say with context %}{{ say() }}{% endfor %}',
    ),
    "a block that calls": (
        (
            "{% macro say(times=2) %}{% for n in range(times) %}{{ caller(n) }}{% endfor %}"
            "{{ kwargs.kind }}{{ varargs | join }}{% endmacro %}"
        ),
        (
            '{% from "partials/own.html" import say with context %}'
            '{% for one in "ab" %}{% call(n) say(3, "more", kind="<b>") %}{{ n }}{{ one }}{% endcall %}{% endfor %}'
        ),
    ),
    "macros by each other": (
        (
            "{% macro inner(x) %}<i>{{ x }}</i>{% endmacro %}"
            "{% macro say(x) %}{{ inner(x) }}{{ inner(caller is defined) }}{% endmacro %}"
        ),
        '{% from "partials/own.html" import say with context %}{{ say("<") }}{{ say(x=post.title) }}',
    ),
}
INNER = "{{ post.title }}{{ one | default('-') }}"


@every_row("name", CASES)
def test_imported_macros_say_what_plain_jinja_says(site, name):
    macros, page = CASES[name]
    site.write(
        {
            MACROS: macros,
            "theme/templates/partials/inner.html": INNER,
            "theme/templates/post.html": f"<!doctype html><title>x</title><p>{page}</p>\n",
            "posts/one.md": post("One & all"),
            "posts/two.md": post("Two"),
        }
    )
    plain = Environment(
        autoescape=True,
        loader=DictLoader({"partials/own.html": macros, "partials/inner.html": INNER, "post.html": page}),
    )
    site.build()

    for slug, title in (("one", "One & all"), ("two", "Two")):
        expected = plain.get_template("post.html").render(post=SimpleNamespace(title=title))
        assert f"<p>{expected}</p>" in site.text(f"{slug}/index.html")
