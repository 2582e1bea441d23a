"""Settings of a theme and its tokens: declared in theme.toml, changed by a site, read by the style sheet, readable."""

from __future__ import annotations

import re

import pytest

from support.rows import every_row
from support.site import codes, post, told
from therapyblog.theme.contrast import contrast, nearest_passing

TOML = """\
extends = "base"
[settings.tone]
type = "colour"
default = ""
sets = ["accent", "link"]
[settings.tone_dark]
type = "colour"
default = ""
sets_dark = ["accent"]
[settings.shape]
type = "choice"
choices = ["soft", "sharp"]
default = "soft"
[settings.shape.tokens.sharp]
radius = 0
light = { line = "#000000" }
[settings.airy]
type = "boolean"
default = false
[settings.airy.tokens.true]
air = "2rem"
[settings.corner]
type = "number"
default = ""
min = 0
max = 3
unit = "em"
sets = ["corner"]
[settings.letters]
type = "font"
default = ""
sets = ["font-text"]
[settings.picture]
type = "picture"
default = ""
[tokens]
corner = "1em"
[tokens.light]
accent = "#174f78"
[tokens.dark]
accent = "#9ccbf0"
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>'


def use(site, values="", toml=TOML, **files):
    """Have the site use a theme of its own with these values."""
    site.settings(f'[theme]\nname = "mine"\n{values}')
    site.write({"posts/a.md": post("A"), "themes/mine/theme.toml": toml, **files})


def tokens(site):
    """Return the custom properties that the theme's settings decide: in the light colours, and in the dark."""
    (name,) = (path for path in site.tree() if re.fullmatch(r"assets/style\.[0-9a-f]{10}\.css", path))
    block = site.text(name).rpartition("@layer theme {\n:root {")[2]
    light, _, dark = block.partition("@media")
    return tuple(dict(re.findall(r"--([\w-]+): ([^;]+);", part)) for part in (light, dark))


def test_the_tokens_of_a_theme_are_those_of_its_parents_and_its_own(site):
    use(site)
    site.published()

    light, dark = tokens(site)
    assert (light["corner"], light["accent"], dark["accent"]) == ("1em", "#174f78", "#9ccbf0")
    assert light["paper"] == "#fff"
    assert "corner" not in dark
    assert "style=" not in site.page("/a/")


def test_values_of_the_site_become_custom_properties(site):
    use(site, 'shape = "sharp"\nairy = true\ncorner = 2.5\nletters = "\'Gill Sans\', Georgia, serif"\n')
    site.published()

    light, _ = tokens(site)
    assert {name: light[name] for name in ("radius", "line", "air", "corner", "font-text")} == {
        "radius": "0",
        "line": "#000000",
        "air": "2rem",
        "corner": "2.5em",
        "font-text": "'Gill Sans', Georgia, serif",
    }


@every_row("look", ["base", "calm", "clinic", "journal"])
def test_quiet_text_of_our_looks_has_seven_to_one(site, look):
    """WCAG 2.2, 1.4.6: more than is asked of a theme, for what is small and soft is read worst."""
    site.settings(f'[theme]\nname = "{look}"\n')
    site.published()

    light, dark = tokens(site)
    for colours in (light, light | dark):
        found = {name: colours[value[6:-1]] if value.startswith("var(") else value for name, value in colours.items()}
        for ground in ("paper", "surface", "sunken", "tint"):
            assert contrast(found["ink-soft"], found[ground]) >= 7, ground
        for ground in ("deep", "call"):
            assert contrast(found["on-deep-soft"], found[ground]) >= 7, ground


def test_a_colour_for_the_light_gets_a_shade_for_the_dark_that_can_be_read(site):
    use(site, 'tone = "#7a2f5a"\n')
    site.published()

    light, dark = tokens(site)
    assert light["accent"] == light["link"] == "#7a2f5a"
    assert dark["accent"] != "#7a2f5a"
    assert contrast(dark["link"], dark["paper"]) >= 4.5
    assert contrast(dark["on-accent"], dark["accent"]) >= 4.5


def test_the_dark_shade_may_be_chosen(site):
    use(site, 'tone = "#7a2f5a"\ntone_dark = "#e8b9d2"\n')
    site.published()

    assert tokens(site)[1]["accent"] == "#e8b9d2"


def test_a_changed_colour_is_a_new_style_sheet_and_incremental_is_clean(site):
    use(site, 'tone = "#7a2f5a"\n')
    site.published()
    before = {path for path in site.tree() if path.startswith("assets/style.")}

    site.edit("therapyblog.toml", "#7a2f5a", "#2f5a7a")
    site.published()
    kept = site.tree()
    assert before.isdisjoint(kept)
    site.build(cache=False)
    assert site.tree() == kept


def test_a_colour_that_cannot_be_read_is_a_warning_with_one_that_can(site):
    use(site, 'tone = "#d9c36a"\n')
    result = site.build()

    assert result.published
    assert set(codes(result)) == {"TB-THEME-009"}, told(result)
    (found,) = (one for one in result.problems if "light" in one.says)
    assert found.says.startswith(
        "in the light colours, link (#d9c36a) on tint (#e9eef0) has a contrast of 1.50, and 4.5 is needed; "
        "the same goes for link on paper, "
    )
    assert "on-accent on accent" in found.says
    assert (str(found.at), found.excerpt) == ("therapyblog.toml:11:8", 'tone = "#d9c36a"')
    better = re.search("#[0-9a-f]{6}", found.fix)[0]

    site.edit("therapyblog.toml", "#d9c36a", better)
    assert not site.build().problems


def test_a_pair_of_the_theme_itself_is_told_where_the_theme_says_it(site):
    use(site, toml='extends = "base"\n[tokens.dark]\nink = "#333333"\n')
    result = site.build()

    assert {str(found.at) for found in result.problems} == {"themes/mine/theme.toml:3:7"}, told(result)
    assert [found.says.partition(" on ")[0] for found in result.problems] == ["in the dark colours, ink (#333333)"]


def test_a_theme_names_its_own_pairs(site):
    toml = 'extends = "base"\n[tokens.light]\nmint = "#d0f0e0"\n[contrast]\nlarge = ["mint on paper"]\n'
    use(site, toml=toml)
    (found,) = (one for one in site.build().problems if "light" in one.says)

    assert "mint (#d0f0e0) on paper (#fff) has a contrast of 1.21, and 3 is needed" in found.says


@every_row("theme", ["base", "calm"])
@every_row("accent", ["#7a2f5a", "#1d5459", "#174f78", "#8a3b12", "#3d5a1f", "#4a3f8c"])
def test_the_shipped_themes_can_be_read_in_every_accent(site, theme, accent):
    site.settings(f'[theme]\nname = "{theme}"\naccent = "{accent}"\n')
    site.published()


def test_a_picture_of_a_setting_is_a_picture_with_its_size(site):
    use(
        site,
        'picture = "media/sun.svg"\n',
        **{
            "media/sun.svg": SVG,
            "themes/mine/templates/post.html": "{% set p = theme.picture %}{{ p.url }} {{ p.width }}x{{ p.height }}",
        },
    )
    site.published()
    assert site.page("/a/") == "/media/sun.svg 4x3\n"

    site.edit("therapyblog.toml", "sun.svg", "moon.svg")
    (found,) = site.build().problems
    assert (found.code, found.excerpt) == ("TB-PIC-001", 'picture = "media/moon.svg"')


@every_row(
    "value, says",
    [
        ('tone = "plum"', "`theme.tone` should be a colour such as #2f6f6a"),
        ("tone = 5", "`theme.tone` should be a colour such as #2f6f6a"),
        ("corner = 4", "`theme.corner` should be at least 0 and at most 3"),
        ("corner = -1", "`theme.corner` should be at least 0 and at most 3"),
        ('airy = "yes"', "`theme.airy` should be true or false"),
        ('shape = "round"', "`theme.shape` should be one of soft, sharp"),
        ('letters = "Georgia; } body { display: none"', "`theme.letters` should be the names of fonts with commas"),
        ('letters = "url(https://x.example/f)"', "`theme.letters` should be the names of fonts with commas"),
        ('letters = ""', "`theme.letters` should be the names of fonts with commas"),
        ("picture = 5", "`theme.picture` should be the path of a picture"),
        ('picutre = "a.png"', "the theme “mine” has no setting `picutre`"),
    ],
)
def test_a_value_that_is_none_is_told_with_its_line(site, value, says):
    use(site, f"{value}\n")
    (found,) = site.build().problems

    assert (found.code, found.excerpt, found.at.line) == ("TB-THEME-008", value, 11)
    assert found.says.startswith(says)


@every_row(
    "declared, line, says",
    [
        ("[tokens]\nink = true", 3, "the token `ink` should be a value of CSS"),
        ('[tokens.light]\nink = "#000; } body { x: y"', 3, "the token `ink` should be a value of CSS"),
        ('[tokens]\nground = "url(https://x.example/a.png)"', 3, "the token `ground` should be a value of CSS"),
        ('[tokens]\nInk = "#000"', 3, "“Ink” is no name for a token"),
        ("tokens = 5", 2, "`tokens` should be a group"),
        ('[contrast]\ntext = ["ink over paper"]', 3, "“ink over paper” does not say which token stands on which"),
        ("[contrast]\nsmall = []", 3, "`contrast` may have text, large, shapes"),
        ('[settings.a]\ntype = "colour"\nsets = "accent"', 2, "the setting `a` has a `sets` that is no list of names"),
        ('[settings.a]\ntype = "text"\ndefaut = "x"', 2, "the setting `a` has `defaut`, which is not known"),
        (
            '[settings.a]\ntype = "choice"\nchoices = ["x"]\ntokens = { y = {} }',
            2,
            "the setting `a` has `tokens.y`, which is none of its choices",
        ),
        ("theme_api = 2", 2, "this theme is too new: it is written for version 2 of the template contract"),
        ("theme_api = 0", 2, "this theme is too old: it is written for version 0 of the template contract"),
        ('theme_api = "1"', 2, "`theme_api` should be a number"),
    ],
)
def test_what_a_theme_declares_wrongly_is_told_with_its_line(site, declared, line, says):
    use(site, toml=f'extends = "base"\n{declared}\n')
    (found,) = site.build().problems

    assert (found.code, found.at.path, found.at.line) == ("TB-THEME-002", "themes/mine/theme.toml", line)
    assert found.says.startswith(says)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.542, abs=0.001)


@every_row("colour", ["#d9c36a", "#ff0000", "#00ff00", "#0000ff", "#123456", "#000000", "#ffffff"])
@every_row("ground", ["#ffffff", "#000000", "#fbf7ef", "#122224"])
def test_the_nearest_colour_passes_and_a_colour_that_passes_stays(colour, ground):
    found = nearest_passing(colour, lambda one: contrast(one, ground) >= 4.5)

    assert contrast(found, ground) >= 4.5
    assert nearest_passing(found, lambda one: contrast(one, ground) >= 4.5) == found
    # Nearest: a step back towards where it came from would be too little.
    if contrast(colour, ground) < 4.5:
        assert contrast(found, ground) < 5.2


def test_no_colour_is_promised_where_none_passes():
    assert nearest_passing("#777777", lambda _: False) == ""
