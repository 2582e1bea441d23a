"""Links and pictures in texts: where they lead, and what is said of those that lead nowhere."""

from __future__ import annotations

import unicodedata

import pytest

from support.rows import every_row
from support.site import codes, post, told

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208060000009d74661a0000000b49444154789c6360c00500001a0001bc3ce0"
    "410000000049454e44ae426082"
)


@pytest.fixture
def practice(site):
    site.write(
        {
            "posts/sleep.md": post("Sleep", "## How it comes\n\nWords.", date="2026-01-01", series="Nights"),
            "posts/2025/old.md": post("Old", slug="an-old-one"),
            "pages/fees.md": post("Fees", "## Lower fees {#lower}\n\nWords."),
            "series/nights.md": "---\ntitle: Nights\n---\n",
            "media/leaflet.pdf": b"%PDF-1.4",
            "media/pictures/boat.png": PNG,
            "static/handout.pdf": b"%PDF-1.4",
            "static/game/index.html": "<p>A game of its own.",
        }
    )
    return site


def hrefs(site, url="/me/"):
    return [link.attributes["href"] for link in site.main(url).css(".prose a")]


LINKS = {
    "post by file": ("sleep.md", "../sleep/"),
    "post in a subfolder": ("2025/old.md", "../an-old-one/"),
    "post from the folder of posts": ("./sleep.md", "../sleep/"),
    "post by path from the site folder": ("posts/sleep.md", "../sleep/"),
    "post by path with a slash": ("/posts/sleep.md", "../sleep/"),
    "page by file": ("../pages/fees.md", "../fees/"),
    "practitioner by file": ("../practitioners/ada-moss.md", "../team/ada-moss/"),
    "series by file": ("../series/nights.md", "../series/nights/"),
    "post by address": ("/sleep/", "../sleep/"),
    "address without its last slash": ("/sleep", "../sleep/"),
    "address with index.html": ("/sleep/index.html", "../sleep/"),
    "home": ("/", "../"),
    "archive": ("/blog/", "../blog/"),
    "feed": ("/feed.xml", "../feed.xml"),
    "topicless list": ("/series/", "../series/"),
    "anchor of a file": ("sleep.md#how-it-comes", "../sleep/#how-it-comes"),
    "anchor of an address": ("/fees/#lower", "../fees/#lower"),
    "the page's own top": ("/sleep/#top", "../sleep/#top"),
    "query": ("/sleep/?from=mail#how-it-comes", "../sleep/?from=mail#how-it-comes"),
    "file of media": ("/media/leaflet.pdf", "../media/leaflet.pdf"),
    "file of media, relatively": ("../media/leaflet.pdf", "../media/leaflet.pdf"),
    "file of static": ("/handout.pdf", "../handout.pdf"),
    "folder of static": ("/game/", "../game/index.html"),
    "outside": ("https://elsewhere.example/a?b=c&d=e#f", "https://elsewhere.example/a?b=c&d=e#f"),
    "mail": ("mailto:ada@stillwater.example", "mailto:ada@stillwater.example"),
    "telephone": ("tel:+441310000000", "tel:+441310000000"),
    "text message": ("sms:85258", "sms:85258"),
    "percent-encoded": ("/sl%65ep/", "../sleep/"),
}


@every_row("kind", LINKS, fresh=practice)
def test_a_link_leads_where_it_says(practice, kind):
    written, expected = LINKS[kind]
    practice.write({"posts/me.md": post("Me", f"[It]({written})")})
    practice.published()

    assert hrefs(practice) == [expected]


def test_links_start_from_the_file_that_holds_them(practice):
    practice.write(
        {
            "posts/2025/deep/me.md": post("Me", "[a](../old.md) [b](../../sleep.md) [c](../../../pages/fees.md)"),
            "pages/index.md": post("Home", "[a](../posts/sleep.md) [b](fees.md) [c](#words)\n\n## Words"),
            "practitioners/ada-moss.md": "---\nname: Ada Moss\n---\n[a](../posts/sleep.md)\n",
            "series/nights.md": "---\ntitle: Nights\n---\n[a](../posts/sleep.md)\n",
        }
    )
    practice.published()

    assert hrefs(practice) == ["../an-old-one/", "../sleep/", "../fees/"]
    assert [a.attributes["href"] for a in practice.main("/").css(".introduction a")] == ["sleep/", "fees/", "#words"]
    assert hrefs(practice, "/team/ada-moss/") == ["../../sleep/"]
    assert hrefs(practice, "/series/nights/") == ["../../sleep/"]


MISSING = {
    "a slip in a file name": ("slep.md", "there is no page 'slep.md'", "did you mean sleep.md?"),
    "a page, from a post": ("fees.md", "there is no page 'fees.md'", "did you mean ../pages/fees.md?"),
    "a page by another end": ("Fees.html", "there is no page 'Fees.html'", "did you mean ../pages/fees.md?"),
    "a file without its folder": ("leaflet.pdf", "there is no page 'leaflet.pdf'", "did you mean /media/leaflet.pdf?"),
    "a slip in an address": ("/slep/", "there is no page '/slep/'", "did you mean /sleep/?"),
    "nothing like it": (
        "/quite-another-thing/",
        "there is no page '/quite-another-thing/'",
        "write a post's file name (other-post.md) or an address such as /about/",
    ),
    "a host without https": (
        "www.elsewhere.example/page",
        "there is no page 'www.elsewhere.example/page'",
        "for another site write https://www.elsewhere.example/page",
    ),
    "a missing file": (
        "/media/leaflett.pdf",
        "there is no page '/media/leaflett.pdf'",
        "did you mean /media/leaflet.pdf?",
    ),
}


@every_row("kind", MISSING, fresh=practice)
def test_a_link_that_leads_nowhere(practice, kind):
    written, says, fix = MISSING[kind]
    practice.write({"posts/me.md": post("Me", f"First line.\n\nSecond, with [a link]({written}).")})
    result = practice.build()

    assert not result.published
    (found,) = result.problems
    assert str(found) == f"posts/me.md:7:23: error TB-LINK-001: {says}"
    assert found.fix == fix
    assert found.excerpt == f"Second, with [a link]({written})."


def test_a_heading_that_is_not_there(practice):
    practice.write({"posts/me.md": post("Me", "[It](sleep.md#how) and [own](#nothing)\n\n## Something")})
    result = practice.build()

    first, second = result.problems
    assert str(first) == ("posts/me.md:5:6: error TB-LINK-003: the page /sleep/ has no heading with the id 'how'")
    assert first.fix == "ids on that page: #how-it-comes"
    assert str(second) == "posts/me.md:5:30: error TB-LINK-003: the page /me/ has no heading with the id 'nothing'"


def test_every_broken_link_of_every_file_is_told_at_once(practice):
    practice.write({f"posts/b{n}.md": post(f"B{n}", "[x](/nope/)\n\n[y](nope.md)") for n in range(3)})
    result = practice.build()

    assert [(found.at.path, found.at.line) for found in result.problems] == [
        (f"posts/b{n}.md", line) for n in range(3) for line in (5, 7)
    ]
    assert set(codes(result)) == {"TB-LINK-001"}


def test_a_menu_entry_that_leads_nowhere(practice):
    practice.settings(
        '[[menu]]\nlabel = "Fees"\npage = "fes"\n[[menu]]\nlabel = "X"\nurl = "/nope/"\n[[menu]]\nlabel = "Y"\n'
    )
    result = practice.build()

    assert not result.published
    assert [(found.code, found.says, found.fix) for found in result.problems] == [
        ("TB-REF-004", "there is no page “fes”", "did you mean fees?"),
        ("TB-LINK-001", "there is no page '/nope/'", "write the address of a page, or https://…"),
        ("TB-CONF-004", "the menu entry “Y” leads nowhere", "add page = or url = to it"),
    ]


# Pictures


PICTURES = {
    "from the site folder": "/media/pictures/boat.png",
    "relatively": "../media/pictures/boat.png",
    "without a slash": "media/pictures/boat.png",
    "percent-encoded": "/media/pictures/bo%61t.png",
}


@every_row("kind", PICTURES, fresh=practice)
def test_a_picture_is_found_and_measured(practice, kind):
    practice.write({"posts/me.md": post("Me", f"![A boat]({PICTURES[kind]})")})
    practice.published()

    (image,) = practice.main("/me/").css(".prose img")
    assert image.attributes == {
        "src": "../media/pictures/boat.png",
        "alt": "A boat",
        "width": "3",
        "height": "2",
        "loading": "lazy",
        "decoding": "async",
    }


def test_names_are_told_apart_by_their_letters_and_not_by_how_they_are_stored(practice):
    composed, apart = (unicodedata.normalize(form, "été") for form in ("NFC", "NFD"))
    assert composed != apart
    practice.write({f"media/{apart}.png": PNG, f"posts/{apart}.md": post("Summer"), "media/Boat.png": PNG})
    practice.write(
        {"posts/me.md": post("Me", f"![a](/media/{composed}.png) ![b](/media/{apart}.png) [c]({composed}.md)")}
    )
    practice.published()

    sources = [image.attributes["src"] for image in practice.main("/me/").css(".prose img")]
    assert sources == [f"../media/{composed}.png"] * 2
    assert f"media/{composed}.png" in practice.tree()
    assert hrefs(practice) == ["../ete/"]


@every_row("name", ["50% off #1?.png", "a b.png", 'it\'s "quoted".png', "x;y&z.png"], fresh=practice)
def test_a_file_may_be_called_anything(practice, name):
    practice.write({f"media/{name}": PNG, f"media/{name}.pdf": b"%PDF"})
    quoted = "".join(f"%{byte:02X}" for byte in name.encode())
    practice.write({"posts/me.md": post("Me", f"![a](/media/{quoted}) [b](/media/{quoted}.pdf)")})
    practice.published()

    from urllib.parse import unquote, urlsplit

    (image,) = practice.main("/me/").css(".prose img")
    source = urlsplit(image.attributes["src"])
    assert (unquote(source.path), source.query, source.fragment) == (f"../media/{name}", "", "")
    link = urlsplit(hrefs(practice)[0])
    assert (unquote(link.path), link.query, link.fragment) == (f"../media/{name}.pdf", "", "")


def test_a_picture_that_is_not_there(practice):
    practice.write(
        {"posts/me.md": post("Me", "![Boat](/media/pictures/baot.png)", image="/media/x.png", image_alt='""')}
    )
    first, second = practice.build().problems

    assert str(first) == "posts/me.md:3:8: error TB-PIC-001: there is no picture '/media/x.png'"
    assert first.fix == "put the picture into media/ and write /media/its-name"
    assert str(second) == "posts/me.md:7:9: error TB-PIC-001: there is no picture '/media/pictures/baot.png'"
    assert second.fix == "did you mean /media/pictures/boat.png?"


def test_a_picture_on_another_server_would_tell_it_who_reads(practice):
    practice.write({"posts/me.md": post("Me", "![Boat](https://elsewhere.example/boat.png)")})
    (found,) = practice.build().problems

    assert str(found) == (
        "posts/me.md:5:9: error TB-PIC-001: the picture 'https://elsewhere.example/boat.png' lies on another server, "
        "which would learn who reads this page"
    )


def test_a_picture_that_is_none(practice):
    practice.write({"media/bad.png": b"not a picture", "posts/me.md": post("Me", "![Bad](/media/bad.png)")})
    (found,) = practice.build().problems

    assert str(found) == (
        "media/bad.png: error TB-PIC-002: this picture cannot be shown: it is not a JPEG, PNG, WebP or GIF picture"
    )


def test_a_lead_picture_needs_its_description(practice):
    practice.write({"posts/me.md": post("Me", image="/media/pictures/boat.png")})
    result = practice.build()

    assert result.published, told(result)
    (found,) = result.problems
    assert str(found) == (
        "posts/me.md:3:8: warning TB-PIC-003: the picture at the top has no description for readers who cannot see it"
    )


def test_a_figure_in_a_post(practice):
    practice.write(
        {
            "posts/me.md": post(
                "Me", ':::figure /media/pictures/boat.png {alt="A boat" credit="Kim"}\nAt the jetty.\n:::'
            )
        }
    )
    practice.published()

    figure = practice.main("/me/").css_first("figure.figure")
    assert figure.css_first("img").attributes["alt"] == "A boat"
    assert figure.css_first("img").attributes["width"] == "3"
    assert figure.css_first("img").attributes["src"] == "../media/pictures/boat.png"
    assert "At the jetty." in figure.css_first("figcaption").text()
    assert "Kim" in figure.css_first("figcaption").text()


def test_a_component_that_is_not_there(practice):
    practice.write({"posts/me.md": post("Me", "Words.\n\n:::nnote\nInside.\n:::")})
    (found,) = practice.build().problems

    assert str(found) == "posts/me.md:7:1: error TB-COMP-001: there is no component “nnote”"
    assert found.fix == "did you mean :::note?"


def test_a_component_whose_name_cannot_be_read_is_one_error(practice):
    practice.write({"posts/me.md": post("Me", "Words.\n\n:::Note\nInside.\n:::")})

    assert codes(practice.build()) == ["TB-MD-006"]


def test_a_site_may_add_a_component(practice):
    practice.write(
        {
            "theme/templates/components/aside.html": '<aside class="mine">{{ component.argument }}: {{ content }}',
            "posts/me.md": post("Me", ":::aside <Title>\nSee [sleep](sleep.md).\n:::"),
        }
    )
    practice.published()

    assert '<aside class="mine">&lt;Title&gt;: <p>See <a href="../sleep/">sleep</a>.</p>' in practice.page("/me/")
