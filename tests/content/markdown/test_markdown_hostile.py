"""Texts that are made to break a parser: each ends soon, without an exception, and nothing is dropped in silence."""

from html.parser import HTMLParser

import pytest
from as_html import flat, read, told
from hypothesis import given
from hypothesis import strategies as st

from therapyblog.content.markdown.sanitizer import TAGS
from therapyblog.model.documents import Component, Html, Link, Segment
from therapyblog.urls.safe import is_safe


@pytest.fixture
def many(torture) -> int:
    """How often one thing is repeated: enough that what grows with the square of it is felt."""
    return 50_000 if torture else 5_000


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (lambda _: "a\n\n" + ">" * 5_000 + " deep", 3),
        (lambda n: "- " * n + "deep", 1),
        (lambda n: "1. " * n + "deep", 1),
        (lambda _: "\n".join("  " * depth + "- a" for depth in range(200)), 50),
        (lambda _: "\n".join(":" * (200 - depth) + "note" for depth in range(150)), 101),
        (lambda n: "[" * n + "]" * n, 1),
        (lambda _: "[a" * 40 + "](b)" * 40, 1),
        (lambda _: "x\n\n" + "*a _b " * 400 + "c_ d* " * 400, 3),
        (lambda n: "^[a" * n + "]" * n, 1),
        (lambda n: "[[]" * n, 1),
    ],
    ids=["quotes", "lists", "numbers", "staircase", "components", "brackets", "links", "emphasis", "notes", "odd"],
)
def test_nesting_beyond_reason_is_an_error_with_its_line(text, line, many):
    _, _, problems = read(text(many))

    errors = [one for one in problems if one.code == "TB-MD-007"]
    assert told(tuple(errors)) == [f"TB-MD-007 {line}:0"]
    assert errors[0].severity == "error"


@pytest.mark.parametrize(
    "piece",
    [
        *("[", "*", "*a ", "a**b", "_a ", "`", "<", "<a ", "![", "![](", "[](", "[a](b", "[[a]](", "]", "&", "&#"),
        *("\\", "~", "~~a ", "^[", "[^", "<!--", "<!-- -", "<?", "<![CDATA[", "<!A ", "</", "*_", "**a*", "[a][b]"),
        *('"', "'", "'a ", "-- ", "... ", "a://", "{", "|", ": ", "•", "• ", "\u202e", "😀", "<b>"),
    ],
)
def test_a_long_line_of_one_thing_ends_soon(piece, many):
    for raw_html in ("off", "sanitize"):
        body, _, problems = read(piece * (many // 2), raw_html=raw_html)
        # Behind a comment without an end nothing is shown.
        assert body.segments or problems[0].code == "TB-MD-008"


@pytest.mark.parametrize(
    "text",
    [
        lambda n: ":::a\n" * 2 * n,
        lambda n: ":::A\n" * 2 * n,
        lambda n: ":::A\n" * n + ":::\n" * n,
        lambda n: ":::a\n" * n + "::::\n" * n,
        lambda n: ":::\n" * 2 * n,
        lambda n: ":::a {" + 'k="v" ' * 2 * n,
        lambda n: "# same\n" * n,
        lambda n: "# a {" + "#a " * 2 * n + "}",
        lambda n: "|" + "a|" * n + "\n|" + "-|" * n + "\n" + ("|" + "b|" * n + "\n") * 2,
        lambda n: "a|b\n-|-\n" + "|\n" * n,
        lambda n: "[a]: b\n" * n,
        lambda n: "[a]: /u\n\n" + "[a]" * 2 * n,
        lambda n: "[^a]: x\n\n" + "[^" * 2 * n + "]",
        lambda n: "a\n: b\n\n" * (n // 2),
        lambda n: "> a\nb\n" * (n // 2),
        lambda n: "a\n- \n" * n,
        lambda n: "<b>" * 2 * n + "\n\nx" * (n // 5),
        lambda n: "".join(f"<b class={number}>" for number in range(n // 5)) + "\n\nx" * (n // 20),
    ],
    ids=range(18),
)
def test_a_long_text_of_one_thing_ends_soon(text, many):
    for raw_html in ("off", "sanitize"):
        read(text(many // 2), raw_html=raw_html)


def test_what_is_nested_within_reason_is_fine():
    assert read("> " * 20 + "- " * 10 + "[a ![b](b.png)](a.md)")[2] == ()


PIECES = [
    *(
        "word ",
        "two\n",
        "\n\n",
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "```\n",
        "    ",
        "---\n",
        "===\n",
        "|a|b|\n|-|:-|\n|c|d|\n",
    ),
    *(
        "*",
        "**",
        "_",
        "`",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "<",
        ">",
        "</",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<div>\n",
    ),
    *(
        ":::note\n",
        ":::",
        "\n:::\n",
        "\n::::\n",
        "::::exercise\n",
        ":::cta x\n",
        ":::N\n",
        ':::q {a="b"}\n',
        "{#id}",
        "{.c}",
    ),
    *(
        "• ",
        "\n  • ",
        "\u00a0",
        "[^1]",
        "\n[^1]: ",
        "^[",
        "- [ ] ",
        "- [x] ",
        "\n: ",
        "javascript:",
        "//x",
        "https://a.b/",
    ),
    *(
        '"',
        "'",
        "--",
        "...",
        "\\",
        "&amp;",
        "&#xFDD0;",
        "&#64976;",
        "\t",
        "é",
        "中",
        "\u202e",
        "<script>",
        '<a href="',
        "<p id=x>",
    ),
]
NORMALISED = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=map(chr, range(0xFDD0, 0xFDF0))))


@given(
    st.one_of(st.lists(st.sampled_from(PIECES), max_size=50).map("".join), NORMALISED),
    st.sampled_from(("off", "sanitize")),
    st.sampled_from(("en", "fr", "zh", "")),
)
def test_any_text_becomes_a_body_that_holds_together(text, raw_html, language):
    body, facts, problems = read(text, raw_html=raw_html, language=language)

    for html in htmls(body.segments):
        assert "\ufdd0" not in html
        for tag, attributes in elements(html):
            assert tag in TAGS
            assert not [name for name, _ in attributes if name == "style" or name.startswith("on")]
            assert all(is_safe(value or "") for name, value in attributes if name in ("href", "src"))
    pointed = [one.target for one in facts.mentions]
    assert sorted(pointed) == sorted(targets(body.segments))
    assert all(0 < one.at.line <= text.count("\n") + 1 for one in problems)
    assert len(set(facts.anchors)) == len(facts.anchors)
    assert len(facts.excerpt) <= 300
    assert flat(body.segments) == flat(read(text, raw_html=raw_html, language=language)[0].segments)


def elements(html: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Every start tag of a piece of HTML, with its attributes."""
    found: list[tuple[str, list[tuple[str, str | None]]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, attrs))  # type: ignore[method-assign]
    parser.feed(html)
    parser.close()
    return found


def htmls(segments: tuple[Segment, ...]) -> list[str]:
    """Every finished piece of HTML."""
    found: list[str] = []
    for one in segments:
        if isinstance(one, Html):
            found.append(one.text)
        elif isinstance(one, Link | Component):
            found += htmls(one.body)
    return found


def targets(segments: tuple[Segment, ...]) -> list[str]:
    """What the segments point to."""
    found: list[str] = []
    for one in segments:
        if isinstance(one, Link):
            found += [one.target, *targets(one.body)]
        elif isinstance(one, Component):
            found += [one.name, *targets(one.body)]
        elif not isinstance(one, Html):
            found.append(one.source)
    return found
