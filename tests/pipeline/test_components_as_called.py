"""What a text gives to a component is compared with what the component's template reads."""

from __future__ import annotations

from support.rows import every_row
from support.site import post, told

TIP = "theme/templates/components/tip.html"
READS = '<aside class="{{ component.attributes.get("colour", "") }}">{{ component.argument }}{{ content }}</aside>'
NEEDS = "<b>{{ component.attributes.colour }}</b>{{ content }}"
TOLD = {
    "an attribute with a slip": (READS, ':::tip A {color="red"}\nx\n:::', "TB-COMP-004", "did you mean `colour`?"),
    "an attribute of nobody": (READS, ':::tip A {icon="sun"}\nx\n:::', "TB-COMP-004", "it knows colour"),
    "an attribute where none is read": ("{{ content }}", ':::tip {icon="sun"}\nx\n:::', "TB-COMP-004", "take it out"),
    "words that are not shown": ("{{ content }}", ":::tip A title\nx\n:::", "TB-COMP-004", "write it into the text"),
    "nothing where something is needed": (NEEDS, ":::tip\nx\n:::", "TB-COMP-002", 'write :::tip … {colour="…"}'),
    "a slip where something is needed": (
        NEEDS,
        ':::tip {color="red"}\nx\n:::',
        "TB-COMP-002",
        "write it instead of `color`",
    ),
    "an attribute of ours": ("x", ':::quote Ann {sorce="Letters"}\nx\n:::', "TB-COMP-004", "did you mean `source`?"),
    "words for a component without any": ("x", ":::services now", "TB-COMP-004", "take it out"),
    "an attribute of a figure": (
        "x",
        ':::figure /media/leaf.svg {alt="x" credits="me"}\nx\n:::',
        "TB-COMP-004",
        "did you mean `credit`?",
    ),
}
SILENT = {
    "what is read": (READS, ':::tip A {colour="red"}\nx\n:::'),
    "what may be left out": (READS, ":::tip\nx\n:::"),
    "what is asked about first": (
        (
            "{% if component.attributes.colour is defined %}{{ component.attributes.colour }}{% endif %}"
            '{% if "icon" in component.attributes %}{{ component.attributes["icon"] }}{% endif %}'
            '{{ component.attributes.size | default("") }}'
        ),
        ':::tip {icon="sun"}\nx\n:::\n\n:::tip {size="1"}\nx\n:::',
    ),
    "all that there is": (
        "{% for name, value in component.attributes.items() %}{{ name }}{% endfor %}{{ component.argument }}",
        ':::tip A {anything="x"}\nx\n:::',
    ),
    "a component that is handed on": (
        '{% from "components/tip-parts.html" import say with context %}{{ say(component) }}',
        ':::tip A {anything="x"}\nx\n:::',
    ),
    "what a partial reads": ('{% include "partials/tip.html" %}', ':::tip A {colour="red"}\nx\n:::'),
    "a language": ("{{ content }}", ':::tip {lang="fr"}\nx\n:::'),
    "components of ours": (
        "x",
        (
            ':::quote Ann {source="Letters" url="https://a.example/" lang="fr"}\nx\n:::\n\n:::note A\nx\n:::\n\n'
            ':::exercise A {minutes="5"}\nx\n:::\n\n:::figure /media/leaf.svg {alt="x" credit="me"}\nx\n:::\n\n'
            ":::crisis"
        ),
    ),
}
PARTS = {
    "theme/templates/components/tip-parts.html": "{% macro say(it) %}{{ it.argument }}{% endmacro %}",
    "theme/templates/partials/tip.html": "{{ component.argument }}{{ component.attributes.get('colour') }}",
    "media/leaf.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>',
}


@every_row("name", TOLD)
def test_what_is_given_in_vain_or_not_given_is_told_at_the_text(site, name):
    template, text, code, fix = TOLD[name]
    site.write({**PARTS, TIP: template, "posts/a.md": post("A", text)})
    result = site.build()
    (found,) = (problem for problem in result.problems if problem.code.startswith("TB-COMP"))

    assert (found.code, str(found.at)) == (code, "posts/a.md:5:1"), found
    assert fix in found.fix


@every_row("name", SILENT)
def test_what_is_read_is_not_told(site, name):
    template, text = SILENT[name]
    site.write({**PARTS, TIP: template, "posts/a.md": post("A", text)})
    result = site.build()

    assert result.published, told(result)
    assert "TB-COMP" not in told(result), told(result)
