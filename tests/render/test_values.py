"""A filter takes values of its kind and says so of every other; nothing in a template reads a clock or fills memory."""

from __future__ import annotations

from collections.abc import Mapping

from support.rows import every_row
from support.site import SmallSite, post, told
from therapyblog.render.filters import OWN

OWN_MACRO = "{% macro own() %}{% endmacro %}"
WRONG = {
    "none": "nothing (none)",
    "[1]": "a list",
    "{'a': 1}": "a table",
    "true": "true",
    "post": "a Post",
    "own": "the macro `own`",
    "'x'.upper": "something that is to be called",
    "3": "the number 3",
    "'x'": "the text “x”",
}
"""A value as a template writes it → what it is called."""
ARGUMENTS = {
    **dict.fromkeys(("day", "zone", "territory", "language_name"), "('en')"),
    "counted": "(2, 'en')",
    "money": "('GBP', 'en')",
}
TAKES = {"day": (), "iso": (), "money": ("3",), "counted": ("{'a': 1}",), "jsonld": tuple(WRONG)}
"""Which of the values above a filter of ours may be given; every other takes a text."""
OF_JINJA = {
    "[1] | upper": "takes a text or a number, and was given a list",
    "none | trim": "takes a text or a number, and was given nothing (none)",
    "post | replace('a', 'b')": "takes a text or a number, and was given a Post",
    "'a, b' | join(' ')": "takes a list, and was given the text “a, b”",
    "'abc' | map('upper') | list": "takes a list, and was given the text “abc”",
    "none | length": "takes a list, and was given nothing (none)",
    "none | int": "takes a number, and was given nothing (none)",
    "[1] | dictsort": "takes a table, and was given a list",
}
SAID_PLAINLY = {
    "none": "nothing (none) cannot be printed",
    "post": "a Post cannot be printed",
    "menu": "a list cannot be printed",
    "theme": "a table cannot be printed",
    "'x'.upper": "something that is to be called cannot be printed",
    "'x' ~ none": "nothing (none) cannot be printed",
    "1 + 'x'": "`+` stands between a whole number and a text",
    "'x' + 1": "`+` stands between a text and a whole number; `~` joins them",
    "none < 3": "nothing (none) and a whole number cannot be compared",
    "'x' in none": "`in` looks into a list or a text, and there is nothing (none)",
    "post.title()": "a text is no macro, so it cannot be called",
    "1 / 0": "a number is divided by 0",
    "post.titel": "a Post has no `titel`",
    "none.x": "nothing (none) has no `x`",
    "'x'.nothing": "a text has no `nothing`",
    "theme.portrai": "there is no `portrai` in this table",
    "post.date | day": "takes (language)",
    "'{n} of {total}' | fill(n=1)": "write fill(total=…)",
    "'{n}' | fill(n=none)": "nothing (none) cannot be printed",
    "post.title.upper | jsonld": "takes a table of texts, numbers, lists and tables",
}
TOO_MUCH = {
    "'x' * 10 ** 7": "gets longer than",
    "10 ** 9 * [1]": "gets longer than",
    "'x' | center(10 ** 6 * 1000)": "`center` is asked for 1000000000",
    "'x' | indent(1000000000)": "`indent` is asked for",
    "'x'.ljust(1000000000)": "`ljust` is asked for",
    "'%1000000000d' % 1": "`%` is asked for",
    "'%1000000000d' | format(1)": "`format` is asked for",
    "'{:1000000000}'.format(1)": "`format` is asked for",
    "10 ** 10 ** 10": "`**` is asked for",
    "3 | round(1000000000, 'ceil')": "`round` is asked for",
    "range(10 ** 6 * 1000) | list | length": "Range too big",
}
WITHOUT_CHANCE = {
    "lipsum()": "there is no name `lipsum` here",
    "now()": "there is no name `now` here",
}
RIGHT = {
    "post.date | day(language)": "3 February 2026",
    "post.date.date | iso": "2026-02-03",
    "60 | money('GBP', language)": "£60",
    "47.5 | money('GBP', 'en')": "£47.50",
    "'{a}' | fill(a=3)": "3",
    "'abc' | length": "3",
    "['a', 'b'] | join('-')": "a-b",
    "theme | length > 3": "True",
    "3 | string": "3",
    "none | default('-', true)": "-",
    "post.date.date": "2026-02-03",
    "'x' * 3 ~ 2 ** 5 ~ 7 % 4": "xxx323",
    "'%05d' % 7": "00007",
}


def _draw(site: SmallSite, expressions: Mapping[str, str]) -> dict[str, str]:
    """Build a site with a page for each expression; return what is said of it, or what stands on its page."""
    names = {expression: f"x{number}" for number, expression in enumerate(expressions)}
    for expression, name in names.items():
        site.write(
            {
                f"theme/templates/{name}.html": f"{OWN_MACRO}\n<title>x</title><p>{{{{ {expression} }}}}</p>\n",
                f"posts/{name}.md": post(name, date="2026-02-03", template=f"{name}.html"),
            }
        )
    result = site.build()
    if result.published:
        return {expression: site.text(f"{name}/index.html") for expression, name in names.items()}
    says = {(found.at.path, found.at.line): f"{found.says}; {found.fix}" for found in result.problems}
    missing = [expression for expression, name in names.items() if (f"theme/templates/{name}.html", 2) not in says]
    assert not missing, f"{missing} is let through, or has no line: {told(result)}"
    return {expression: says[f"theme/templates/{name}.html", 2] for expression, name in names.items()}


def test_a_filter_refuses_what_is_no_value_of_its_kind(site):
    rows = {
        f"({value}) | {filter_.__name__}{ARGUMENTS.get(filter_.__name__, '')}": (
            f"the filter `{filter_.__name__}` takes ",
            f", and was given {words} (page ",
        )
        for filter_ in OWN
        for value, words in WRONG.items()
        if value not in TAKES.get(filter_.__name__, ("'x'",))
    }
    said = _draw(site, dict.fromkeys(rows, ""))

    assert len(rows) > 100
    for expression, words in rows.items():
        for part in words:
            assert part in said[expression], (expression, said[expression])


def test_what_cannot_be_done_is_said_in_the_words_of_the_manual(site):
    rows = OF_JINJA | SAID_PLAINLY | TOO_MUCH | WITHOUT_CHANCE
    said = _draw(site, rows)

    for expression, words in rows.items():
        assert words in said[expression], (expression, said[expression])
        assert "object" not in said[expression]


def test_no_filter_is_decided_by_chance(site):
    assert "No filter named 'random'" in _draw(site, {"[1, 2] | random": ""})["[1, 2] | random"]


def test_what_is_of_the_right_kind_is_shown(site):
    said = _draw(site, RIGHT)

    for expression, words in RIGHT.items():
        assert f"<p>{words}</p>" in said[expression], (expression, said[expression])


ENDLESS = {
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that is handed on": "{% macro a(n) %}{{ n(a) }}{% endmacro %}{{ a(a) }}",
    "an include of itself by a name that only the page decides": "{% set name = 'x.html' %}{% include name %}",
    "a parent by a name that only the page decides": "{% set name = 'x.html' %}{% extends name %}",
    "a block that shows itself": "{% block a %}{{ self.a() }}{% endblock %}",
    "a loop that goes deeper": "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "an include in a circle": "{% include 'y.html' %}",
}


@every_row("name", ENDLESS)
def test_what_never_ends_has_its_place(site, name):
    site.write(
        {
            "theme/templates/x.html": f"{ENDLESS[name]}\n",
            "theme/templates/y.html": "{% include 'x.html' %}",
            "posts/a.md": post("A", template="x.html"),
        }
    )
    (found,) = site.build().problems

    assert found.code == "TB-THEME-007", found
    assert (found.at.path, found.at.line) in {("theme/templates/x.html", 1), ("theme/templates/y.html", 1)}
