"""Themes: found in the site, beside the program or in a package; layered; checked before anything is drawn."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.rows import every_row
from support.site import SmallSite, codes, told

POST = {"posts/a.md": "---\ntitle: A\n---\nSome words.\n"}


def use(site: SmallSite, theme: str, **files: str | bytes) -> None:
    """Have the site use a theme of its own `themes/mine`, with these files."""
    site.settings(f"[theme]\nname = {theme}\n")
    site.write({f"themes/mine/{name}": content for name, content in files.items()})


def style(site: SmallSite) -> tuple[str, str]:
    """Return name and text of the style sheet that pages use."""
    (name,) = (path for path in site.tree() if re.fullmatch(r"assets/style\.[0-9a-f]{10}\.css", path))
    return name, site.text(name)


def test_a_theme_in_the_site_s_own_folder(site: SmallSite):
    site.write(POST)
    use(site, '"mine"', **{"theme.toml": 'extends = "base"\n', "templates/post.html": "mine: {{ post.title }}"})

    site.published()

    assert site.page("/a/") == "mine: A\n"
    assert "<h1" in site.page("/")


def test_a_folder_named_like_a_shipped_theme_comes_first(site: SmallSite):
    site.write({**POST, "themes/calm/theme.toml": 'extends = "base"\n', "themes/calm/templates/post.html": "nearer"})

    site.published()

    assert site.page("/a/") == "nearer\n"


def test_the_site_overrides_one_template_and_keeps_the_rest(site: SmallSite):
    site.write(
        {**POST, "theme/templates/post.html": '{% extends "@calm/post.html" %}\n{% block title %}Changed{% endblock %}'}
    )

    site.published()

    assert "Changed" in site.page("/a/")
    assert "Some words." in site.page("/a/")


def test_a_layer_may_be_named_even_if_a_nearer_one_has_the_template(site: SmallSite):
    site.write(
        {
            **POST,
            "theme/templates/post.html": "site, {% include '@mine/post.html' %}, {% include '@other/post.html' %}",
            "themes/other/theme.toml": 'extends = "base"\n',
            "themes/other/templates/post.html": "other",
        }
    )
    use(site, '"mine"', **{"theme.toml": 'extends = "other"\n', "templates/post.html": "mine"})

    site.published()

    assert site.page("/a/") == "site, mine, other\n"


def test_a_layer_without_the_template_means_its_parents(site: SmallSite):
    site.write({**POST, "theme/templates/post.html": '{% extends "@mine/post.html" %}'})
    use(site, '"mine"', **{"theme.toml": 'extends = "base"\n'})

    site.published()

    assert "Some words." in site.page("/a/")


def test_a_template_that_extends_itself_is_a_problem_and_no_recursion(site: SmallSite):
    site.write({**POST, "theme/templates/post.html": '{% extends "post.html" %}'})

    assert codes(site.build()) == ["TB-THEME-007"]


def test_style_sheets_of_all_layers_are_one_with_the_nearest_last(site: SmallSite):
    site.write({**POST, "theme/static/style.css": ".of-the-site { color: red }"})
    use(site, '"mine"', **{"theme.toml": 'extends = "base"\n', "static/style.css": ".of-mine { color: blue }"})

    site.published()

    name, text = style(site)
    assert text.index(":root") < text.index(".of-mine") < text.index(".of-the-site")
    assert f"../{name}" in site.page("/a/")


def test_a_changed_style_has_a_new_address(site: SmallSite):
    site.write({**POST, "theme/static/style.css": ".a { color: red }"})
    site.published()
    before, _ = style(site)

    site.edit("theme/static/style.css", "red", "blue")
    site.published()

    after, text = style(site)
    assert before != after
    assert before not in site.tree()
    assert "blue" in text


def test_pictures_in_a_style_sheet_are_found_at_their_new_addresses(site: SmallSite):
    site.write(
        {
            **POST,
            "theme/static/leaf.svg": "<svg/>",
            "theme/static/fonts/a.woff2": b"font",
            "theme/static/style.css": (
                ".a{background:url(leaf.svg)} .b{background:url( 'leaf.svg#x' )} .c{src:url(\"fonts/a.woff2?#iefix\")}"
                ".d{background:url(data:image/png;base64,AA==)} .e{background:url(#local)}"
            ),
            "theme/static/more/extra.css": ".f{background:url(../leaf.svg)}",
        }
    )

    site.published()

    tree = site.tree()
    _, text = style(site)
    (leaf,) = (path for path in tree if re.fullmatch(r"assets/leaf\.[0-9a-f]{10}\.svg", path))
    (font,) = (path for path in tree if re.fullmatch(r"assets/fonts/a\.[0-9a-f]{10}\.woff2", path))
    (extra,) = (path for path in tree if re.fullmatch(r"assets/more/extra\.[0-9a-f]{10}\.css", path))
    assert f'.a{{background:url("{Path(leaf).name}")}}' in text
    assert f'.b{{background:url("{Path(leaf).name}#x")}}' in text
    assert f'.c{{src:url("fonts/{Path(font).name}?#iefix")}}' in text
    assert "url(data:image/png;base64,AA==)" in text
    assert "url(#local)" in text
    assert f'url("../{Path(leaf).name}")' in tree[extra].decode()


def test_a_style_sheet_that_is_not_utf_8_is_copied_all_the_same(site: SmallSite):
    site.write(
        {
            **POST,
            "theme/static/style.css": b"/*! caf\xe9 */ .a{background:url(leaf.svg)}",
            "theme/static/leaf.svg": "<svg/>",
        }
    )

    site.published()

    (name,) = (path for path in site.tree() if path.startswith("assets/style."))
    assert b"caf\xe9" in site.tree()[name]
    assert b"leaf.svg" not in site.tree()[name]


def test_hidden_files_of_a_theme_are_not_published(site: SmallSite):
    site.write(
        {
            **POST,
            "theme/static/.DS_Store": b"x",
            "theme/static/.git/config": b"x",
            "theme/templates/.post.html": "{% bad",
        }
    )

    site.published()

    assert not any("DS_Store" in path or ".git" in path for path in site.tree())


def test_texts_of_the_nearest_layer_win(site: SmallSite):
    shown = "{{ strings.hello }} {{ strings.bye }} {{ strings.home }} {{ strings.contents }}"
    site.write({**POST, "theme/templates/post.html": shown})
    use(
        site,
        '"mine"',
        **{
            "theme.toml": 'extends = "base"\n',
            "strings/en.toml": 'hello = "Hello"\nbye = "Bye"\nhome = "Beginning"\n',
            "strings/en-GB.toml": 'bye = "Cheerio"\n',
        },
    )

    site.published()

    assert site.page("/a/") == "Hello Cheerio Beginning Contents\n"


@every_row("name, meant", [("clam", "calm"), ("Calm", "calm"), ("bass", "base"), ("min", "mine")])
def test_a_slip_of_the_hand_is_answered_with_what_was_meant(site: SmallSite, name: str, meant: str):
    use(site, f'"{name}"', **{"theme.toml": 'extends = "base"\n'})

    (found,) = site.build().problems

    assert (found.code, found.fix) == ("TB-THEME-001", f"did you mean {meant}?")
    assert found.excerpt == f'name = "{name}"'


@every_row("name", ["../mine", "..", ".", "/etc", "a/b", "a\\\\b", ".hidden", "a\\u0000b", "con:"])
def test_a_name_that_leads_elsewhere_is_no_theme(site: SmallSite, name: str):
    site.settings(f'[theme]\nname = "{name}"\n')

    assert codes(site.build()) == ["TB-THEME-001"]


BROKEN = {
    "no TOML": ("extends = base", 1),
    "cut off": ('name = "mine"\nextends = "ba', 2),
    "not UTF-8": (b'name = "caf\xe9"', 1),
    "UTF-16": ('name = "mine"'.encode("utf-16"), 0),
    "too deep": ("a = " + "[" * 5_000, 1),
    "extends a list": ('extends = ["base"]', 1),
    "extends itself": ('extends = "mine"', 1),
    "a contract to come": ('theme_api = 2\nextends = "base"', 1),
    "settings that are none": ('extends = "base"\nsettings = 5', 2),
    "a setting that is none": ('extends = "base"\n[settings]\nportrait = 5', 3),
    "a setting of an unknown type": ('extends = "base"\n[settings.width]\ntype = "length"', 2),
    "a choice without choices": ('extends = "base"\n[settings.width]\ntype = "choice"', 2),
    "a default of the wrong type": ('extends = "base"\n[settings.width]\ntype = "number"\ndefault = "wide"', 2),
    "a default that is no choice": (
        'extends = "base"\n[settings.width]\ntype = "choice"\nchoices = ["a"]\ndefault = "b"',
        2,
    ),
}


@every_row("name", BROKEN)
def test_a_broken_theme_toml_is_one_problem_on_its_line(site: SmallSite, name: str):
    content, line = BROKEN[name]
    site.write(POST)
    use(site, '"mine"', **{"theme.toml": content})

    result = site.build()

    assert codes(result) == ["TB-THEME-002"], told(result)
    assert (result.problems[0].at.path, result.problems[0].at.line) == ("themes/mine/theme.toml", line)
    assert not result.published


def test_themes_that_extend_each_other_end(site: SmallSite):
    use(site, '"mine"', **{"theme.toml": 'extends = "other"\n'})
    site.write({"themes/other/theme.toml": 'extends = "mine"\n'})

    (found,) = site.build().problems

    assert found.code == "TB-THEME-002"
    assert "mine → other → mine" in found.says


def test_a_parent_that_is_not_there_is_said_where_it_is_named(site: SmallSite):
    use(site, '"mine"', **{"theme.toml": 'name = "mine"\nextends = "bose"\n'})

    (found,) = site.build().problems

    assert (found.code, str(found.at), found.fix) == (
        "TB-THEME-001",
        "themes/mine/theme.toml:2:11",
        "did you mean base?",
    )


def test_broken_texts_are_a_problem_with_their_line(site: SmallSite):
    use(site, '"mine"', **{"theme.toml": 'extends = "base"\n', "strings/en.toml": 'hello = "Hello"\nbye = Bye\n'})

    (found,) = site.build().problems

    assert (found.code, str(found.at)) == ("TB-LANG-002", "themes/mine/strings/en.toml:2:7")


def test_a_template_that_is_not_utf_8(site: SmallSite):
    site.write({**POST, "theme/templates/post.html": b"caf\xe9"})

    assert codes(site.build()) == ["TB-THEME-004"]


SETTINGS = """\
extends = "base"
[settings.width]
type = "number"
default = 3
[settings.tone]
type = "colour"
default = "#2f6f6a"
[settings.wide]
type = "flag"
default = true
[settings.shape]
type = "choice"
choices = ["round", "square"]
default = "round"
[settings.note]
type = "text"
"""


def test_settings_of_a_theme_have_their_defaults_and_the_site_s_values(site: SmallSite):
    site.write(POST)
    shown = "{{ theme.width }} {{ theme.tone }} {{ theme.wide }} {{ theme.shape }} [{{ theme.note }}]"
    use(site, '"mine"\nwidth = 4.5\nshape = "square"', **{"theme.toml": SETTINGS, "templates/post.html": shown})

    result = site.build()

    assert result.published, told(result)
    assert site.page("/a/") == "4.5 #2f6f6a True square []\n"


@every_row(
    "setting",
    [
        'width = "wide"',
        "width = true",
        "width = inf",
        "width = nan",
        'tone = "teal"',
        'tone = "#fff"',
        "tone = 5",
        'tone = "#2f6f6a;}body{display:none"',
        'wide = "yes"',
        "wide = 1",
        'shape = "oval"',
        "shape = 5",
        "note = 5",
        "note = []",
        "widht = 4",
        "sparkle = true",
        "portrait = {}",
    ],
)
def test_a_setting_that_the_theme_cannot_use(site: SmallSite, setting: str):
    use(site, f'"mine"\n{setting}', **{"theme.toml": SETTINGS})

    (found,) = site.build().problems

    assert found.code == "TB-THEME-008"
    assert found.excerpt == setting
    assert found.fix


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A theme that was installed with pip, as far as Python can tell."""
    place = tmp_path / "installed"
    files = {
        "moss_theme/__init__.py": "",
        "moss_theme/theme.toml": 'extends = "base"\n',
        "moss_theme/templates/post.html": "moss: {{ post.title }}",
        "moss_theme-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: moss-theme\nVersion: 1.0\n",
        "moss_theme-1.0.dist-info/entry_points.txt": "[therapyblog.themes]\nmoss = moss_theme\nlost = moss_lost\n",
    }
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(place)
    monkeypatch.delitem(sys.modules, "moss_theme", raising=False)
    return place / "moss_theme"


def test_a_theme_from_a_package(site: SmallSite, package: Path):
    site.write(POST)
    site.settings('[theme]\nname = "moss"\n')

    site.published()

    assert site.page("/a/") == "moss: A\n"


def test_an_installed_theme_is_among_those_that_may_have_been_meant(site: SmallSite, package: Path):
    site.settings('[theme]\nname = "mos"\n')

    assert site.build().problems[0].fix == "did you mean moss?"


def test_a_theme_may_extend_an_installed_one(site: SmallSite, package: Path):
    site.write(POST)
    use(site, '"mine"', **{"theme.toml": 'extends = "moss"\n'})

    site.published()

    assert site.page("/a/") == "moss: A\n"


def test_a_package_that_cannot_be_loaded_is_a_problem(site: SmallSite, package: Path):
    site.settings('[theme]\nname = "lost"\n')

    (found,) = site.build().problems

    assert found.code == "TB-THEME-002"
    assert "moss_lost" in found.says


def test_a_package_without_a_theme_in_it_is_a_problem(site: SmallSite, package: Path):
    (package / "theme.toml").unlink()
    site.settings('[theme]\nname = "moss"\n')

    assert codes(site.build()) == ["TB-THEME-002"]


README = Path(__file__).parent.parent.parent / "docs/themes/README.md"


def test_a_theme_that_pip_installed_as_the_manual_says(site: SmallSite, tmp_path: Path):
    (project,) = (
        one for one in re.findall(r"```toml\n(.+?)```", README.read_text("utf-8"), re.DOTALL) if "entry-points" in one
    )
    source = tmp_path / "dusk-theme"
    for name, text in {
        "pyproject.toml": project,
        "dusk_theme/__init__.py": "",
        "dusk_theme/theme.toml": 'name = "dusk"\ntheme_api = 1\nextends = "calm"\n[tokens.light]\naccent = "#5b4a8a"\n',
        "dusk_theme/templates/partials/footer.html": (
            '<footer>Dusk</footer>{% include "@calm/partials/footer.html" %}\n'
        ),
        "dusk_theme/static/style.css": ".of-dusk { color: var(--accent) }\n",
        "dusk_theme/strings/en.toml": 'home = "Beginning"\n',
    }.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")
    said = run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", source])
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    place = tmp_path / "installed"
    said += run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", "--target", place, wheel]
    )
    site.write(POST)
    site.settings('[theme]\nname = "dusk"\n')

    paths = os.pathsep.join([str(place), *filter(None, sys.path)])
    command = [sys.executable, "-m", "therapyblog"]
    said += run([*command, "build", site.folder, "--strict", "--today", "2026-11-23"], PYTHONPATH=paths)
    listed = run([*command, "theme", "list"], PYTHONPATH=paths)
    checked = run([*command, "theme", "check", "dusk"], PYTHONPATH=paths)

    assert "<footer>Dusk</footer>" in site.page("/a/"), said
    assert "Beginning" in site.page("/a/")
    _, text = style(site)
    assert ".of-dusk" in text
    assert "--accent: #5b4a8a;" in text
    assert re.search(r"^dusk  ?\(installed, extends calm\)$", listed, re.MULTILINE)
    assert checked == "dusk: 0 errors, 0 warnings\n"


def run(command: list[object], **more: str) -> str:
    """Run a command that must succeed; return what it printed."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, env={**os.environ, **more}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_setting_of_the_shipped_themes_is_in_the_manual():
    manual = README.parent.parent.joinpath("settings.md").read_text(encoding="utf-8")
    folder = README.parent.parent.parent / "themes"
    rows = {line.split("`")[1]: line for line in manual.splitlines() if line.startswith("| `")}
    for name in ("base", "calm", "clinic", "journal"):
        for setting, entry in tomllib.loads((folder / name / "theme.toml").read_text("utf-8"))["settings"].items():
            assert entry["help"], setting
            assert entry["default"] == "" or f"`{_toml(entry['default'])}`" in rows[setting], (name, setting)


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other links")
def test_a_theme_reads_no_file_outside_its_folder(site: SmallSite, tmp_path: Path):
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/key.txt").write_text("SECRET", encoding="utf-8")
    site.write(POST)
    use(
        site,
        '"mine"',
        **{
            "theme.toml": 'extends = "base"\n',
            "templates/post.html": "[{% include 'leak.txt' ignore missing %}{% include 'd/key.txt' ignore missing %}]",
            "static/there.txt": "kept",
        },
    )
    folder = site.folder / "themes/mine"
    (folder / "templates/leak.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "templates/d").symlink_to(tmp_path / "secrets")
    (folder / "static/leak.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "static/d").symlink_to(tmp_path / "secrets")
    (folder / "static/same.txt").symlink_to("there.txt")

    result = site.build()

    assert result.published
    assert [(found.code, found.at.path.removeprefix("themes/mine/")) for found in result.problems] == [
        ("TB-FILE-005", place) for place in ("static/d", "static/leak.txt", "templates/d", "templates/leak.txt")
    ]
    assert site.page("/a/") == "[]\n"
    assert not any(b"SECRET" in content for content in site.tree().values())
    assert sum(content == b"kept" for content in site.tree().values()) == 2
