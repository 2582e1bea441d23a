"""lantern: a theme written by following docs/themes/ and nothing else, as somebody would who never saw this program.

It has its own post template, a component, a template for pages, settings, texts in two languages, an icon, tokens with
a pair of `[contrast]`, and a partial that keeps what `base` has there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from support.rows import every_row
from support.site import SmallSite, codes
from therapyblog.cli.main import commands

LANTERN = Path(__file__).parent / "lantern"
POST = """\
---
title: Evenings
mood: quiet
references: [Moss on evenings]
---
It is late [ref:1].

:::pause Sit down {seconds="30"}
Look out of the window.
:::

One note[^1].

[^1]: Said *softly*.
"""


@pytest.fixture
def practice(site: SmallSite) -> SmallSite:
    shutil.copytree(LANTERN, site.folder / "themes" / "lantern")
    site.settings('[theme]\nname = "lantern"\ndoorstep = "ring twice"\nevening = "misty"\n')
    site.write(
        {
            "posts/evenings.md": POST,
            "posts/soirs.md": "---\ntitle: Soirs\nlanguage: fr\nmood: calme\n---\n:::pause\nRegardez.\n:::\n",
            "pages/hello.md": "---\ntitle: Hello\ntemplate: letter\n---\nDear reader.\n",
        }
    )
    return site


def words(parser: LexborHTMLParser, selector: str) -> str:
    found = parser.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text().split())


def test_it_builds_without_a_word(practice: SmallSite):
    assert codes(practice.build()) == []


def test_its_post_has_its_parts_and_those_of_base(practice: SmallSite):
    practice.build()
    page = LexborHTMLParser(practice.page("/evenings/"))

    assert words(page, ".mood") == "Written in a quiet hour"
    assert words(page, "article h1") == "Evenings"
    assert words(page, ".pause") == "Sit down · 30 seconds Look out of the window. Come back when you are ready."
    assert words(page, ".who-writes h2") == "Ada Moss MA, MBACP"
    assert [mark.attributes["data-note"] for mark in page.css("sup[data-note]")] == [
        "1\u2002Moss on evenings",
        "1\u2002Said softly.",
    ]
    assert words(page, ".references li").startswith("Moss on evenings")
    assert words(page, ".doorstep") == "At the door: ring twice"
    assert page.css_first(".site-footer .site-footer__name") is not None


def test_its_texts_are_there_in_french(practice: SmallSite):
    practice.build()
    page = LexborHTMLParser(practice.page("/soirs/"))

    assert words(page, ".mood") == "Écrit à une heure calme"
    assert words(page, ".pause") == "Une pause Regardez. Revenez quand vous serez prêt."
    assert words(page, ".doorstep") == "À la porte : ring twice"


def test_a_page_may_ask_for_its_template(practice: SmallSite):
    practice.build()

    assert words(LexborHTMLParser(practice.page("/hello/")), ".letter__from") == "Still Water"


def test_its_style_sheet_stands_behind_that_of_base_with_its_tokens_and_its_icon(practice: SmallSite):
    practice.build()
    tree = practice.tree()
    (sheet,) = (content.decode() for path, content in tree.items() if path.endswith(".css"))
    (icon,) = (path for path in tree if path.endswith(".svg") and "lantern" in path)

    assert sheet.index(".site-header__inner") < sheet.index(".pause {")
    assert f"url({icon.removeprefix('assets/').removeprefix('icons/')}" in sheet or Path(icon).name in sheet
    assert "--paper: #f2f3f8" in sheet
    assert "--glow: #fdeecb" in sheet


def test_a_lamp_that_cannot_be_read_is_told_with_one_that_can(practice: SmallSite):
    practice.settings('[theme]\nname = "lantern"\nlamp = "#d9d36a"\n')

    found = [problem for problem in practice.build().problems if problem.code == "TB-THEME-009"]

    assert found
    assert "link on paper" in str(found[0]) or "lamp" in found[0].excerpt


def test_it_passes_its_check_and_shows_the_example(practice: SmallSite, tmp_path: Path):
    checked = CliRunner().invoke(commands, ["theme", "check", str(LANTERN), "--strict"])
    shown = CliRunner().invoke(commands, ["theme", "preview", str(LANTERN), "--out", str(tmp_path / "look")])

    assert checked.exit_code == 0, checked.output
    assert shown.exit_code == 0, shown.output
    assert 'class="doorstep"' not in (tmp_path / "look" / "public" / "index.html").read_text("utf-8")


@every_row(
    "file, old, new, says",
    [
        ("templates/post.html", "post.extra.mood is", "pots.extra.mood is", "templates/post.html:5"),
        ("templates/post.html", "strings.written_in", "strings.written_at", "written_in"),
        ("templates/components/pause.html", "{%- if", "{%- iff", "templates/components/pause.html:4"),
        ("templates/partials/footer.html", "theme.doorstep %}", "theme.dorstep %}", "doorstep"),
        ("strings/fr.toml", 'pause = "Une pause"\n', "", "pause"),
        ("theme.toml", 'on-glow = "#5b3a00"', 'on-glow = "#e8c98a"', "on-glow (#e8c98a) on glow (#fdeecb)"),
        ("theme.toml", "theme_api = 1", "theme_api = 2", "theme_api"),
        ("static/style.css", "url(icons/lantern.svg)", "url(https://icons.example/lantern.svg)", "icons.example"),
    ],
)
def test_a_mistake_in_it_is_found(tmp_path: Path, file: str, old: str, new: str, says: str):
    folder = tmp_path / "lantern"
    shutil.copytree(LANTERN, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")

    checked = CliRunner().invoke(commands, ["theme", "check", str(folder), "--strict"])

    assert checked.exit_code in (1, 5), checked.output
    assert says in checked.output
