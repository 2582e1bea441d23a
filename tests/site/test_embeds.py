"""Embeds: which addresses may be shown in a page, what is framed, and what is left of them without a click."""

from __future__ import annotations

import json

from support.rows import every_row
from support.site import codes, post


def page(site, line):
    site.write({"posts/a.md": post("A", f"Before.\n\n{line}\n\nAfter.", date="2026-01-01")})
    site.published()
    return site.html("/a/")


@every_row(
    "typed, framed, name",
    [
        (
            "https://www.youtube.com/watch?v=aB3-_dEfGh1",
            "https://www.youtube-nocookie.com/embed/aB3-_dEfGh1",
            "YouTube",
        ),
        (
            "https://youtu.be/aB3-_dEfGh1?t=1m30s",
            "https://www.youtube-nocookie.com/embed/aB3-_dEfGh1?start=90",
            "YouTube",
        ),
        ("https://m.youtube.com/shorts/aB3-_dEfGh1", "https://www.youtube-nocookie.com/embed/aB3-_dEfGh1", "YouTube"),
        (
            "https://www.youtube.com/embed/aB3-_dEfGh1?start=42",
            "https://www.youtube-nocookie.com/embed/aB3-_dEfGh1?start=42",
            "YouTube",
        ),
        (
            "https://www.youtube.com/playlist?list=PLabc",
            "https://www.youtube-nocookie.com/embed/videoseries?list=PLabc",
            "YouTube",
        ),
        ("https://vimeo.com/12345", "https://player.vimeo.com/video/12345?dnt=1", "Vimeo"),
        ("https://vimeo.com/12345/0a1b2c", "https://player.vimeo.com/video/12345?dnt=1&h=0a1b2c", "Vimeo"),
        (
            "https://open.spotify.com/intl-de/episode/4xYz?si=1",
            "https://open.spotify.com/embed/episode/4xYz",
            "Spotify",
        ),
        ("https://maps.example/embed?a=1&b=2#here", "https://maps.example/embed?a=1&b=2#here", "maps.example"),
        ("https://www.films.example:8443/x", "https://www.films.example:8443/x", "films.example"),
    ],
)
def test_what_is_framed_and_what_it_is_called(site, typed, framed, name):
    html = page(site, f":::embed {typed}")

    figure = html.css_first("figure.embed")
    assert figure.attributes["data-embed-src"] == framed
    link = figure.css_first("a")
    assert link.attributes["href"] == typed
    assert link.text() == f"Open on {name}"
    assert f"This opens {name}," in figure.css_first("figcaption").text()


def test_the_page_is_whole_without_the_script(site):
    html = page(site, ':::embed https://films.example/one {title="Coming home" label="Show the film"}')

    figure = html.css_first("figure.embed")
    assert html.css("iframe") == []
    assert figure.css_first("button").text() == "Show the film"
    assert "hidden" in figure.css_first("button").attributes
    assert figure.css_first(".embed__title").text() == "Coming home"
    assert figure.attributes["data-embed-title"] == "Coming home"


def test_only_youtube_learns_which_site_it_is_shown_on(site):
    # Its player refuses to play for a site that does not say its name.
    youtube = page(site, ":::embed https://youtu.be/aB3-_dEfGh1").css_first("figure.embed")
    other = page(site, ":::embed https://films.example/one").css_first("figure.embed")

    assert youtube.attributes["data-embed-referrer"] == "strict-origin-when-cross-origin"
    assert other.attributes["data-embed-referrer"] == "no-referrer"


def test_words_and_addresses_are_words_and_addresses(site):
    typed = '<script>alert(1)</script>\\" onfocus=\\"alert(2)'
    html = page(site, f':::embed https://films.example/?a=1&b=2 {{title="{typed}" label="{typed}"}}')

    figure = html.css_first("figure.embed")
    wanted = typed.replace('\\"', '"')
    assert figure.css_first("button").text() == wanted
    assert figure.attributes["data-embed-title"] == wanted
    assert figure.css("script") == []
    assert "onfocus" not in figure.attributes
    assert "onfocus" not in figure.css_first("button").attributes


def test_in_a_feed_it_is_a_plain_link(site):
    page(site, ':::embed https://films.example/one {title="Coming home"}')

    (item,) = json.loads(site.text("feed.json"))["items"]
    assert '<p>Coming home: <a href="https://films.example/one">Open on films.example</a></p>' in item["content_html"]
    for path in ("feed.xml", "feed.json"):
        assert "data-embed" not in site.text(path)
        assert "button" not in site.text(path)


def test_a_template_knows_which_origins_its_page_may_frame(site):
    site.write(
        {
            "theme/templates/base.html": '{% extends "@base/base.html" %}\n{% block footer %}\n'
            '<p class="origins">{{ embeds | join(" ") }}</p>\n{% endblock %}\n',
            "posts/a.md": post(
                "A",
                ":::embed https://films.example/1\n\n:::embed https://films.example/2\n\n"
                ":::embed https://müller.example:8443/x\n\n:::embed https://youtu.be/aB3-_dEfGh1\n",
            ),
            "pages/about.md": post("About", ":::note\n:::embed https://maps.example/x\n:::\n"),
            "pages/index.md": post("Home", ":::embed https://home.example/x\n"),
            "series/s.md": "---\ntitle: S\n---\n:::embed https://series.example/x\n",
            "posts/b.md": post("B", series="S"),
            "practitioners/ada-moss.md": "---\nname: Ada Moss\n---\n:::embed https://ada.example/x\n",
        }
    )
    site.published()

    def origins(url):
        return site.html(url).css_first(".origins").text()

    assert origins("/a/") == (
        "https://films.example https://www.youtube-nocookie.com https://xn--mller-kva.example:8443"
    )
    assert origins("/about/") == "https://maps.example"
    assert origins("/") == "https://home.example"
    assert origins("/series/s/") == "https://series.example"
    assert origins("/team/ada-moss/") == "https://ada.example"
    for url in ("/b/", "/blog/", "/series/"):
        assert origins(url) == ""


@every_row(
    "typed, code, says",
    [
        ("", "TB-COMP-002", "this does not say what it embeds"),
        ("http://films.example/1", "TB-COMP-003", "it does not begin with https://"),
        ("films.example/1", "TB-COMP-003", "it does not begin with https://"),
        ("//films.example/1", "TB-COMP-003", "it does not begin with https://"),
        ("javascript:alert(1)", "TB-COMP-003", "it does not begin with https://"),
        ("https://", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://films", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://localhost/x", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://192.168.0.1/x", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://[::1]/x", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://a:b@films.example/", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://films.example;script-src/", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://films.example/a b", "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ('https://films.example/"onload=', "TB-COMP-003", "it does not lead to a site that every reader can reach"),
        ("https://www.youtube.com/@somebody", "TB-COMP-003", "it leads to no single video, list or episode"),
        ("https://vimeo.com/about", "TB-COMP-003", "it leads to no single video, list or episode"),
    ],
)
def test_what_cannot_be_embedded(site, typed, code, says):
    site.write({"posts/a.md": post("A", f"Before.\n\n:::embed {typed}")})
    result = site.build()

    assert codes(result) == [code]
    (found,) = result.problems
    assert (found.at.path, found.at.line) == ("posts/a.md", 7)
    assert found.says.endswith(says)
    assert not result.published
