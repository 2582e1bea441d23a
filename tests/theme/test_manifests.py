"""What a theme's folder says that nobody reads is told, on the file that says it, with what was meant."""

from __future__ import annotations

from support.rows import every_row
from support.site import SmallSite, post, told

MINE = "themes/mine/theme.toml"
BEGIN = 'name = "mine"\nextends = "calm"\n'
USES = "p { color: var(--own); margin: var(--room); }"
TOLD = {
    "a key in another language": ({MINE: BEGIN + 'autor = "W"\n'}, f"{MINE}:3:9", "did you mean `author`?"),
    "a table in the singular": ({MINE: BEGIN + "[token.light]\nown = '#000'\n"}, f"{MINE}:3", "did you mean `tokens`?"),
    "settings with a slip": ({MINE: BEGIN + "[setings.tone]\n"}, f"{MINE}:3", "did you mean `settings`?"),
    "a key of nobody": ({MINE: BEGIN + "stars = 5\n"}, f"{MINE}:3:9", "known: name, version, "),
    "another name": ({MINE: 'name = "myne"\nextends = "calm"\n'}, f"{MINE}:1:8", 'write name = "mine"'),
    "a token with a slip": ({MINE: BEGIN + "[tokens]\npapper = '#fff'\n"}, f"{MINE}:4:10", "did you mean `paper`?"),
    "a token of the dark": ({MINE: BEGIN + "[tokens.dark]\nlinc = '#fff'\n"}, f"{MINE}:4:8", "did you mean `link`?"),
    "a pair with a slip": (
        {MINE: BEGIN + "[contrast]\ntext = ['ink on papre']\n"},
        f"{MINE}:3",
        "did you mean `paper`?",
    ),
    "a setting that sets nothing": (
        {MINE: BEGIN + "[settings.mood]\ntype = 'colour'\ndefault = ''\nsets = ['acent']\n"},
        f"{MINE}:6:8",
        "did you mean `accent`?",
    ),
    "a site's theme.toml": ({"theme/theme.toml": "[tokens]\nradius = 0\n"}, "theme/theme.toml:1", "under [theme] in"),
    "a style sheet beside static": ({"theme/style.css": USES}, "theme/style.css", "move it to theme/static/style.css"),
    "a template beside templates": (
        {"theme/post.html": "x"},
        "theme/post.html",
        "move it to theme/templates/post.html",
    ),
    "a folder of partials": ({"theme/partials/x.html": "x"}, "theme/partials", "move it to theme/templates/partials"),
    "templates in the singular": (
        {MINE: BEGIN, "themes/mine/template/post.html": "x"},
        "themes/mine/template",
        "move it to themes/mine/templates",
    ),
    **{
        f"a template called {name}": (
            {f"theme/templates/{name}": "x"},
            f"theme/templates/{name}",
            f"did you mean {meant}?",
        )
        for name, meant in {
            "posts.html": "post.html",
            "Post.html": "post.html",
            "post.htm": "post.html",
            "post.html.j2": "post.html",
            "_post.html": "post.html",
            "pages.html": "page.html",
            "index.html": "home.html",
            "series-index.html": "series_index.html",
            "layouts/post.html": "post.html",
            "footer.html": "partials/footer.html",
            "includes/footer.html": "partials/footer.html",
            "partials/fotter.html": "partials/footer.html",
            "component/tip.html": "components/tip.html",
            "components/Tip.htm": "components/tip.html",
            "feed.rss": "feed.xml",
        }.items()
    },
    "a style sheet that nothing asks for": (
        {"theme/static/styles.css": "p { margin: 0; }"},
        "theme/static/styles.css",
        "call it style.css",
    ),
}
SILENT = {
    "templates that others use": {
        "theme/templates/partials/posts.html": "x",
        "theme/templates/posts.html": "{% block main %}x{% endblock %}",
        "theme/templates/tag.html": '{% extends "posts.html" %}{% block main %}{% include "partials/posts.html" %}'
        "{% endblock %}",
    },
    "a template that a text asks for": {
        "theme/templates/pages.html": "x",
        "pages/about.md": post("About", template="pages.html"),
    },
    "templates for later": {
        "theme/templates/letter.html": "x",
        "theme/templates/partials/weather.html": "x",
        "theme/templates/components/tip.html": "x",
    },
    "copies that somebody keeps": {
        "theme/templates/post.html": "x",
        "theme/templates/post.html.bak": "x",
        "theme/templates/post-old.html": "x",
    },
    "files that a template or sheet names": {
        "theme/static/mine.css": "p { margin: 0; }",
        "theme/templates/post.html": "{{ assets['mine.css'] }}",
    },
    "what is known": {
        MINE: BEGIN
        + "version = '1'\nauthor = 'W'\nlicense = 'MIT'\ndescription = 'x'\n[tokens]\nown = '#000'\nroom = '1rem'\n"
        + "[contrast]\ntext = ['ink on own']\n",
        "themes/mine/static/style.css": f"@layer theme {{ {USES} }}",
    },
    "a token that another uses": {MINE: BEGIN + "[tokens]\nleaf = '#070'\naccent = 'var(--leaf)'\n"},
    "a token that a script reads": {
        MINE: BEGIN + "[tokens]\nspeed = '2s'\n",
        "themes/mine/static/x.js": "getComputedStyle(x).getPropertyValue('--speed')",
    },
    "files about the theme": {
        MINE: BEGIN,
        "themes/mine/README.md": "x",
        "themes/mine/LICENSE": "x",
        "theme/notes.txt": "x",
    },
    "short and long colours": {MINE: BEGIN + "[tokens.light]\nink = '#123'\nedge = '#12345678'\nlink = '#1230'\n"},
}


def _site(site: SmallSite, files: dict[str, str]) -> None:
    chosen = '[theme]\nname = "mine"\n' if MINE in files else ""
    site.settings(chosen)
    site.write({**files, "posts/a.md": post("A")})


@every_row("name", TOLD)
def test_what_nobody_reads_is_told(site, name):
    files, place, fix = TOLD[name]
    _site(site, files)
    result = site.build()

    assert result.published
    (found,) = (found for found in result.problems if found.code == "TB-THEME-016")
    assert str(found.at).startswith(place), told(result)
    assert fix in found.fix, told(result)


@every_row(
    "name, fix", [("theme.tml", "rename themes/mine/theme.tml to"), ("Theme.tom", "rename"), ("x.txt", "write one")]
)
def test_a_theme_whose_settings_have_another_name_is_told(site, name, fix):
    site.settings('[theme]\nname = "mine"\n')
    site.write({f"themes/mine/{name}": BEGIN, "posts/a.md": post("A")})
    (found,) = site.build().problems

    assert found.says == "the folder themes/mine has no theme.toml"
    assert found.fix.startswith(fix)


@every_row("name", SILENT)
def test_what_is_read_is_not_told(site, name):
    _site(site, SILENT[name])
    result = site.build()

    assert result.published, told(result)
    assert "TB-THEME-016" not in told(result)


def test_the_colour_is_blamed_that_the_nearest_layer_sets(site):
    _site(site, {MINE: BEGIN + "[tokens.light]\npaper = '#1c3538'\n"})
    places = {str(found.at) for found in site.build().problems if found.code == "TB-THEME-009"}

    assert places == {f"{MINE}:4:9"}


def test_a_text_is_blamed_on_the_layer_that_changed_it(site):
    site.write({"theme/strings/en.toml": 'part_of_series = "Part {totl} of {n}"\n', "posts/a.md": post("A")})
    result = site.build()

    assert {found.at.path for found in result.problems} == {"theme/strings/en.toml"}, told(result)
    assert "did you mean {total}?" in told(result)
