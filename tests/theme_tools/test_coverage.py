"""`theme check` says what a theme leaves out, each thing once, and finds what a preview would find."""

from __future__ import annotations

import shutil

from support.rows import every_row
from therapyblog.theme.discovery import shipped
from therapyblog.theme_tools.check import check_theme
from therapyblog.theme_tools.find import find_source

MINE = 'name = "mine"\nextends = "base"\n'
POST = '{% extends "base.html" %}{% block main %}<h1>{{ post.title }}</h1>{{ content }}{% endblock %}'
FRAME = (
    "<!doctype html><html><head>{% block head %}<title>{{ page.full_title }}</title>{% endblock %}</head><body>"
    "{% block header %}{% endblock %}{% block main %}{% endblock %}{% block footer %}{% endblock %}</body></html>"
)
LACKING = {
    "posts": (
        {"templates/post.html": POST},
        (
            "content notes",
            "who wrote a text",
            "the call-to-action",
            "references",
            "the disclaimer",
            "how the people in a text are disguised",
            "that a text is a draft",
        ),
        ("the menu", "crisis lines", "the feeds"),
    ),
    "a frame": (
        {"templates/base.html": FRAME},
        ("the menu", "the small print", "the feeds", "the exit button", "structured data", "crisis lines"),
        ("content notes", "credentials", "the title"),
    ),
    "nothing": ({"static/style.css": "@layer theme { p { margin: 0; } }"}, (), ("the menu", "content notes")),
}


def _theme(tmp_path, files):
    folder = tmp_path / "mine"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in {"theme.toml": MINE, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return check_theme(find_source(str(folder)))


@every_row("name", LACKING)
def test_what_no_template_shows_is_named(tmp_path, name):
    files, lacking, shown = LACKING[name]
    problems = _theme(tmp_path, files)

    says = [found.says for found in problems if found.code == "TB-THEME-019"]
    for words in lacking:
        assert len([line for line in says if line.endswith(f" {words}")]) == 1, (words, says)
    for words in shown:
        assert not [line for line in says if line.endswith(f" {words}")], (words, says)
    assert all(found.at.path.endswith("mine/theme.toml") for found in problems if found.code == "TB-THEME-019")


def test_a_theme_from_scratch_lacks_templates_and_components_each_told_once(tmp_path):
    alone = {"theme.toml": 'name = "mine"\n', "templates/base.html": FRAME, "templates/post.html": POST}
    problems = _theme(tmp_path, alone)

    assert [found.code for found in problems] == ["TB-COMP-001", "TB-THEME-003"], problems
    assert "no component crisis, cta, embed," in problems[0].says
    assert "no template 404.html, blog.html," in problems[1].says


def test_a_wrong_name_in_a_partial_is_one_mistake(tmp_path):
    partial = (shipped("themes") / "base/templates/partials/footer.html").read_text(encoding="utf-8")
    problems = _theme(tmp_path, {"templates/partials/footer.html": f"{partial}\n{{{{ site.titel }}}}"})

    assert [found.says for found in problems] == ["a SiteFacts has no `titel`"], problems
