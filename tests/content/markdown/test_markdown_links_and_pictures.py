"""What only the site can decide leaves the HTML as a segment of its own, with its place in the file."""

from as_html import read

from therapyblog.model.documents import Component, Html, Image, Link, Mention


def test_a_link_stands_between_the_words_around_it():
    body, facts, _ = read("See [my *fees*](../pages/fees.md 'What it costs') first.", first_line=9)

    assert body.segments == (
        Html(text="<p>See "),
        Link(
            target="../pages/fees.md",
            title="What it costs",
            body=(Html(text="my <em>fees</em>"),),
            line=9,
            column=17,
        ),
        Html(text=" first.</p>\n"),
    )
    assert facts.mentions == (Mention(kind="link", target="../pages/fees.md", line=9, column=17),)


def test_a_picture_keeps_its_description_as_plain_text():
    body, _, _ = read("![A *quiet* `room`](room.jpg)")

    assert body.segments == (
        Html(text="<p>"),
        Image(source="room.jpg", alt="A quiet room", title="", line=1, column=21),
        Html(text="</p>\n"),
    )


def test_a_picture_in_a_link_is_inside_the_link():
    body, _, _ = read("[![Map](map.png)](/contact/)")

    assert body.segments == (
        Html(text="<p>"),
        Link(
            target="/contact/",
            title="",
            body=(Image(source="map.png", alt="Map", title="", line=1, column=9),),
            line=1,
            column=19,
        ),
        Html(text="</p>\n"),
    )


def test_every_kind_of_link_is_a_segment_and_its_target_stays_as_written():
    text = (
        "[a](#top) [b](https://example.org/ä?x=1&y=2) <https://example.org/c> <me@example.org>\n"
        "[d][] [e](<my post.md>)\n\n[d]: d.md"
    )
    _, facts, problems = read(text)

    assert problems == ()
    assert [one.target for one in facts.mentions] == [
        "#top",
        "https://example.org/ä?x=1&y=2",
        "https://example.org/c",
        "mailto:me@example.org",
        "d.md",
        "my post.md",
    ]


def test_lines_and_columns_are_those_of_the_file():
    text = (
        "Words, and more words\nbefore [a](one.md).\n\n"
        "> Quoted [b](two.md)\n> and [c](three.md)\n\n"
        "- item\n  [d](four.md)\n\n"
        "| head |\n|---|\n| [e](five.md) |\n\n"
        "## A [f](six.md) heading {#own}\n\n"
        "• pasted\n  [g](seven.md)\n"
    )
    _, facts, _ = read(text, first_line=10)

    assert [(one.target, one.line, one.column) for one in facts.mentions] == [
        ("one.md", 11, 12),
        ("two.md", 13, 14),
        ("three.md", 14, 11),
        ("four.md", 17, 7),
        ("five.md", 21, 7),
        ("six.md", 23, 10),
        ("seven.md", 26, 7),
    ]


def test_the_same_target_twice_has_two_places():
    _, facts, _ = read("[a](x.md) and [b](x.md)")

    assert [one.column for one in facts.mentions] == [5, 19]


def test_a_link_by_reference_is_placed_where_its_words_are():
    _, facts, _ = read("Read [the notes][n].\n\n[n]: notes.md")

    assert facts.mentions == (Mention(kind="link", target="notes.md", line=1, column=6),)


def test_mentions_come_in_the_order_of_the_text_components_included():
    text = ":::note\n[a](a.md)\n:::\n\n:::cta first-call\n\n![b](b.png)[^1]\n\n[^1]: [c](c.md)\n"
    body, facts, _ = read(text)

    assert [(one.kind, one.target, one.argument, one.line) for one in facts.mentions] == [
        ("component", "note", "", 1),
        ("link", "a.md", "", 2),
        ("component", "cta", "first-call", 5),
        ("image", "b.png", "", 7),
        ("link", "c.md", "", 9),
    ]
    assert isinstance(body.segments[0], Component)
