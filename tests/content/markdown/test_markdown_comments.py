"""A comment is never shown, wherever it stands and whatever `raw_html` says; in code it is no comment."""

import re

import pytest
from as_html import flat, html_of, read, told
from hypothesis import given
from hypothesis import strategies as st

# What is typed, with SECRET for what nobody may see · what comes of it.
TAKEN_OUT = [
    ("a <!-- SECRET --> b", "<p>a b</p>\n"),
    ("a<!--SECRET-->b", "<p>ab</p>\n"),
    ("a %%SECRET%% b", "<p>a b</p>\n"),
    ("a %%SECRET %%% b", "<p>a b</p>\n"),
    ("a <!-- SECRET -->  \nb", "<p>a\nb</p>\n"),
    ("a <!-- SECRET --> <!-- SECRET\n\n--> b", "<p>a b</p>\n"),
    ("a\n\n<!-- SECRET\n\nSECRET -->\n\nb", "<p>a</p>\n<p>b</p>\n"),
    ("a\n\n%%\nSECRET\n\n- SECRET\n%%\n\nb", "<p>a</p>\n<p>b</p>\n"),
    ("a <!-- SECRET\n\nSECRET --> b", "<p>a b</p>\n"),
    ("a\n<!-- SECRET -->\nb", "<p>a\nb</p>\n"),
    ("a\n    <!-- SECRET -->", "<p>a</p>\n"),
    ("a\n<!-- SECRET -->\n---\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
    ("<!-- SECRET --># H", '<h2 id="h">H</h2>\n'),
    ("%%SECRET%% - a", "<ul>\n<li>a</li>\n</ul>\n"),
    ("*a<!-- SECRET -->*", "<p><em>a</em></p>\n"),
    # Ends as browsers have them.
    ("a <!--> b --> c", "<p>a b --&gt; c</p>\n"),
    ("a <!---> b", "<p>a b</p>\n"),
    ("a <!-- SECRET --!> b", "<p>a b</p>\n"),
    ("a <!-- SECRET -- > SECRET --> b", "<p>a b</p>\n"),
    # What would open something else.
    ("<!--\n```\nSECRET -->\n\nb", "<p>b</p>\n"),
    ("<!-- ` --> b ` c", "<p>b ` c</p>\n"),
    ("<!--\n[a]: SECRET.md\n\n[^1]: SECRET\n-->\n\n[a]", "<p>[a]</p>\n"),
    ("<!-- [SECRET](SECRET.md) ![SECRET](SECRET.jpg) -->", ""),
    # Where it stands.
    ("- a <!-- SECRET\n\nSECRET -->\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("- a\n<!-- SECRET -->\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("- a\n\n<!-- SECRET -->\n\n- b", "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>\n"),
    ("- a\n\n    b <!-- SECRET -->", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>\n"),
    ("• a <!-- SECRET -->\n• b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("> a\n> <!-- SECRET -->\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n"),
    ("> a <!-- SECRET\n\nSECRET --> b", "<blockquote>\n<p>a b</p>\n</blockquote>\n"),
    ("## Fees <!-- SECRET -->", '<h2 id="fees">Fees</h2>\n'),
    ("## Fees {#f} <!-- SECRET -->", '<h2 id="f">Fees</h2>\n'),
    ("Fees\n--- <!-- SECRET -->", '<h2 id="fees">Fees</h2>\n'),
    ("[a <!-- SECRET -->b](c.md)", '<p><a href="c.md">a b</a></p>\n'),
    ("[a](c.md <!-- SECRET -->)", '<p><a href="c.md">a</a></p>\n'),
    ('[a](c.md "t <!-- SECRET -->u")', '<p><a href="c.md" title="t u">a</a></p>\n'),
    ("![a <!-- SECRET -->b](c.jpg)", '<p><img src="c.jpg" alt="a b"></p>\n'),
    ('[a]: /u "t" <!-- SECRET -->\n\n[a]', '<p><a href="/u" title="t">a</a></p>\n'),
    ("[a]: <!-- SECRET --> /u\n\n[a]", '<p><a href="/u">a</a></p>\n'),
    (":::note Title <!-- SECRET -->\na\n:::", "[note Title]<p>a</p>\n[/note]"),
    (':::note {k="v<!-- SECRET -->"}\na\n:::', "[note k=v]<p>a</p>\n[/note]"),
    (":::note\n<!--\n:::\nSECRET\n-->\na\n:::", "[note]<p>a</p>\n[/note]"),
    (":::note\na\n::: <!-- SECRET -->", "[note]<p>a</p>\n[/note]"),
    ("a\n: b <!-- SECRET -->", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n"),
]

SHOWN = [
    ("`<!-- a -->` `` %%b%% ``", "<p><code>&lt;!-- a --&gt;</code> <code>%%b%%</code></p>\n"),
    ("`a\n<!-- b -->` c", "<p><code>a &lt;!-- b --&gt;</code> c</p>\n"),
    ("```\n<!-- a -->\n%%b%%\n```", "<pre><code>&lt;!-- a --&gt;\n%%b%%\n</code></pre>\n"),
    ("```\n<!--\n```\na", "<pre><code>&lt;!--\n</code></pre>\n<p>a</p>\n"),
    ("    <!-- a -->\n    %%\n\nb", "<pre><code>&lt;!-- a --&gt;\n%%\n</code></pre>\n<p>b</p>\n"),
    ("\t<!--\n\na", "<pre><code>&lt;!--\n</code></pre>\n<p>a</p>\n"),
    ("- a\n\n      %%b%%", "<ul>\n<li>\n<p>a</p>\n<pre><code>%%b%%\n</code></pre>\n</li>\n</ul>\n"),
    ("> ~~~\n> <!-- a\n> ~~~", "<blockquote>\n<pre><code>&lt;!-- a\n</code></pre>\n</blockquote>\n"),
    (":::note\n    <!-- a -->\n:::", "[note]<pre><code>&lt;!-- a --&gt;\n</code></pre>\n[/note]"),
    (":::note\n```\n%%a%%\n```\n:::", "[note]<pre><code>%%a%%\n</code></pre>\n[/note]"),
    ("\\<!-- a -- b --> \\%%c\\%%", "<p>&lt;!-- a – b --&gt; %%c%%</p>\n"),
    ("&lt;!-- a -->", "<p>&lt;!-- a --&gt;</p>\n"),
    ("50%% off", "<p>50%% off</p>\n"),
    ("50% off, 30% less", "<p>50% off, 30% less</p>\n"),
    ("<https://a.example/%%b%%>", '<p><a href="https://a.example/%%b%%">https://a.example/%%b%%</a></p>\n'),
    ("a --> b", "<p>a --&gt; b</p>\n"),
    ("a <! -- b", "<p>a &lt;! – b</p>\n"),
]


@pytest.mark.parametrize("raw_html", ["off", "sanitize"])
def test_a_comment_is_taken_out_without_a_message_and_code_stays(raw_html):
    for text, html in TAKEN_OUT + SHOWN:
        assert html_of(text, raw_html=raw_html) == html, text
    for text, _ in TAKEN_OUT:
        body, facts, _ = read(text, raw_html=raw_html)
        assert "SECRET" not in repr((body, facts)), text


def test_what_stands_behind_a_comment_keeps_its_place():
    text = (
        "a <!-- x\n\n[no](no.md) --> [a](a.md)\n<!-- y -->\n[b](b.md)\n\n%%\nz\n%%\n- <!-- w --> [c](c.md)\n"
        ":::note <!-- v -->\n## D {#d e}\n:::\n"
    )
    _, facts, problems = read(text, first_line=4)

    assert [(one.target, one.line, one.column) for one in facts.mentions] == [
        ("a.md", 6, 21),
        ("b.md", 8, 5),
        ("c.md", 13, 18),
        ("note", 14, 1),
    ]
    assert told(problems) == ["TB-MD-004 15:6"]


def test_neither_words_nor_headings_count_what_a_comment_holds():
    _, facts, _ = read("one two <!-- three four -->\n\n%%\n## Five six\n%%\n\nseven")
    body, _, _ = read("## One <!-- two -->\n\n<!--\n## Three\n-->\n\nfour")

    assert (facts.words, facts.excerpt) == (3, "one two")
    assert [(one.id, one.text) for one in body.headings] == [("one", "One")]


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("One.\n\nTwo.\n\n<!--more-->\n\nThree.", "One. Two."),
        ("One two <!-- More --> three.\n\nFour.", "One two"),
        ("## H\n\nOne.\n<!--MORE-->\nTwo.", "One."),
        ("<!--more-->\n\nOne.\n\nTwo.", "One."),
        ("- One <!--more-->\n- Two", "One"),
        ("One.\n\n<!--more-->\n\nTwo <!--more--> three.", "One."),
        ("One.\n\n`<!--more-->` two.", "One."),
        ("## A <!--more--> b\n\nOne.\n\nTwo.", "One."),
    ],
)
def test_the_mark_more_ends_the_excerpt_and_is_not_shown(text, excerpt):
    body, facts, problems = read(text)

    assert (facts.excerpt, problems) == (excerpt, ())
    assert not re.search("more(?!--&gt;</code>)|\ufdd3", flat(body.segments).lower())


def test_a_comment_without_an_end_is_an_error_and_nothing_behind_it_is_shown():
    for raw_html in ("off", "sanitize"):
        body, facts, problems = read("a\n\n- b <!-- c\n\n[d](d.md) `-`->\n", raw_html=raw_html)

        assert told(problems) == ["TB-MD-008 3:5"]
        assert problems[0].severity == "error"
        assert flat(body.segments) == "<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n"
        assert facts.mentions == ()


LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        ["", "", "", "> ", "- ", "1. ", "  ", "   ", "    ", "      ", "> - ", "\t", ": ", "[^1]: ", "- [ ] "]
    ),
    st.sampled_from(["", "", "a ", "`", "``a ", "```", "~~~", "# ", "a | ", "|", "---", "===", ":::note ", ":::"]),
    st.sampled_from(["", "", "X", " X", "X b", "X`", "`X`", " X ```", "c X d", "b"]),
)


@given(st.lists(LINES, min_size=1, max_size=8).map("\n".join), st.sampled_from(["<!-- SECRET -->", "%%SECRET%%"]))
def test_nobody_sees_a_comment_outside_of_code(text, comment):
    for raw_html in ("off", "sanitize"):
        result = read(text.replace("X", comment), raw_html=raw_html)

        assert "SECRET" not in re.sub("<code.*?</code>", "", flat(result[0].segments), flags=re.DOTALL)
        assert not re.search("[\ufdd0-\ufdef]", repr(result))
