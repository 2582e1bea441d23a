"""Headings have ids that stay the same, and levels below the page's own title."""

import re
import string

import pytest
from as_html import flat, html_of, read, told
from hypothesis import given
from hypothesis import strategies as st
from slugify import slugify

from therapyblog.content.markdown.headings import Ids
from therapyblog.model.documents import Heading


def ids(text: str) -> tuple[str, ...]:
    return read(text)[1].anchors


def test_ids_are_made_of_the_words():
    assert ids("## What *really* helps?\n\n## Über mich\n\n## 3. Ask\n\n## Don't [hurry](x.md)") == (
        "what-really-helps",
        "uber-mich",
        "3-ask",
        "dont-hurry",
    )


def test_ids_are_the_same_with_and_without_typography():
    text = '## It\'s "fine" -- really...'

    assert read(text)[1].anchors == read(text, typography=False)[1].anchors == ("its-fine-really",)


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,?!:;()/\"'&_-“”‘’–—…é", max_size=20))
def test_ids_are_what_slugify_makes_of_the_words(words):
    whole = slugify(re.sub(r"(?<=\w)['’](?=\w)", "", words))

    # The second is for those that begin like the theme's own.
    assert Ids(()).make(words) in (whole or "section", f"section-{whole}")


def test_equal_headings_are_counted():
    assert ids("## Why\n\n## Why\n\n## Why 2\n\n## Why\n") == ("why", "why-2", "why-2-2", "why-3")


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("❤", "section"),
        ("", "section"),
        ("TB-nav", "section-tb-nav"),
        ("fn1", "section-fn1"),
        ("Fnref2 explained", "section-fnref2-explained"),
        ("Fns", "fns"),
        ("中文", "zhong-wen"),
    ],
)
def test_an_id_is_never_empty_and_never_another_s(words, made):
    assert ids(f"## {words}") == (made,)


def test_a_heading_s_own_id_and_class():
    assert html_of("## Fees {#price .wide .calm}\n\nText\n---\n\nOther {.x}\n===\n") == (
        '<h3 id="price" class="wide calm">Fees</h3>\n<h3 id="text">Text</h3>\n<h2 id="other" class="x">Other</h2>\n'
    )


def test_other_attributes_are_not_taken_over():
    assert html_of('## Fees {#price onclick=x style="y"}') == '<h2 id="price">Fees</h2>\n'


def test_braces_that_are_no_attributes_stay():
    assert html_of("## The set {1, 2}") == '<h2 id="the-set-1-2">The set {1, 2}</h2>\n'


def test_an_own_id_comes_before_a_made_one():
    assert ids("## Fees\n\n## Money {#fees}") == ("fees-2", "fees")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("## A {#x}\n\n## B {#x}", "3:6"),
        ("## A {#a.b}", "1:6"),
        ("## A {#}", "1:6"),
        ("## A {#a #b}", "1:6"),
        ("## A {#tb-nav}", "1:6"),
        ("## A {#fn1}", "1:6"),
        ("## A {.1x}", "1:6"),
        ("## A {#x y}", "1:6"),
    ],
)
def test_an_id_that_cannot_be_used(text, place):
    _, _, problems = read(text)

    assert told(problems) == [f"TB-MD-004 {place}"]
    assert problems[0].severity == "error"


def test_without_a_level_one_heading_levels_stay():
    assert html_of("## A\n\n###### B") == '<h2 id="a">A</h2>\n<h6 id="b">B</h6>\n'


def test_with_one_all_move_down_and_the_sixth_stays():
    assert html_of("## A\n\n# B\n\n###### C") == '<h3 id="a">A</h3>\n<h2 id="b">B</h2>\n<h6 id="c">C</h6>\n'


def test_the_list_of_headings_holds_words_without_markup():
    text = '## One *two* `three` "four"\n\n:::note\n### [Five](x.md)\n:::\n\n##### Too deep\n\n## ![Six](six.png)\n'
    body, facts, _ = read(text)

    assert body.headings == (
        Heading(level=2, id="one-two-three-four", text="One two three “four”"),
        Heading(level=3, id="five", text="Five"),
        Heading(level=2, id="six", text="Six"),
    )
    assert facts.anchors == ("one-two-three-four", "five", "too-deep", "six")


def test_a_link_in_a_heading_is_a_link():
    assert flat(read("## See [a](a.md)")[0].segments) == '<h2 id="see-a">See <a href="a.md">a</a></h2>\n'
