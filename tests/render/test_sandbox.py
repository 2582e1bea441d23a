"""A template can say what a page shows, and nothing about the program that draws it."""

from __future__ import annotations

import re

from support.rows import every_row
from support.site import post, told

INTERNALS = re.compile(
    r"<class |<function |<bound method|<built-in|&lt;class |&lt;function|&lt;bound|&lt;built-in|&lt;module|"
    r"__globals__|__builtins__|__mro__|__subclasses__|__struct_fields__|mappingproxy|object at 0x|/src/therapyblog|"
    r"root:x:0|Traceback|therapyblog\.model|jinja2\.",
)
"""What would show that a template reached what is none of its business."""

ESCAPES = (
    "{{ post.__class__ }}",
    "{{ post.__class__.__mro__ }}",
    "{{ post['__class__'] }}",
    "{{ post|attr('__class__') }}",
    "{{ post|attr('__cl' ~ 'ass__') }}",
    "{{ [post]|map(attribute='__class__')|list }}",
    "{{ [post]|map('attr', '__class__')|list }}",
    "{{ [post]|groupby('__class__') }}",
    "{{ [post]|sort(attribute='__class__') }}",
    "{{ [post]|selectattr('__class__')|list|length and [post]|map(attribute='__class__.__name__')|first }}",
    "{{ post.__struct_fields__ }}",
    "{% set x = site.__struct_fields__ %}{{ x }}",
    "{{ site.__reduce__() }}",
    "{{ post.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ()|attr('__class__')|attr('__base__') }}",
    "{{ (1).__class__ }}",
    "{{ strings.__class__ }}",
    "{{ strings['__class__'] }}",
    "{{ strings|attr('__class__') }}",
    "{{ theme.__class__ }}",
    "{{ self.__class__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner.__init__.__globals__.os }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ range.__class__ }}",
    "{{ dict.__base__ }}",
    "{{ dict.mro() }}",
    "{{ config }}",
    "{{ request }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ '{0.__class__}'.format(post) }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(post) }}",
    "{{ '{x.__class__}'.format_map({'x': post}) }}",
    "{{ ('{0.__cl' ~ 'ass__}')|format(post) }}",
    "{{ '%s'|format(post.__class__) }}",
    "{{ (post.title.format)('{0.__class__}') }}",
    "{% set f = '{0.__class__}'.format %}{{ f(post) }}",
    "{{ ['{0.__class__}']|map('format', post)|join }}",
    "{{ ''|attr('format')|attr('__self__') }}",
    "{{ caller.__class__ }}",
    "{{ loop.__class__ }}",
    "{% for x in [1] %}{{ loop._iterator.__class__ }}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% macro m() %}{{ caller.__class__ }}{% endmacro %}{{ m.__class__ }}{{ m._func.__globals__ }}",
    "{% import 'partials/macros.html' as b with context %}{{ b.__class__ }}{{ b.__dict__ }}{{ b._body_stream }}",
    "{{ post.date.__class__ }}",
    "{{ post.date.date.__class__.__mro__ }}",
    "{{ post.date.date.__reduce__() }}",
    "{{ content.__class__ }}",
    "{{ content.__html__.__globals__ }}",
    "{{ content.unescape.__func__.__globals__ }}",
    "{{ undefined_name.__class__ }}",
    "{% include '../../etc/passwd' %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../../../../etc/passwd' ignore missing %}",
    "{% include ['../x', '/etc/passwd'] %}",
    "{% set path = '/etc/passwd' %}{% include path %}",
    "{% set path = '../theme.toml' %}{% include path ignore missing %}",
    "{% extends '/etc/passwd' %}",
    "{% import '../../../etc/passwd' as x %}{{ x }}",
    "{% from '/etc/passwd' import root %}",
    "{{ post.title.__class__.__base__.__subclasses__()[40]('/etc/passwd').read() }}",
    "{% set _ = post.extra.update({'x': 1}) %}",
    "{% do post.extra.clear() %}",
    "{% set _ = post.extra.box.append(1) %}",
    "{% set _ = theme.update({'x': 1}) %}",
    "{% set _ = theme.pop('portrait') %}",
    "{% set _ = assets.clear() %}",
    "{% set _ = strings.clear() %}",
    "{% set _ = menu.__setattr__('x', 1) %}",
    "{% set post.title = 'changed' %}",
    "{{ post.__setattr__('title', 'changed') }}",
    "{{ range(10 ** 9)|list|length }}",
    "{{ 'x'|pprint|attr('__class__') }}",
    "{{ post|pprint }}",
    "{{ debug() }}",
    "{% debug %}",
    "{{ eval('1') }}",
    "{{ __import__('os') }}",
    "{{ open('/etc/passwd').read() }}",
)


def test_an_escape_is_a_problem_or_harmless_text(site):
    """Each is the template of a post of its own; pages before and after them are as they were."""
    site.write({"theme/templates/other.html": "{{ post.title }} {{ post.extra.box|join }} {{ strings.home }} 1"})
    for name, day in (("first", 1), ("last", 28)):
        site.write({f"posts/{name}.md": post(name, template="other.html", date=f"2026-01-{day:02}", box="[1, 2]")})
    escapes = {f"e{number}": escape for number, escape in enumerate(ESCAPES)}
    for name, escape in escapes.items():
        site.write({f"theme/templates/{name}.html": f"[{escape}]"})
        site.write({f"posts/{name}.md": post(name, template=f"{name}.html", date="2026-01-14", box="[1, 2]")})
    refused = {}
    while not (result := site.build()).published:
        for found in result.problems:
            assert found.code in (*(f"TB-THEME-00{number}" for number in range(3, 7)), "TB-THEME-021"), told(result)
            typed = re.sub(r"'\w+'", "", found.says)
            assert not INTERNALS.search(typed), found.says
            name = found.at.path.removeprefix("theme/templates/").removesuffix(".html")
            refused[name] = escapes[name]
            (site.folder / f"posts/{name}.md").unlink(missing_ok=True)
            (site.folder / f"theme/templates/{name}.html").unlink(missing_ok=True)

    assert not result.problems, told(result)
    assert len(ESCAPES) * 3 // 4 < len(refused) < len(ESCAPES)
    for name in escapes.keys() - refused.keys():
        assert not INTERNALS.search(site.page(f"/{name}/")), escapes[name]
    for name in ("first", "last"):
        assert site.page(f"/{name}/") == f"{name} 12 Home 1\n"


@every_row(
    "template, shown",
    [
        ("{{ post.title }}", "A &lt;b&gt;"),
        ("{{ post['title'] }}", "A &lt;b&gt;"),
        ("{{ post|attr('title') }}", "A &lt;b&gt;"),
        ("{{ [post]|map(attribute='title')|join }}", "A &lt;b&gt;"),
        ("{{ post.extra.box.colour }}", "blue &amp; green"),
        ("{{ '%s and %s'|format(post.title, 1) }}", "A &lt;b&gt; and 1"),
        ("{% for name, value in {'a': 1}.items() %}{{ name }}{{ value }}{% endfor %}", "a1"),
        ("{% set ns = namespace(n=1) %}{% set ns.n = 2 %}{{ ns.n }}", "2"),
        ("{{ post.nothing is defined }}", "False"),
        ("{{ language }}", "en-GB"),
    ],
)
def test_what_a_template_may_do(site, template, shown):
    site.write({"theme/templates/post.html": template})
    site.write({"posts/a.md": '---\ntitle: "A <b>"\nbox: {colour: "blue & green"}\n---\nWords.\n'})
    site.published()

    assert site.page("/a/") == f"{shown}\n"


MISTAKES = {
    "a name that is not given": (
        "one\n{{ pots.title }}",
        (
            "theme/templates/post.html:2: error TB-THEME-005: "
            "this template asks for something that is not there: there is no name `pots` here"
        ),
    ),
    "a field that is not there": (
        "{{ post.titel }}",
        (
            "theme/templates/post.html:1: error TB-THEME-005: this template asks for something that is not there: "
            "a Post has no `titel`"
        ),
    ),
    "a slip in the syntax": (
        "one\ntwo\n{% if post %}",
        (
            "theme/templates/post.html:3: error TB-THEME-004: this template has a mistake: "
            "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. "
            "The innermost block that needs to be closed is 'if'."
        ),
    ),
    "a filter that is not there": (
        "{{ post.title|shout }}",
        "theme/templates/post.html:1: error TB-THEME-004: this template has a mistake: No filter named 'shout'.",
    ),
    "a text that is not there": (
        "{{ strings.helo }}",
        "theme/templates/post.html:1: error TB-THEME-006: the theme has no text “helo”",
    ),
    "a template that is not there": (
        "{% include 'partials/fotter.html' %}",
        "theme/templates/post.html:1: error TB-THEME-003: there is no template “partials/fotter.html”",
    ),
    "a template that extends itself": (
        "{% extends 'post.html' %}",
        (
            "theme/templates/post.html:1: error TB-THEME-007: "
            "this template extends or includes itself, by way of “post.html”"
        ),
    ),
    "a sum that cannot be done": (
        "\n\n{{ 1 // 0 }}",
        ("theme/templates/post.html:3: error TB-THEME-004: this template cannot be rendered: a number is divided by 0"),
    ),
}


@every_row("kind", MISTAKES)
def test_a_mistake_in_a_template_has_its_line(site, kind):
    template, expected = MISTAKES[kind]
    site.write({"theme/templates/post.html": template, "posts/a.md": post("A")})
    result = site.build()

    assert not result.published
    assert str(result.problems[0]).removesuffix(" (page /a/)") == expected, told(result)


def test_a_site_builds_on_the_template_of_its_theme(site):
    site.write(
        {
            "theme/templates/post.html": '{% extends "@calm/post.html" %}{% block post_end %}Mine.{% endblock %}',
            "posts/a.md": post("A"),
        }
    )
    site.published()

    assert "Mine." in site.main("/a/").css_first("article").text()
    assert site.html("/a/").css_first("h1").text() == "A"


def test_a_template_of_ones_own_for_one_post(site):
    site.write({"theme/templates/letter.html": "{{ content }}", "posts/a.md": post("A", template="letter.html")})
    site.published()
    assert site.page("/a/").endswith('">\n<p>Some words.</p>\n')

    site.edit("posts/a.md", "letter.html", "leter.html")
    (found,) = site.build().problems
    assert str(found) == "posts/a.md:3:11: error TB-THEME-003: there is no template “leter.html”"
    assert found.fix == "did you mean letter.html?"
