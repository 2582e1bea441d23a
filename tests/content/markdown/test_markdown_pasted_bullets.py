"""Lists as word processors paste them, and the no-break spaces that come along."""

from as_html import html_of

from support.rows import every_row

NBSP = "\N{NO-BREAK SPACE}"


def test_bullets_with_blank_lines_between_are_one_tight_list():
    text = "You may notice:\n\n  • Refusing help\n\n  • Feeling *safer* alone\n\n\n  • Guarding\n\nThat is common."

    assert html_of(text) == (
        "<p>You may notice:</p>\n"
        "<ul>\n<li>Refusing help</li>\n<li>Feeling <em>safer</em> alone</li>\n<li>Guarding</li>\n</ul>\n"
        "<p>That is common.</p>\n"
    )


@every_row("bullet", ["•", "‣", "◦", "▪", "●"])
@every_row("indent", ["", "  ", "    ", "\t", "          ", NBSP, f" {NBSP} "])
@every_row("space", ["", " ", "\t", NBSP])
def test_every_bullet_at_every_indentation(bullet, indent, space):
    assert html_of(f"{indent}{bullet}{space}One\n{indent}{bullet}{space}Two") == (
        "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n"
    )


def test_a_bullet_ends_the_paragraph_before_it():
    assert html_of("Notice:\n• one\n• two") == "<p>Notice:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"


def test_an_item_goes_on_over_lines_until_something_else_begins():
    assert html_of("• one\ngoes on\n# Heading") == (
        '<ul>\n<li>one\ngoes on</li>\n</ul>\n<h2 id="heading">Heading</h2>\n'
    )


def test_bullets_in_code_are_code():
    assert html_of("```\n• one\n```") == "<pre><code>• one\n</code></pre>\n"


def test_bullets_in_a_quote_and_in_a_component_are_lists():
    assert html_of("> • one\n> • two") == "<blockquote>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n</blockquote>\n"
    assert html_of(":::note\n• one\n:::") == "[note]<ul>\n<li>one</li>\n</ul>\n[/note]"


def test_a_row_of_bullets_is_an_ornament():
    assert html_of("one\n\n• • •\n\ntwo") == "<p>one</p>\n<p>• • •</p>\n<p>two</p>\n"


def test_a_bullet_within_a_line_is_text():
    assert html_of("Leith • Edinburgh") == "<p>Leith • Edinburgh</p>\n"


def test_lines_of_no_break_spaces_are_blank():
    assert html_of(f"one\n{NBSP}\n {NBSP}{NBSP}\ntwo") == "<p>one</p>\n<p>two</p>\n"
    assert html_of(f"> one\n> {NBSP}\n> two") == "<blockquote>\n<p>one</p>\n<p>two</p>\n</blockquote>\n"


def test_no_break_spaces_within_a_line_stay():
    assert html_of(f"Dr{NBSP}Lindqvist") == f"<p>Dr{NBSP}Lindqvist</p>\n"
