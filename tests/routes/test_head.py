"""The head of each kind of page: title, description, canonical address, shared cards."""

from __future__ import annotations

import pytest

from support.rows import every_row
from support.site import post

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208060000009d74661a0000000b49444154789c6360c00500001a0001bc3ce0"
    "410000000049454e44ae426082"
)


@pytest.fixture
def practice(site):
    site.write(
        {
            "posts/a.md": post(
                "'On sleep: a beginning'",
                "First paragraph of it.\n\nSecond.",
                subtitle="And on waking",
                date="2026-03-01 08:15",
                updated="2026-04-02",
                topic="Sleep",
                tags="[rest]",
                series="Nights",
                image="/media/boat.png",
                image_alt="A boat",
            ),
            "posts/b.md": post("French", language="fr", description="Une phrase."),
            "posts/c.md": post("Arabic", language="ar", tags="[rest]"),
            "pages/about.md": post("About", "Who we are."),
            "pages/index.md": post("A quiet place", "Come in."),
            "media/boat.png": PNG,
        }
    )
    site.published()
    return site


def meta(site, url):
    """Return the names and properties of a page's head with their contents."""
    found = {}
    for node in site.html(url).css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property")
        if name:
            found[name] = node.attributes["content"]
    return found


HEADS = {
    "/": ("Still Water", "Counselling in Leith"),
    "/a/": ("On sleep: a beginning – Still Water", "First paragraph of it."),
    "/b/": ("French – Still Water", "Une phrase."),
    "/about/": ("About – Still Water", "Who we are."),
    "/blog/": ("Articles – Still Water", "Counselling in Leith"),
    "/topics/sleep/": ("Sleep – Still Water", "Counselling in Leith"),
    "/tags/rest/": ("rest – Still Water", "Counselling in Leith"),
    "/series/": ("Series – Still Water", "Counselling in Leith"),
    "/series/nights/": ("Nights – Still Water", "Counselling in Leith"),
    "/team/ada-moss/": ("Ada Moss, MA, MBACP – Still Water", "Ada listens."),
}


@every_row("url", HEADS)
def test_every_page_says_what_it_is(practice, url):
    title, description = HEADS[url]
    page = practice.html(url)
    heads = meta(practice, url)

    assert [node.text() for node in page.css("title")] == [title]
    assert [node.attributes["content"] for node in page.css('meta[name="description"]')] == [description]
    canonical = f"https://stillwater.example{url}"
    assert [node.attributes["href"] for node in page.css('link[rel="canonical"]')] == [canonical]
    assert heads["og:url"] == canonical
    assert heads["og:title"] == title.removesuffix(" – Still Water")
    assert heads["og:description"] == description
    assert heads["og:site_name"] == "Still Water"
    assert heads["og:type"] == ("article" if url in ("/a/", "/b/") else "website")
    assert heads["og:image"].startswith("https://stillwater.example/")
    assert practice.exists(heads["og:image"].removeprefix("https://stillwater.example"))
    assert heads["og:image:alt"] == ("A boat" if url == "/a/" else "Still Water")
    assert "robots" not in heads
    assert len(page.css("h1")) == 1


def test_the_card_of_a_post(practice):
    heads = meta(practice, "/a/")

    assert heads["og:image"] == "https://stillwater.example/media/boat.png"
    assert (heads["og:image:width"], heads["og:image:height"], heads["og:image:alt"]) == ("3", "2", "A boat")
    assert heads["article:published_time"] == "2026-03-01T08:15"
    assert heads["article:modified_time"] == "2026-04-02"
    assert heads["twitter:card"] == "summary_large_image"


def test_the_language_of_a_page(practice):
    assert practice.html("/").root.attributes["lang"] == "en-GB"
    assert practice.html("/b/").root.attributes["lang"] == "fr"
    assert meta(practice, "/b/")["og:locale"] == "fr"
    assert meta(practice, "/a/")["og:locale"] == "en_GB"
    assert practice.html("/b/").root.attributes["dir"] == "ltr"
    assert practice.html("/c/").root.attributes["dir"] == "rtl"


def test_a_long_description_ends_at_a_word(site):
    site.write({"posts/a.md": post("A", "word " * 200)})
    site.published()

    description = meta(site, "/a/")["description"]
    assert len(description) <= 200
    assert description.endswith("word…")


def test_the_page_for_what_is_not_there(practice):
    assert meta(practice, "/404.html")["robots"] == "noindex"
    assert practice.html("/404.html").css_first('link[rel="canonical"]') is None
    assert "og:url" not in meta(practice, "/404.html")
    assert practice.html("/404.html").css_first("h1").text() == "This page isn’t here"


def test_no_page_asks_another_host_for_anything(practice):
    for path in practice.tree():
        if path.endswith(".html"):
            page = practice.html(f"/{path}")
            for node in page.css("[src], link[rel=stylesheet], link[rel=icon], link[rel=preload], form, iframe"):
                address = node.attributes.get("src") or node.attributes.get("href") or ""
                assert "://" not in address, (path, node.html)
            assert page.css("script:not([type='application/ld+json']), style, [style], [onclick], [onload]") == []


def test_where_the_page_stands(practice):
    trail = [(link.text(), link.attributes["href"]) for link in practice.html("/a/").css(".breadcrumbs a")]
    assert trail == [("Home", "../"), ("Articles", "../blog/"), ("Sleep", "../topics/sleep/")]


def test_the_menu_marks_the_page_that_it_stands_on(practice):
    current = practice.html("/about/").css('.site-menu [aria-current="page"]')
    assert [link.text() for link in current] == ["About"]
    assert practice.html("/a/").css('.site-menu [aria-current="page"]') == []
    within = practice.html("/a/").css('.site-menu [aria-current="true"]')
    assert [link.text() for link in within] == ["Articles"]
