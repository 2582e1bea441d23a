"""Settings by the names that other programs give them: told once a site, with counts and what each is called here."""

from __future__ import annotations

from support.injection import PNG
from support.rows import every_row
from support.site import SmallSite, codes, told
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.foreign_names import FOREIGN_NAMES
from therapyblog.settings.hold_rules import fold
from therapyblog.similar import slip

JEKYLL = "layout: post\npermalink: /2015/{n}/\ncategories: [rest, work]\nexcerpt: Short.\ncomments: true\n"


def post(settings: str = "", title: str = "A") -> str:
    return f"---\ntitle: {title}\n{settings}---\nWords on {title}.\n"


def test_one_line_says_it_for_the_whole_site(site: SmallSite):
    site.write({f"posts/{n}.md": post(JEKYLL.format(n=n), f"Title {n}") for n in range(1, 6)})
    site.write(
        {
            "posts/0.md": post(JEKYLL.format(n=0) + "Last-Mod: 2020-01-01\n"),
            "pages/about.md": post("tags: [a]\n", "About"),
        }
    )

    (found,) = site.build().problems

    assert (found.code, found.severity, str(found.at)) == ("TB-SET-014", "warning", "posts/0.md:3:9")
    assert found.says == (
        "settings of other programs are not read here: `categories` (6 files, first posts/0.md:5) is `topic` or `tags` "
        "here; `excerpt` (6 files, first posts/0.md:6) is `description` here; `permalink` (6 files, first "
        "posts/0.md:4) is `aliases` here; `Last-Mod` (posts/0.md:8) is `updated` here; nothing here is called "
        "`comments` (6 files, first posts/0.md:7), `layout` (6 files, first posts/0.md:3)"
    )


@every_row("name, ours", [("image", "photo"), ("portrait", "photo"), ("qualifications", "credentials")])
def test_what_a_practitioner_s_file_calls_otherwise(name: str, ours: str, site: SmallSite):
    site.write({"practitioners/ada-moss.md": f"---\nname: Ada Moss\n{name}: x\n---\nWords.\n"})

    (found,) = site.build().problems

    assert found.says == (
        f"settings of other programs are not read here: `{name}` (practitioners/ada-moss.md:3) is `{ours}` here"
    )


@every_row(
    "line, ours",
    [
        ("url: /old/", "aliases"),
        ("redirect_from: [/old/]", "aliases"),
        ("category: Sleep", "topic"),
        ("summary: Short", "description"),
        ("featured_image: /media/x.jpg", "image"),
        ("cover: {image: x.jpg}", "image"),
        ("thumbnail: x.jpg", "image"),
        ("header: {teaser: x.jpg}", "image"),
        ("lastmod: 2020-01-01", "updated"),
        ("modified: 2020-01-01", "updated"),
        ("datum: 2020-01-01", "date"),
        ("created: 2020-01-01", "date"),
        ("lang: de", "language"),
        ("templateKey: blog-post", "template"),
        ("content_warning: grief", "content_note"),
        ("tagline: Short", "subtitle"),
        ("toc: true", ""),
        ("comments: off", ""),
        ("weight: 5", ""),
    ],
)
def test_the_words_of_the_field_are_known(site: SmallSite, line: str, ours: str):
    site.write({"posts/a.md": post(f"{line}\n")})

    (found,) = site.build().problems

    assert found.code == "TB-SET-014"
    assert (f"`{ours}`" if ours else "nothing here is called") in found.says
    assert "did you mean" not in found.says + found.fix
    assert not site.build(strict=True).published


@every_row(
    "settings, template",
    [
        ("mood: hopeful\nroom: 4\n", ""),
        ("layout:\n", ""),
        ("published: true\ndraft: false\n", ""),
        ("cover: x.jpg\n", "{{ post.extra.cover }}"),
        ("cover: x.jpg\nweight: 3\n", "{{ post.extra['cover'] }}{{ post.extra.get('weight') }}"),
        ("cover: x.jpg\n", "{% if 'cover' in post.extra %}Yes{% endif %}"),
        ("cover: x.jpg\n", "{% for name, value in post.extra.items() %}{{ name }}{% endfor %}"),
        ("image: {path: /media/x.png, alt: A boat}\nauthor: {name: Ada Moss}\n", ""),
        ("authors: [{name: Ada Moss}]\n", ""),
    ],
)
def test_what_a_theme_reads_and_what_nobody_else_has_is_not_told(site: SmallSite, settings: str, template: str):
    site.write({"posts/a.md": post(settings), "media/x.png": PNG})
    if template:
        extends = '{% extends "@base/post.html" %}{% block post_end %}{{ super() }}'
        site.write({"theme/templates/post.html": f"{extends}{template}{{% endblock %}}"})

    result = site.build()

    assert not result.problems, told(result)


def test_what_may_stay_as_it_is_is_not_told(site: SmallSite):
    site.settings('[content]\nordinary_keys = ["layout", "my-weight", "Weight"]\n')
    site.write({"posts/a.md": post("layout: post\nweight: 5\n")})

    assert not site.build().problems


def test_what_it_is_called_here_is_a_setting_of_some_text():
    known = {name for group in DOCUMENTS.values() for name in group.table}
    ours = {fold(name) for name in known}

    assert {one for names in FOREIGN_NAMES.values() for one in names.split(" or ") if one} <= known
    for group in DOCUMENTS.values():
        assert not {fold(name) for name in group.table} - ours
    assert all(name == fold(name) for name in FOREIGN_NAMES)


@every_row(
    "typed, meant",
    [
        ("titel", "title"),
        ("discripton", "description"),
        ("descripton", "description"),
        ("auhtor", "author"),
        ("authr", "author"),
        ("tgas", "tags"),
        ("tagss", "tags"),
        ("subtitl", "subtitle"),
        ("refrences", "references"),
        ("updatd", "updated"),
        ("created", ""),
        ("toc", ""),
        ("templateKey", ""),
        ("edit", ""),
        ("tabs", ""),
        ("rated", ""),
        ("dates-of-talks", ""),
        ("mood", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_name_is_suggested_only_where_it_is_near(typed: str, meant: str):
    assert slip(typed, tuple(DOCUMENTS["post"].table)) == meant


def test_two_settings_of_a_kind_are_still_near_misses(site: SmallSite):
    site.write({"posts/a.md": post("subtitl: B\n")})

    assert codes(site.build()) == ["TB-SET-009"]
