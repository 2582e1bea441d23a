"""`theme list`, `new`, `check` and `preview`: as a person types them, with what they print."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from support.rows import every_row
from support.site import SETTINGS
from therapyblog.cli.main import commands

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Stand in a folder of one's own."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*arguments, code=0):
    """Run `therapyblog theme …`; return what it printed."""
    result = CliRunner().invoke(commands, ["theme", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def theme(folder, **files):
    """Write a theme that extends base, with these files."""
    for name, text in {"theme.toml": 'name = "mine"\ntheme_api = 1\nextends = "base"\n', **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_list_names_the_shipped_themes_and_those_of_this_site(here):
    theme(here / "themes/mine")
    theme(here / "themes/torn", **{"theme.toml": "name ="})
    (here / "therapyblog.toml").write_text(SETTINGS)

    said = run("list")

    assert re.search(r"^base \S+ \(comes with therapyblog\)$", said, re.MULTILINE)
    assert re.search(r"^calm \S+ \(comes with therapyblog, extends base\)$", said, re.MULTILINE)
    assert re.search(r"^mine  ?\(in this site, extends base\)$", said, re.MULTILINE)
    assert "torn" in said
    assert "cannot be read" in said


def test_a_new_theme_is_right_from_the_start(here):
    said = run("new", "dusk")

    assert "therapyblog theme preview dusk" in said
    assert run("check", "dusk", "--strict") == "dusk: 0 errors, 0 warnings\n"
    assert 'extends = "base"' in (here / "dusk/theme.toml").read_text()


def test_a_new_theme_may_extend_another_and_goes_into_the_site_one_is_in(here):
    (here / "therapyblog.toml").write_text(SETTINGS)
    said = run("new", "dusk", "--extends", "calm")

    assert (here / "themes/dusk/templates/base.html").read_text().splitlines()[1] == '{% extends "@calm/base.html" %}'
    assert 'write name = "dusk" under [theme]' in said
    assert run("check", "themes/dusk") == "themes/dusk: 0 errors, 0 warnings\n"


@pytest.mark.parametrize("name", ["Dusk", "../dusk", "a b", "", "-x", "dusk.toml"])
def test_a_name_that_cannot_be_a_theme(here, name):
    assert "cannot be a theme's name" in run("new", "--", name, code=2)
    assert list(here.iterdir()) == []


def test_nothing_is_written_over(here):
    (here / "dusk").mkdir()
    (here / "dusk/mine.txt").write_text("x")

    assert "holds something already" in run("new", "dusk", code=2)
    assert "There is no theme “bose” to extend" in run("new", "dawn", "--extends", "bose", code=2)


def test_a_theme_that_is_none(here):
    assert "is no theme" in run("check", "nothing", code=2)
    assert "is no theme" in run("preview", here, code=2)


@every_row("name", ["base", "calm", "clinic", "journal"])
def test_the_shipped_themes_pass_their_own_check(name):
    assert run("check", name, "--strict") == f"{name}: 0 errors, 0 warnings\n"


MISTAKES = {
    "a name": ("post.html", "{{ pots.title }}", "error TB-THEME-005", "there is no name `pots` here", "`post`"),
    "a name of another page": ("tag.html", "{{ post.title }}", "error TB-THEME-005", "no name `post`", "`posts`"),
    "a field": ("post.html", "{{ post.titel }}", "error TB-THEME-005", "a Post has no `titel`", "`title`"),
    "a field in a loop": (
        "blog.html",
        "{% for card in posts %}{{ card.tittle }}{% endfor %}",
        "error TB-THEME-005",
        "a PostCard has no `tittle`",
        "`title`",
    ),
    "a field of a field": (
        "post.html",
        "{{ post.topic.nmae }}",
        "error TB-THEME-005",
        "a Term has no `nmae`",
        "`name`",
    ),
    "a text": ("post.html", "{{ strings.hoem }}", "error TB-THEME-006", "the theme has no text “hoem”", "`home`"),
    "a setting": ("post.html", "{{ theme.potrait }}", "error TB-THEME-005", "no setting `potrait`", "`portrait`"),
    "a file": (
        "post.html",
        '{{ assets["stile.css"] }}',
        "error TB-THEME-005",
        "no static file “stile.css”",
        "`style.css`",
    ),
    "a name in a component": ("components/tip.html", "{{ post.title }}", "error TB-THEME-005", "`post`", "manual"),
    "syntax": ("post.html", "{{ post.title | }}", "error TB-THEME-004", "this template has a mistake", "mend"),
    "another server": (
        "post.html",
        '<img src="https://cdn.example/x.png" alt="">',
        "error TB-PRIV-001",
        "“https://cdn.example/x.png” from another server",
        "static/",
    ),
    "inline style": ("post.html", '<p style="color:red">x</p>', "warning TB-THEME-010", "forbids style", "static/"),
    "inline script": ("post.html", "<script>x()</script>", "warning TB-THEME-010", "forbids style", "static/"),
    "a handler": ("post.html", '<a href="/x/" onclick="x()">x</a>', "warning TB-THEME-010", "forbids style", "static/"),
    "an include": (
        "post.html",
        '{% include "partials/nix.html" %}',
        "error TB-THEME-003",
        "partials/nix.html",
        "there",
    ),
    "an unknown filter": (
        "post.html",
        "{{ post.title | shout }}",
        "error TB-THEME-004",
        "No filter named",
        "the manual lists the filters",
    ),
}
FRAME = '{{% extends "base.html" %}}\n{{% block main %}}\n{}\n{{% endblock main %}}\n'


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_found_with_file_and_line(here, what):
    name, text, code, says, fix = MISTAKES[what]
    source = text if name.startswith("components/") else FRAME.format(text)
    theme(here / "mine", **{f"templates/{name}": source})

    said = run("check", "mine", code=1 if code.startswith("error") else 0)

    line = 1 if name.startswith("components/") else 3
    first = next(one for one in said.splitlines() if code in one)
    assert re.match(rf"mine/templates/{name}:{line}: ", first), first
    assert says in first
    assert fix in said


def test_a_mistake_in_a_file_that_another_includes_is_told_at_its_own_place(here):
    theme(
        here / "mine",
        **{
            "templates/post.html": FRAME.format('{% include "partials/deep.html" %}'),
            "templates/partials/deep.html": '{% include "partials/deeper.html" %}',
            "templates/partials/deeper.html": "one\n{{ post.title }\n",
        },
    )

    assert "mine/templates/partials/deeper.html:2: error TB-THEME-004" in run("check", "mine", code=1)


def test_what_a_template_asks_about_first_is_no_mistake(here):
    theme(
        here / "mine",
        **{
            "templates/post.html": FRAME.format(
                "<h1>x</h1>{% if mood is defined %}{{ mood }}{% endif %}{{ post.colour | default('') }}"
                "{% set x = namespace(n=1) %}{{ x.n }}"
                "{% macro m(a) %}{{ a.anything }}{% endmacro %}{{ m({'anything': 1}) }}"
                "{% for one in related %}{{ loop.index }}{{ one.title }}{% endfor %}{{ post.extra.box is defined }}"
            )
        },
    )

    said = run("check", "mine")
    assert set(re.findall(r"TB-[A-Z]+-\d+", said)) == {"TB-THEME-019"}, said
    assert "mine: 0 errors, " in said


def test_a_page_without_the_frame_s_blocks(here):
    theme(here / "mine", **{"templates/tag.html": "<h1>{{ term.name }}</h1>"})

    said = run("check", "mine", "--strict", code=5)

    assert "mine/templates/tag.html:1: warning TB-THEME-011" in said
    assert "have no block `head` or `header` or `main` or `footer`, which sites build on" in said


def test_a_frame_that_lacks_blocks_is_told_once(here):
    theme(here / "mine", **{"templates/base.html": "<html><body>{% block main %}{% endblock %}</body></html>"})

    said = run("check", "mine")

    assert said.count("TB-THEME-011") == 1
    assert "mine/templates/base.html:1: warning TB-THEME-011: pages with this frame have no block `head`" in said


def test_colours_that_cannot_be_read(here):
    theme(
        here / "mine",
        **{"theme.toml": 'extends = "base"\n[tokens.light]\nink-soft = "#bbbbbb"\n'},
    )

    said = run("check", "mine")

    assert "mine/theme.toml:3:12: warning TB-THEME-009: in the light colours, ink-soft (#bbbbbb) on tint" in said
    assert said.endswith("mine: 0 errors, 1 warning\n")
    assert "the nearest colour that can be read is #" in said


def test_a_style_sheet_that_calls_another_server(here):
    theme(here / "mine", **{"static/style.css": "\n@import url(https://fonts.example/x.css);\n"})

    assert "mine/static/style.css:2: error TB-PRIV-001" in run("check", "mine", code=1)


def test_texts_that_are_not_translated(here):
    theme(
        here / "mine",
        **{"strings/en.toml": 'hello = "Hello"\nbye = "Bye"\n', "strings/fr.toml": 'hello = "Bonjour"\n'},
    )

    said = run("check", "mine")

    assert "mine/strings/fr.toml:1: warning TB-THEME-012: fr lacks bye, which then appear in English" in said


def test_what_only_a_page_can_show_is_found_too(here):
    theme(here / "mine", **{"templates/post.html": FRAME.format("{{ 1 // (post.minutes - post.minutes) }}")})

    assert "error TB-THEME-004: this template cannot be rendered" in run("check", "mine", code=1)


def test_the_overrides_of_a_site_are_checked_as_the_site_would_use_them(here):
    (here / "site/theme/templates/partials").mkdir(parents=True)
    (here / "site/therapyblog.toml").write_text(SETTINGS)
    (here / "site/theme/templates/partials/footer.html").write_text("<footer>{{ site.titel }}</footer>\n")

    said = run("check", "site", code=1)

    assert "theme/templates/partials/footer.html:1: error TB-THEME-005" in said
    assert "a SiteFacts has no `titel`" in said
    (here / "site/theme/templates/partials/footer.html").write_text("<footer>{{ site.title }}</footer>\n")
    said = run("check", "site")
    assert "theme: warning TB-THEME-019: no template shows the small print" in said
    assert "site: 0 errors, " in said


def test_a_preview_is_the_example_with_the_theme(here):
    theme(here / "mine", **{"static/style.css": ".of-mine { color: var(--ink) }"})

    said = run("preview", "mine", "--out", "look")

    index = here / "look/public/index.html"
    assert f"Open {index} in a browser." in said
    assert "The Ferry House" in index.read_text(encoding="utf-8")
    (style,) = (here / "look/public/assets").glob("style.*.css")
    assert ".of-mine" in style.read_text(encoding="utf-8")

    (here / "mine/static/style.css").write_text(".later { color: var(--ink) }")
    run("preview", "mine", "--out", "look")
    (style,) = (here / "look/public/assets").glob("style.*.css")
    assert ".later" in style.read_text(encoding="utf-8")


def test_a_preview_without_a_place_is_made_in_a_temporary_one(here):
    said = run("preview", "calm")

    folder = Path(re.search(r"preview is in (.+)\.\n", said)[1])
    assert (folder / "public/index.html").is_file()
    assert list(here.iterdir()) == []
    shutil.rmtree(folder)


def test_a_preview_shows_the_settings_of_a_site(here):
    (here / "site").mkdir()
    (here / "site/therapyblog.toml").write_text(f'{SETTINGS}\n[theme]\nportrait = "square"\n')

    run("preview", "site", "--out", "look")

    assert "portraits-square" in (here / "look/public/index.html").read_text(encoding="utf-8")


def test_a_preview_writes_into_no_folder_of_somebody_s(here):
    (here / "mine").mkdir()
    (here / "mine/letter.txt").write_text("x")

    assert "holds something that is no preview" in run("preview", "calm", "--out", "mine", code=2)
    assert [path.name for path in (here / "mine").iterdir()] == ["letter.txt"]


def test_a_preview_of_a_theme_with_a_mistake_says_so(here):
    theme(here / "mine", **{"templates/post.html": "{% if %}"})

    assert "There is no preview" in run("preview", "mine", "--out", "look", code=1)
