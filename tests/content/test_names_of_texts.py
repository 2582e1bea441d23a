"""What the name of a text decides: that it is one, its slug and its day."""

from __future__ import annotations

from support.rows import every_row
from support.site import SmallSite, codes, post, told


@every_row("end", ["md", "markdown", "mdown", "mkd", "MD", "Markdown"])
def test_a_text_may_have_any_of_the_usual_ends(site: SmallSite, end: str):
    site.write(
        {
            f"posts/rest.{end}": "---\ntitle: Rest\n---\nSleep.\n",
            f"pages/about.{end}": "---\ntitle: About\n---\nWords.\n",
        }
    )

    result = site.build()

    assert result.published, told(result)
    assert {"rest/index.html", "about/index.html"} <= {*site.tree()}


@every_row("other", ["posts/rest.markdown", "posts/Rest.mkd", "posts/rest.mdown"])
def test_two_texts_that_differ_in_the_end_of_their_names_are_an_error_that_names_both(site: SmallSite, other: str):
    site.write({"posts/rest.md": "---\ntitle: A\n---\nOn A.\n", other: "---\ntitle: B\nstatus: draft\n---\nOn B.\n"})

    result = site.build()

    assert codes(result) == ["TB-FILE-006"]
    assert "posts/rest.m" in str(result.problems[0].at) + result.problems[0].says
    assert other in str(result.problems[0].at) + result.problems[0].says


@every_row(
    "path, url, day",
    [
        ("posts/2015-05-21-rest.md", "/rest/", "2015-05-21"),
        ("posts/2015_5_1_rest.md", "/rest/", "2015-05-01"),
        ("posts/old/2015.05.21 Rest well.markdown", "/rest-well/", "2015-05-21"),
        ("posts/2015/05/21/rest.md", "/rest/", "2015-05-21"),
        ("posts/2015-05-21.md", "/2015-05-21/", "2015-05-21"),
        ("posts/2015-05-21-.md", "/2015-05-21/", "2015-05-21"),
        ("posts/2015-13-41-rest.md", "/2015-13-41-rest/", ""),
        ("posts/2015-05-rest.md", "/2015-05-rest/", ""),
        ("posts/24-7-365-rest.md", "/24-7-365-rest/", ""),
        ("pages/2015-05-21-rest.md", "/2015-05-21-rest/", ""),
    ],
)
def test_a_date_in_the_name_of_a_post_is_its_day_and_no_part_of_its_address(
    site: SmallSite, path: str, url: str, day: str
):
    site.write({path: "---\ntitle: Rest\n---\nSleep.\n"})

    result = site.build()

    assert result.published, told(result)
    assert f'datetime="{day}"' in site.text(f"{url[1:]}index.html") if day else f"{url[1:]}index.html" in site.tree()


def test_what_the_settings_say_comes_before_the_name(site: SmallSite):
    site.write({"posts/2015-05-21-rest.md": "---\ntitle: Rest\ndate: 2016-01-02\nslug: 2015-rest\n---\nSleep.\n"})

    assert site.build().published
    assert 'datetime="2016-01-02"' in site.text("2015-rest/index.html")


@every_row(
    "pattern, url",
    [
        ("/{year}/{month}/{day}/{slug}/", "/2015/05/21/rest/"),
        ("/{year}-{month}-{day}-{slug}/", "/2015-05-21-rest/"),
        ("/{year}/{month}/{day}/{slug}.html", "/2015/05/21/rest.html"),
        ("/blog/{slug}.html", "/blog/rest.html"),
    ],
)
def test_an_older_blog_keeps_its_addresses(site: SmallSite, pattern: str, url: str):
    site.settings(f'[permalinks]\npost = "{pattern}"\n')
    site.write(
        {
            "posts/2015-05-21-rest.md": "---\ntitle: Rest\naliases: /old.html\n---\nSee [it](2015-05-23-work.md#a).\n",
            "posts/2015-05-23-work.md": f"---\ntitle: Work\n---\n## A\n\nSee [it]({url}), [blog](/blog/).\n",
        }
    )

    result = site.build()

    assert result.published, told(result)
    file = f"{url[1:]}index.html" if url.endswith("/") else url[1:]
    page, other = site.text(file), site.text(file.replace("21", "23").replace("rest", "work"))
    up = "../" * file.count("/")
    assert f'<link rel="canonical" href="https://stillwater.example{url}">' in page
    assert f'href="{up}{url[1:]}"' in other
    assert f'href="{up}blog/"' in other
    assert f"{url.replace('21', '23').replace('rest', 'work')[1:]}#a" in page
    for name in ("sitemap.xml", "feed.xml", "old.html"):
        assert f"https://stillwater.example{url}" in site.text(name), name
    site.build(for_disk=True)
    assert f'href="{up}{file}"' in site.text(file.replace("21", "23").replace("rest", "work"))


@every_row("kind", ["series", "topic", "tag", "blog"])
def test_what_has_something_below_it_has_no_address_of_a_file(site: SmallSite, kind: str):
    slug = "" if kind == "blog" else "/{slug}"
    site.settings(f'[permalinks]\n{kind} = "/x{slug}.html"\n')

    assert codes(site.build()) == ["TB-CONF-003"]


def test_undated_posts_keep_the_end_of_their_addresses(site: SmallSite):
    site.settings('[permalinks]\npost = "/{year}-{month}-{day}-{slug}.html"\n')
    site.write({"posts/rest.md": "---\ntitle: Rest\n---\nWords.\n"})

    assert site.build().published
    assert "rest.html" in site.tree()


@every_row(
    "language, name, slug",
    [
        ("de", "Über Ängste & Grüße", "ueber-aengste-gruesse"),
        ("de-AT", "Größe", "groesse"),
        ("en", "Über naïve cafés", "uber-naive-cafes"),
        ("da", "Smørrebrød på Ærø", "smoerrebroed-paa-aeroe"),
        ("nb", "Å være", "aa-vaere"),
        ("sv", "Ångest, ägg och öl", "angest-agg-och-ol"),
        ("fi", "Mielenterveystyö", "mielenterveystyo"),
        ("pl", "Zażółć gęślą jaźń", "zazolc-gesla-jazn"),
        ("tr", "Işık ve ığdır, İstanbul", "isik-ve-igdir-istanbul"),
        ("is", "Þetta er að", "thetta-er-ad"),
        ("fr", "L’été œuvre", "lete-oeuvre"),
    ],
)
def test_addresses_are_written_as_natives_write_them(site: SmallSite, language: str, name: str, slug: str):
    site.settings("", language=f'"{language}"')
    site.write({f"posts/{name}.md": f"---\ntitle: A\ntags: ['{name}']\n---\n## {name}\n"})

    result = site.build()

    assert f"{slug}/index.html" in site.tree(), told(result)
    assert f"tags/{slug}/index.html" in site.tree()
    assert f'id="{slug}"' in site.text(f"{slug}/index.html")


def test_a_post_in_another_language_than_the_site_has_its_own_address_but_shares_tags_and_series(site: SmallSite):
    same = "tags: [Grüße]\nseries: Größe\n"
    site.write(
        {
            "posts/Ängste.md": f"---\ntitle: A\nlanguage: de\n{same}---\n",
            "posts/fears.md": f"---\ntitle: B\n{same}---\n",
            "series/Größe.md": "---\ntitle: Größe\nlanguage: de\n---\n",
        }
    )

    assert site.build().published
    assert {"aengste/index.html", "tags/grusse/index.html", "series/grosse/index.html"} <= {*site.tree()}
    assert "tags/gruesse/index.html" not in site.tree()


def test_names_that_differ_in_a_sign_are_different_tags(site: SmallSite):
    site.write(
        {"posts/a.md": "---\ntitle: A\ntags: [C, C++, 'C#', 'F#', .NET, net, 'LGBTQ+', 'LGBTQ', '#1']\n---\nW.\n"}
    )

    assert site.build().published
    found = {path.split("/")[1] for path in site.tree() if path.startswith("tags/")}
    assert found == {"c", "c-plus-plus", "c-sharp", "f-sharp", "dot-net", "net", "lgbtq-plus", "lgbtq", "1"}


def test_posts_of_two_days_with_one_name_are_told_how_both_keep_it(site: SmallSite):
    site.write({f"posts/{year}-05-21-news.md": post(f"News of {year}") for year in (2015, 2016)})

    (found,) = site.build().problems

    assert found.code == "TB-URL-001"
    assert found.fix.endswith('write post = "/{year}/{month}/{day}/{slug}/" below [permalinks] in therapyblog.toml')
    site.settings('[permalinks]\npost = "/{year}/{month}/{day}/{slug}/"\n')
    assert site.build().published
