"""Pieces of the page that a text was copied from are told, its title said again, and headings that are none."""

from __future__ import annotations

from support.rows import every_row
from support.site import SmallSite, codes, post, told

LONG = (
    "It was a long night, and nobody in the house slept well, so that in the morning everybody was short with each "
    "other. Nobody said why, and by noon it had passed without a word."
)

PIECES = [
    "top of page",
    "Bottom of page",
    "0 comments",
    "**0 Comments**",
    "12 comments",
    "Recent Posts",
    "## Recent Posts",
    "See All",
    "Log in / Sign up",
    "Share this:",
    "Like this: Loading…",
    "Loading...",
    "Skip to content",
    "Post not marked as liked",
    "3 min read",
    "25 views",
    "We use cookies to give you the best experience on our website.",
    "Click to share on Facebook (Opens in new window)",
    "© 2024 by Ada Moss. Proudly created with Wix.com",
    "0 Kommentare",
    "Aktuelle Beiträge",
    "Lesezeit: 4 Min.",
    "Diese Website verwendet Cookies.",
    "0 commentaire",
    "Posts récents",
    "J’aime ça :",
    "Entradas recientes",
    "0 commenti",
    "Recente berichten",
    "0 comentários",
    "0 komentarzy",
    "أعلى الصفحة",
    "Previous\n\nNext",
    "Home\n\nSearch\n\nSubscribe",
]


@every_row("piece", PIECES)
def test_a_piece_of_a_page_is_told(piece: str, site: SmallSite):
    site.write({"posts/rest.md": post("Rest", f"{LONG}\n\n{piece}\n\n{LONG}")})

    result = site.build()

    assert result.published
    (found,) = [found for found in result.problems if found.code == "TB-PASTE-001"]
    assert found.at.line == 7, told(result)
    assert f"“{piece.partition(chr(10))[0]}” (line 7)" in found.says
    assert not site.build(strict=True).published


MEANT = [
    "Next, we look at the bottom of page three, and see all of it.",
    "Next",
    "- Home\n- Search\n- Share",
    "She had 0 comments and 3 minutes to read.",
    "What loading means, and how to share this with others.",
    "Loading the dishwasher",
    "```\ntop of page\n```",
    "Roses\n\nViolets",
    "Yours,\n\nAda",
    "“Share this:”, he said.",
]


@every_row("words", MEANT)
def test_words_that_anybody_may_write_are_not_told(words: str, site: SmallSite):
    site.write({"posts/rest.md": post("Rest", f"{LONG}\n\n{words}\n\n{LONG}")})

    assert "TB-PASTE-001" not in codes(site.build()), told(site.build())


def test_all_pieces_of_a_text_are_one_warning(site: SmallSite):
    body = f"top of page\n\nLog In\n\n{LONG}\n\n0 comments\n\nRecent Posts\n\nSee All\n\nbottom of page"
    site.write({"posts/rest.md": post("Rest", body)})

    (found,) = site.build().problems

    assert (str(found.at), found.fix) == ("posts/rest.md:5:1", "delete these lines")
    assert found.says == (
        "pieces of the page that this text was copied from are still in it: “top of page” (line 5), “Log In” (line 7), "
        "“0 comments” (line 11), “Recent Posts” (line 13), “See All” (line 15), “bottom of page” (line 17)"
    )


AGAIN = ["A good night", "# A good night", "**A Good Night**", "## “A good night”"]


@every_row("line", AGAIN)
def test_a_title_that_stands_again_in_the_text_is_told(line: str, site: SmallSite):
    site.write({"posts/rest.md": post("A good night", f"{line}\n\n{LONG}")})

    (found,) = site.build().problems

    assert (str(found.at), found.code, found.fix) == ("posts/rest.md:5:1", "TB-PASTE-001", "delete this line")


def test_lines_that_stand_alone_like_headings_are_told(site: SmallSite):
    body = f"{LONG}\n\nWhat the night is for\n\n{LONG}\n\n{LONG}\n\n2. Getting up early\n\n{LONG}"
    site.write({"posts/rest.md": post("Rest", body)})

    (found,) = site.build().problems

    assert found.says == (
        "these lines stand alone like headings, and are shown as ordinary text: "
        "“What the night is for” (line 7), “2. Getting up early” (line 13)"
    )
    assert found.fix == "where it is a heading, write `## What the night is for`"


NO_HEADINGS = {
    "one only": f"{LONG}\n\nWhat the night is for\n\n{LONG}",
    "with ends": f"{LONG}\n\nSo it was.\n\n{LONG}\n\nAnd then?\n\n{LONG}",
    "a poem": "The night is long\n\nThe day is short\n\nThe house is still\n\nThe road is white",
    "with real headings": f"## One\n\n{LONG}\n\nWhat the night is for\n\n{LONG}\n\nGetting up early\n\n{LONG}",
    "bold": f"{LONG}\n\n**What the night is for**\n\n{LONG}\n\n**Getting up early**\n\n{LONG}",
    "speech": f"{LONG}\n\n“No,” she said\n\n{LONG}\n\n“Yes”\n\n{LONG}",
    "a list": f"{LONG}\n\n- one\n- two\n\n{LONG}\n\n- three\n- four\n\n{LONG}",
}


@every_row("body", NO_HEADINGS.values(), ids=NO_HEADINGS)
def test_what_may_be_no_heading_is_not_told(body: str, site: SmallSite):
    site.write({"posts/rest.md": post("Rest", body)})

    assert "TB-PASTE-001" not in codes(site.build())
