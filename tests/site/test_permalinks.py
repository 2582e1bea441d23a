"""Who answers at which address, and what happens when two want the same."""

from __future__ import annotations

from support.rows import every_row
from support.site import codes, post, told


def page(title, **settings):
    return post(title, "Some words.", **settings)


def problem(result):
    """Return the only problem of a build that published nothing."""
    (found,) = result.problems
    assert not result.published
    return str(found)


@every_row(
    "pattern, dated, undated",
    [
        ("/{slug}/", "/on-sleep/", "/no-date/"),
        ("/blog/{slug}/", "/blog/on-sleep/", "/blog/no-date/"),
        ("/{year}/{slug}/", "/2026/on-sleep/", "/no-date/"),
        ("/{year}/{month}/{day}/{slug}/", "/2026/03/05/on-sleep/", "/no-date/"),
        ("/writing/{year}-{month}/{slug}/", "/writing/2026-03/on-sleep/", "/writing/no-date/"),
        ("/{year}-{slug}/", "/2026-on-sleep/", "/no-date/"),
        ("/notes/on-{slug}/", "/notes/on-on-sleep/", "/notes/on-no-date/"),
    ],
)
def test_posts_follow_the_pattern_and_leave_out_what_has_no_date(site, pattern, dated, undated):
    site.settings(f'[permalinks]\npost = "{pattern}"\n')
    site.write({"posts/deep/er/On Sleep.md": post("Sleep", date="2026-03-05"), "posts/no-date.md": post("No date")})
    site.published()

    assert site.exists(dated)
    assert site.exists(undated)
    assert site.html(dated).css_first("h1").text() == "Sleep"


def test_every_kind_has_its_place(site):
    site.write(
        {
            "posts/a.md": post(
                "A", "[x](/media/sub/leaflet.pdf)", topic="Sleep & rest", tags="[First session]", series="On endings"
            ),
            "pages/about.md": page("About"),
            "pages/legal/privacy.md": page("Privacy"),
            "static/robots-are.txt": "static",
            "static/.well-known/security.txt": "well known",
            "media/sub/leaflet.pdf": b"%PDF",
        }
    )
    site.published()

    assert [path for path in site.tree() if not path.startswith("assets/")] == [
        ".well-known/security.txt",
        "404.html",
        "a/index.html",
        "about/index.html",
        "blog/index.html",
        "feed.json",
        "feed.xml",
        "index.html",
        "media/sub/leaflet.pdf",
        "privacy/index.html",
        "robots-are.txt",
        "robots.txt",
        "series/index.html",
        "series/on-endings/feed.json",
        "series/on-endings/feed.xml",
        "series/on-endings/index.html",
        "sitemap.xml",
        "tags/first-session/index.html",
        "team/ada-moss/index.html",
        "team/index.html",
        "topics/sleep-rest/index.html",
    ]


def test_patterns_of_the_other_kinds(site):
    site.settings(
        '[permalinks]\npage = "/p/{slug}/"\npractitioner = "/people/{slug}/"\nseries = "/threads/{slug}/"\n'
        'topic = "/about-{slug}/"\ntag = "/t/{slug}/"\nblog = "/journal/"\n',
        posts_per_page="1",
    )
    site.write(
        {
            "posts/a.md": post("A", topic="Sleep", tags="[rest]", series="Nights"),
            "posts/b.md": post("B", "[A](a.md) [sleep](/about-sleep/) [blog](/journal/page/2/)"),
            "pages/fees.md": page("Fees"),
        }
    )
    site.published()

    for url in ("/p/fees/", "/people/ada-moss/", "/threads/nights/", "/threads/nights/feed.xml", "/about-sleep/"):
        assert site.exists(url), url
    assert site.exists("/t/rest/")
    assert site.exists("/journal/")
    assert site.exists("/journal/page/2/")
    assert not site.exists("/blog/")


def test_a_slug_of_ones_own(site):
    site.write(
        {"posts/2026-03-05-a-draft-name.md": post("A", slug="Brief-Encounter"), "posts/b.md": post("B", slug="été")}
    )
    site.published()

    assert site.exists("/Brief-Encounter/")
    assert site.exists("/été/")


@every_row(
    "slug, why",
    [
        ('"a/b"', "it holds '/'"),
        ('".."', "it means another folder"),
        ("con", "Windows keeps this name for itself"),
        ("LPT1.txt", "Windows keeps this name for itself"),
        ('"a."', "it begins or ends with a space, or ends with a dot"),
        ('"a:b"', "it holds ':'"),
        ('"a%2Fb"', "it holds '%'"),
        ("a\u200bb", "it holds an invisible sign"),
        ("é" * 61, "it is longer than 120 bytes"),
    ],
)
def test_a_slug_that_cannot_be_part_of_an_address(site, slug, why):
    site.write({"posts/a.md": post("On sleep", slug=slug)})
    result = site.build()

    shown = slug.strip('"')
    expected = f"posts/a.md:3:7: error TB-URL-002: the slug “{shown}” cannot be used: {why}"
    assert problem(result) == expected
    assert result.problems[0].fix == "write slug: on-sleep"


COLLISIONS = {
    "two posts": (
        {"posts/one/a.md": post("A"), "posts/two/a.md": post("A again")},
        "posts/two/a.md:2:8: error TB-URL-001: posts/one/a.md and posts/two/a.md want the same address /a/",
    ),
    "a post and a page": (
        {"posts/about.md": post("About sleep"), "pages/about.md": page("About")},
        "posts/about.md:2:8: error TB-URL-001: pages/about.md and posts/about.md want the same address /about/",
    ),
    "case only": (
        {"posts/a.md": post("A", slug="Sleep"), "posts/b.md": post("B", slug="sleep")},
        "posts/b.md:3:7: error TB-URL-001: posts/a.md and posts/b.md want the same address /Sleep/ and /sleep/",
    ),
    "a folded sharp s": (
        {"posts/a.md": post("A", slug="straße"), "posts/b.md": post("B", slug="strasse")},
        "posts/b.md:3:7: error TB-URL-001: posts/a.md and posts/b.md want the same address /straße/ and /strasse/",
    ),
    "an alias and a post": (
        {"posts/a.md": post("A", aliases="[/b]"), "posts/b.md": post("B")},
        "posts/a.md:3:10: error TB-URL-001: posts/b.md and an alias in posts/a.md want the same address /b/",
    ),
    "two aliases": (
        {"posts/a.md": post("A", aliases="[/old]"), "posts/b.md": post("B", aliases="[/old/]")},
        (
            "posts/b.md:3:10: error TB-URL-001: "
            "an alias in posts/a.md and an alias in posts/b.md want the same address /old/"
        ),
    ),
    "a file name with spaces": (
        {"posts/my own a.md": post("A", slug="a"), "posts/two a.md": post("A again", slug="a")},
        "posts/two a.md:3:7: error TB-URL-001: posts/my own a.md and posts/two a.md want the same address /a/",
    ),
    "a post and the archive": (
        {"posts/blog.md": post("Blog")},
        "posts/blog.md:2:8: error TB-URL-001: posts/blog.md and the blog's archive want the same address /blog/",
    ),
    "a page and the list of series": (
        {"pages/series.md": page("Series"), "posts/a.md": post("A", series="On sleep")},
        "pages/series.md:2:8: error TB-URL-001: pages/series.md and the list of series want the same address /series/",
    ),
    "an alias and the archive": (
        {"posts/a.md": post("A", aliases="[/blog/]")},
        "posts/a.md:3:10: error TB-URL-001: the blog's archive and an alias in posts/a.md want the same address /blog/",
    ),
    "a static file and a page": (
        {"static/about/index.html": "<p>Mine", "pages/about.md": page("About")},
        (
            "static/about/index.html: error TB-URL-001: "
            "pages/about.md and static/about/index.html want the same address /about/ and /about/index.html"
        ),
    ),
    "a static file and robots.txt": (
        {"static/robots.txt": "User-agent: *"},
        "static/robots.txt: error TB-URL-001: robots.txt and static/robots.txt want the same address /robots.txt",
    ),
    "a static file where a folder must be": (
        {"static/about": "no extension", "pages/about.md": page("About")},
        (
            "pages/about.md:2:8: error TB-URL-001: "
            "static/about and pages/about.md want the same address /about and /about/"
        ),
    ),
    "an old page where a folder must be": (
        {"posts/a.md": post("A", aliases="[/old.html, /old.html/more/]")},
        (
            "posts/a.md:3:10: error TB-URL-001: an alias in posts/a.md and an alias in posts/a.md "
            "want the same address /old.html and /old.html/more/"
        ),
    ),
    "two home pages": (
        {"pages/index.md": page("Home"), "pages/x/index.md": page("Another", slug="index")},
        "pages/x/index.md:3:7: error TB-URL-001: pages/index.md and pages/x/index.md want the same address /",
    ),
}


@every_row("kind", COLLISIONS)
def test_two_files_with_one_address_are_an_error_that_names_both(site, kind):
    files, expected = COLLISIONS[kind]
    site.write({"posts/z.md": post("Z"), **files})
    result = site.build()

    assert problem(result) == expected
    assert not (site.folder / "public").exists()


def test_a_draft_may_share_an_address_until_it_is_published(site):
    site.write({"posts/a.md": post("A"), "posts/new/a.md": post("A, rewritten", status="draft")})

    assert site.build().published
    assert codes(site.build(drafts=True)) == ["TB-URL-001"]


def test_two_documents_of_every_kind_are_told_at_once(site):
    site.write({f"posts/{folder}/a.md": post(f"A, {folder}") for folder in ("x", "y", "z")})

    assert codes(site.build()) == ["TB-URL-001", "TB-URL-001"]


def test_the_page_called_index_is_the_home_page(site):
    site.write({"pages/index.md": page("A quiet place", subtitle="In Leith"), "posts/a.md": post("A")})
    site.published()

    home = site.html("/")
    assert home.css_first("h1").text() == "A quiet place"
    assert home.css_first("title").text() == "Still Water"
    assert "Some words." in home.css_first("main").text()
    assert not site.exists("/index/")
    assert [link.attributes["href"] for link in home.css(".site-brand")] == ["./"]


def test_there_is_a_home_page_without_a_page_for_it(site):
    site.published()

    assert site.html("/").css_first("h1").text() == "Still Water"
    assert site.exists("/404.html")


# Aliases


@every_row(
    "alias, file",
    [
        ("/old/post", "old/post/index.html"),
        ("/old/post/", "old/post/index.html"),
        ("old/post", "old/post/index.html"),
        ("/old/post.html", "old/post.html"),
        ("/old/index.html", "old/index.html"),
        ("/my-index.html", "my-index.html"),
        ("/myindex.html", "myindex.html"),
        ("/2019/03/post.htm", "2019/03/post.htm"),
        ("/old/?utm=1#top", "old/index.html"),
        ("/caf%C3%A9/", "café/index.html"),
        ("/blog/v1.2", "blog/v1.2/index.html"),
    ],
)
def test_an_old_address_leads_to_the_new_one(site, alias, file):
    site.write({"posts/deep/a.md": post("A", aliases=f'["{alias}"]')})
    site.published()

    stub = site.html(f"/{file}")
    up = "../" * file.count("/")
    assert stub.css_first('link[rel="canonical"]').attributes["href"] == "https://stillwater.example/a/"
    assert stub.css_first('meta[http-equiv="refresh"]').attributes["content"] == f"0; url={up}a/"
    assert [link.attributes["href"] for link in stub.css("a")] == [f"{up}a/"]
    assert f"/{file}" not in site.text("sitemap.xml")


@every_row("kind", ["pages/x.md", "practitioners/x.md", "series/x.md"])
def test_everything_written_may_have_had_another_address(site, kind):
    site.write({kind: page("X", aliases="[/old/]", name="X"), "posts/a.md": post("A", series="x", author="ada-moss")})
    result = site.build()

    assert result.published, told(result)
    assert 'http-equiv="refresh"' in site.page("/old/")


@every_row(
    "alias, why",
    [
        ("/../etc/passwd", "it means another folder"),
        ("/%2e%2e/x", "it means another folder"),
        ("https://elsewhere.example/x", "it is not below this site"),
        ("//elsewhere.example/x", "it is not below this site"),
        ("/a/con/b", "Windows keeps this name for itself"),
        ("/a//b", "it is empty"),
        ("/a\\\\b", "it holds '\\\\'"),
    ],
)
def test_an_old_address_that_cannot_be_used(site, alias, why):
    site.write({"posts/a.md": post("A", aliases=f'["{alias}"]')})
    found = problem(site.build())

    assert found.startswith("posts/a.md:3:")
    assert found.endswith(f"cannot be used: {why}")


def test_an_alias_that_is_given_twice_or_is_the_address_itself_does_no_harm(site):
    site.write({"posts/a.md": post("A", aliases="[/old, /old/, /a/]")})
    site.published()

    assert site.html("/a/").css_first("h1").text() == "A"


def test_the_alias_of_a_held_post_is_gone(site):
    site.write({"posts/a.md": post("A", aliases="[/old]"), "posts/b.md": post("B")})
    site.published()
    assert site.exists("/old/")

    site.edit("posts/a.md", "aliases", "status: draft\naliases")
    site.build()
    assert not site.exists("/old/")
