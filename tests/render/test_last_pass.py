"""The last pass over a page: addresses of the site become relative to the page, and text stays as it is."""

from __future__ import annotations

import pytest

from support.rows import every_row
from support.site import post

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208060000009d74661a0000000b49444154789c6360c00500001a0001bc3ce0"
    "410000000049454e44ae426082"
)


def addresses(site, url, within="html"):
    """Return every address in the tags of a page, or of a part of it, as it is written there."""
    found = []
    for node in site.html(url).css_first(within).css("[href], [src], [srcset]"):
        found += [node.attributes[name] for name in ("href", "src", "srcset") if node.attributes.get(name) is not None]
    return found


@pytest.fixture
def deep(site):
    site.settings('[permalinks]\npost = "/writing/{year}/{slug}/"\n', posts_per_page="1")
    site.write(
        {
            "posts/a.md": post("A", "[b](b.md)\n\n![boat](/media/boat.png)", date="2026-01-01", topic="T", series="S"),
            "posts/b.md": post("B", "[a](a.md)", date="2026-01-02", topic="T", series="S", aliases="[/x/y/z, /w.html]"),
            "pages/about.md": post("About", "[a](../posts/a.md)"),
            "media/boat.png": PNG,
        }
    )
    return site


def test_no_page_at_any_depth_holds_an_address_from_the_root(deep):
    deep.published()

    pages = [path for path in deep.tree() if path.endswith(".html") and path != "404.html"]
    assert len(pages) > 12
    for path in pages:
        for address in addresses(deep, f"/{path}"):
            assert not address.startswith("/"), (path, address)


def test_the_page_for_what_is_not_there_answers_at_any_depth(deep):
    deep.published()
    for address in addresses(deep, "/404.html"):
        assert address.startswith(("/", "#", "https://", "tel:", "sms:", "mailto:")), address
    assert "/writing/2026/a/" in addresses(deep, "/404.html")

    deep.published(base_url="https://host.example/some/path/")
    assert "/some/path/writing/2026/a/" in addresses(deep, "/404.html")
    assert "/some/path/" in addresses(deep, "/404.html")


def test_below_a_path_links_stay_relative_and_the_rest_is_absolute(deep):
    deep.published()
    before = addresses(deep, "/writing/2026/a/")
    deep.published(base_url="https://host.example/some/path")
    after = addresses(deep, "/writing/2026/a/")

    assert [one for one in before if not one.startswith("http")] == [one for one in after if not one.startswith("http")]
    assert "https://host.example/some/path/writing/2026/a/" in after
    assert "stillwater.example" not in deep.page("/writing/2026/a/")
    assert "<loc>https://host.example/some/path/about/</loc>" in deep.text("sitemap.xml")
    assert "Sitemap: https://host.example/some/path/sitemap.xml" in deep.text("robots.txt")
    assert '<a href="https://host.example/some/path/writing/2026/a/">' in deep.text("feed.json").replace("\\", "")


def test_for_disk_every_link_names_a_file(deep):
    deep.published(for_disk=True)

    for path in deep.tree():
        if path.endswith(".html"):
            for address in addresses(deep, f"/{path}"):
                if not address.startswith(("#", "https:", "tel:", "sms:", "mailto:")):
                    assert not address.split("#")[0].endswith("/"), (path, address)
    assert "../../../index.html" in addresses(deep, "/writing/2026/a/")
    assert "index.html" in addresses(deep, "/404.html")
    assert '0; url=../../../writing/2026/b/index.html"' in deep.page("/x/y/z/")
    assert '0; url=writing/2026/b/index.html"' in deep.text("w.html")


TEXTS = {
    "inline code": 'Write `<a href="/x">` or `src="/y"`.',
    "a code block": '```html\n<a href="/x"><img src="/y" srcset="/z 1x"></a>\n```',
    "running text": 'He wrote href="/x" and src=\'/y\' on the board, then <a href="/z">.',
    "a link's words": '[the words href="/x"](/about/)',
    "a link's title": "[words](/about/ \"title href='/x' here\")",
    "a picture's words": "![alt with src='/x' inside](/media/boat.png)",
}


@every_row("kind", TEXTS)
def test_what_only_looks_like_an_address_is_left_alone(site, kind):
    site.write({"pages/about.md": post("About"), "media/boat.png": PNG})
    site.write({"theme/templates/plain.html": "{{ content }}"})
    site.settings("[markdown]\ntypography = false\nraw_html = 'off'\n")
    site.write({"posts/a.md": post("A", TEXTS[kind], template="plain.html")})
    result = site.build()
    assert result.published

    html = site.html("/a/")
    texts = [html.body.text(), *(node.attributes.get("alt") or "" for node in html.css("img"))]
    texts += [node.attributes.get("title") or "" for node in html.css("a")]
    text = " ".join(texts)
    for looks in ("/x", "/y", "/z"):
        assert text.count(looks) == TEXTS[kind].count(looks), (looks, text)
    for address in addresses(site, "/a/", "body"):
        assert address in ("../about/", "../media/boat.png")


def test_titles_and_descriptions_are_left_alone(site):
    site.write({"posts/a.md": post("'0; url=/x and href=\"/y\"'", description="'0; url=/x'")})
    site.settings("[markdown]\ntypography = false\n")
    site.published()

    page = site.html("/a/")
    assert page.css_first("h1").text() == '0; url=/x and href="/y"'
    assert page.css_first('meta[name="description"]').attributes["content"] == "0; url=/x"
    assert page.css_first('meta[property="og:title"]').attributes["content"] == '0; url=/x and href="/y"'


THERE = ("m.png", "n.png", "o.png", "p.png", "v.mp4", "o.pdf", "f/index.html", "t/index.html")
"""Files of the site that a template names."""


def test_every_kind_of_address_of_a_template(site):
    site.write(
        {
            "theme/templates/post.html": (
                "<a href=\"/a/?q=1#f\">1</a><A HREF='/a/'>2</A>"
                '<img src="/m.png" srcset="/m.png 1x, /n.png 2x,/o.png 3x">'
                '<source srcset="/m.png"><link rel="preload" imagesrcset="/m.png 100w" href="/m.png">'
                '<form action="/f/"></form><video poster="/p.png" src="/v.mp4"></video><object data="/o.pdf"></object>'
                '<a href="//host.example/x">3</a><a href="https://host.example/x">4</a><a href="#here">5</a>'
                '<a href="rel/x">6</a><a data-href="/untouched" title="a > b" href="/t/">7</a><a href="/">8</a>'
                '<meta http-equiv="refresh" content="5; URL=/a/"><p title="/untouched">/untouched</p>'
            ),
            "posts/a.md": post("A"),
            **dict.fromkeys((f"static/{name}" for name in THERE), "x"),
        }
    )
    result = site.build()
    assert [str(problem) for problem in result.problems if "“rel/x” begins at the page" not in problem.says] == []

    assert site.page("/a/").endswith(
        '">\n<a href="../a/?q=1#f">1</a><A HREF=\'../a/\'>2</A>'
        '<img src="../m.png" srcset="../m.png 1x, ../n.png 2x, ../o.png 3x">'
        '<source srcset="../m.png"><link rel="preload" imagesrcset="../m.png 100w" href="../m.png">'
        '<form action="../f/"></form><video poster="../p.png" src="../v.mp4"></video><object data="../o.pdf"></object>'
        '<a href="//host.example/x">3</a><a href="https://host.example/x">4</a><a href="#here">5</a>'
        '<a href="rel/x">6</a><a data-href="/untouched" title="a > b" href="../t/">7</a><a href="../">8</a>'
        '<meta http-equiv="refresh" content="5; URL=../a/"><p title="/untouched">/untouched</p>\n'
    )


def test_a_name_with_a_colon_is_no_scheme(site):
    site.write({"static/a:b.pdf": b"%PDF", "pages/index.md": post("Home", "[it](/a:b.pdf)")})
    site.published()

    assert "./a:b.pdf" in addresses(site, "/")
