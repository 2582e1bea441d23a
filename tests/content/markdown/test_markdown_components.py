"""`:::name argument {key="value"}` … `:::`."""

import pytest
from as_html import flat, html_of, read, told

from therapyblog.model.documents import Component, Html


def test_a_component_has_name_argument_attributes_body_and_place():
    body, _, problems = read('Text.\n\n:::quote wide {by="Carl \\"R\\" Rogers" year=1961}\nBe *real*.\n:::\n')

    assert problems == ()
    assert body.segments == (
        Html(text="<p>Text.</p>\n"),
        Component(
            name="quote",
            argument="wide",
            attributes={"by": 'Carl "R" Rogers', "year": "1961"},
            body=(Html(text="<p>Be <em>real</em>.</p>\n"),),
            line=3,
            column=1,
        ),
    )


def test_leaves_are_one_line():
    assert html_of("One\n:::cta discovery-call\ntwo\n\n:::crisis\n:::embed film") == (
        "<p>One</p>\n[cta discovery-call][/cta]<p>two</p>\n[crisis][/crisis][embed film][/embed]"
    )


def test_the_outer_one_takes_more_colons():
    text = "::::exercise\n:::note\ninner\n:::\n\nouter\n::::\nafter"

    assert html_of(text) == "[exercise][note]<p>inner</p>\n[/note]<p>outer</p>\n[/exercise]<p>after</p>\n"


def test_a_space_after_the_colons_is_allowed():
    assert html_of("::: note\nx\n:::") == "[note]<p>x</p>\n[/note]"


def test_quotes_from_a_word_processor_are_quotes():
    body, _, _ = read(":::quote {by=“Carl Rogers”}\nx\n:::")

    assert isinstance(body.segments[0], Component)
    assert body.segments[0].attributes == {"by": "Carl Rogers"}


def test_components_stand_in_lists_and_quotes():
    assert html_of("- one\n\n  :::note\n  two\n  :::\n- three") == (
        "<ul>\n<li>\n<p>one</p>\n[note]<p>two</p>\n[/note]</li>\n<li>\n<p>three</p>\n</li>\n</ul>\n"
    )
    assert html_of("> :::note\n> two\n> :::\n> three") == (
        "<blockquote>\n[note]<p>two</p>\n[/note]<p>three</p>\n</blockquote>\n"
    )


@pytest.mark.parametrize("text", ["```\n:::note\n```", "    :::note", "`:::note`", "\\:::note"])
def test_code_shows_the_marks(text):
    assert ":::note" in html_of(text)


def test_marks_in_code_close_nothing():
    assert html_of(":::note\n```\n:::\n```\n:::") == "[note]<pre><code>:::\n</code></pre>\n[/note]"


def test_a_component_that_is_not_closed():
    body, _, problems = read("Text\n\n> :::note\n> two\n\nafter", first_line=5)

    assert told(problems) == ["TB-MD-001 7:3"]
    assert problems[0].says == "the component `note` is opened here and never closed"
    assert problems[0].fix == "write `:::` alone on a line where it ends"
    assert flat(body.segments).endswith("<p>after</p>\n")


def test_the_inner_one_is_not_closed_by_the_end_of_the_outer():
    _, _, problems = read("::::exercise\n:::note\nx\n::::")

    assert told(problems) == ["TB-MD-001 2:1"]


def test_in_a_list_the_item_s_end_closes_nothing():
    _, _, problems = read("- :::note\n  x\n\n[text](javascript:x)\n")

    assert told(problems) == ["TB-MD-001 1:3", "TB-MD-003 4:8"]


def test_an_end_without_a_beginning():
    body, _, problems = read("one\n\n:::\n\ntwo")

    assert told(problems) == ["TB-MD-005 3:1"]
    assert flat(body.segments) == "<p>one</p>\n<p>two</p>\n"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (":::Note", "no name of a component follows the colons"),
        ("::: 1st", "no name of a component follows the colons"),
        (':::note {by="x"', 'what stands in braces cannot be read as `key="value"`'),
        (":::note {by}", 'what stands in braces cannot be read as `key="value"`'),
        (':::note {by="x} y', 'what stands in braces cannot be read as `key="value"`'),
        (":::note {by=x} more", 'what stands in braces cannot be read as `key="value"`'),
        (":::note {by=x by=y}", "`by` is given twice"),
    ],
)
def test_a_first_line_that_cannot_be_read(line, why):
    _, _, problems = read(f"{line}\nx\n:::")

    assert told(problems) == ["TB-MD-006 1:1"]
    assert problems[0].says == f"this component cannot be read: {why}"


def test_two_colons_are_text():
    assert html_of("::thing") == "<p>::thing</p>\n"


def test_definition_lists_still_work():
    assert html_of("CBT\n: A talking therapy\n\nEMDR\n: Another") == (
        "<dl>\n<dt>CBT</dt>\n<dd>A talking therapy</dd>\n<dt>EMDR</dt>\n<dd>Another</dd>\n</dl>\n"
    )
