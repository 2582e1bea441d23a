"""Questions and answers: what a page with the template `faq` tells search engines of its text."""

from __future__ import annotations

from therapyblog.content.document import read_document
from therapyblog.content.options import ReadOptions

TOP = "---\ntitle: Questions\ntemplate: faq\n---\n\n"


def questions(text, top=TOP, **options):
    found = read_document(f"{top}{text}".encode(), path="pages/faq.md", kind="page", options=ReadOptions(**options))
    assert found.document is not None, found.problems
    return [(one.id, one.text, one.answer) for one in found.document.facts.questions]


def test_a_heading_is_a_question_and_what_stands_below_it_the_answer():
    assert questions(
        "Before any.\n\n## How *soon*?\n\nThis [week](/a/).\n\nOr `next`.\n\n### And then?\n\n- One\n- Two\n"
    ) == [
        ("how-soon", "How soon?", "This week.\nOr next."),
        ("and-then", "And then?", "One\nTwo"),
    ]


def test_a_heading_that_only_gathers_questions_is_none():
    assert questions("## Money\n\n### What does it cost?\n\n£60.\n\n## Empty?\n") == [
        ("what-does-it-cost", "What does it cost?", "£60.")
    ]


def test_smaller_headings_and_what_stands_in_a_component_belong_to_the_answer():
    text = "## Why?\n\nOne.\n\n#### Aside\n\nTwo.\n\n:::note Mind\n### Not a question\n\nThree.\n:::\n\n> Four.\n"

    assert questions(text) == [("why", "Why?", "One.\nAside\nTwo.\nNot a question\nThree.\nFour.")]


def test_footnotes_are_no_part_of_the_last_answer():
    assert questions("## Why?\n\nBecause.[^1]\n\n[^1]: A note.\n") == [("why", "Why?", "Because.")]


def test_a_picture_in_a_heading_does_not_eat_the_answer():
    assert questions("## ![A boat](/media/boat.png)\n\nWe float.\n") == [("a-boat", "A boat", "We float.")]


def test_a_text_without_headings_has_no_questions():
    assert questions("Some words.\n") == []
    assert questions("") == []


def test_only_a_page_with_the_template_has_questions():
    assert questions("## Why?\n\nBecause.\n", top="---\ntitle: Questions\n---\n\n") == []
    assert len(questions("## Why?\n\nBecause.\n", top="---\ntitle: Q\ntemplate: faq.html\n---\n\n")) == 1
