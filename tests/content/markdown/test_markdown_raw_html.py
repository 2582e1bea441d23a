"""HTML that an author types: text while it is off, clean where a site allows it."""

import pytest
from as_html import flat, html_of, read, told

from support.rows import every_row
from support.site import SmallSite, post
from therapyblog.model.documents import Html, Image, Link


def test_off_html_is_shown_as_typed_with_one_warning_a_line():
    body, _, problems = read('One <b class="*x*">two</b>\nthree <i>four</i>\n\n<div>\nfive\n</div>', first_line=3)

    assert flat(body.segments) == (
        "<p>One &lt;b class=&quot;*x*&quot;&gt;two&lt;/b&gt;\nthree &lt;i&gt;four&lt;/i&gt;</p>\n"
        "<p>&lt;div&gt;\nfive\n&lt;/div&gt;</p>\n"
    )
    assert told(problems) == ["TB-MD-002 3:0", "TB-MD-002 4:0", "TB-MD-002 6:0", "TB-MD-002 8:0"]
    assert all(one.severity == "warning" for one in problems)


@pytest.mark.parametrize("text", ["a < b", "2 <3", "`<b>`", "```\n<b>\n```", "    <b>", "&lt;b&gt;", "\\<b>"])
def test_off_what_is_no_tag_warns_of_nothing(text):
    assert "<b>" not in html_of(text)


def test_allowed_html_is_kept_and_harm_is_taken_out():
    text = (
        '<div class="box" style="color:red" onclick="x()">\n\nHello <b>you</b> <a href="/a/">a</a>\n'
        '<a href="javascript:x">b</a> <a href="//c.example">c</a> <img src="a.png" alt="A" onerror="x()">\n\n</div>'
    )
    body, _, problems = read(text, raw_html="sanitize")

    assert flat(body.segments) == (
        '<div class="box">\n<p>Hello <b>you</b> <a href="/a/">a</a>\nb c <img src="a.png" alt="A"></p>\n</div>'
    )
    assert [problem.code for problem in problems] == ["TB-MD-003", "TB-MD-003"]


def test_links_pictures_and_components_come_through():
    body, _, problems = read("<u>[a](a.md)</u> ![b](b.png)\n\n:::note\n<u>c</u>\n:::\n\n- [x] d\n", raw_html="sanitize")

    assert problems == ()
    assert body.segments[:5] == (
        Html(text="<p><u>"),
        Link(target="a.md", title="", body=(Html(text="a"),), line=1, column=8),
        Html(text="</u> "),
        Image(source="b.png", alt="b", title="", line=1, column=23),
        Html(text="</p>\n"),
    )
    assert flat(body.segments[5:]) == (
        "[note]<p><u>c</u></p>\n[/note]"
        '<ul class="contains-task-list">\n<li class="task-list-item">'
        '<label><input type="checkbox" disabled="" checked=""> d</label></li>\n</ul>\n'
    )


@pytest.mark.parametrize("name", ["script", "style", "textarea", "title", "iframe", "template", "svg", "plaintext"])
def test_tags_that_swallow_the_text_after_them_become_text(name):
    body, _, problems = read(f"<{name}>\n\nHello <{name}> [you](a.md)", raw_html="sanitize")

    html = flat(body.segments)
    assert f"<{name}>" not in html
    assert f"&lt;{name}&gt;" in html
    assert '<a href="a.md">you</a>' in html
    assert {one.code for one in problems} == {"TB-MD-002"}


@pytest.mark.parametrize("open_end", ['<div title="', "<p class='", "<a href=", "<div", "<table><tr>"])
def test_nothing_that_is_left_open_eats_the_rest(open_end):
    body, _, _ = read(f'{open_end}\n\nHello "you" [there](a.md)\n\nand ![b](b.png)', raw_html="sanitize")

    html = flat(body.segments)
    assert "Hello “you”" in html
    assert '<a href="a.md">there</a>' in html
    assert '<img src="b.png" alt="b">' in html


def test_each_piece_is_balanced_by_itself():
    body, _, _ = read(":::note\n<b>open\n:::\n\n</div></b>after\n\n[<i>x](a.md)", raw_html="sanitize")

    assert flat(body.segments) == (
        '[note]<p><b>open</b></p><b>\n</b>[/note]after\n<p><a href="a.md"><i>x</i></a></p>\n'
    )


def test_forms_leave_only_their_words():
    body, _, problems = read('<form action="/x"><input name="a"><button>Send</button></form>', raw_html="sanitize")
    html = flat(body.segments)

    assert told(problems) == ["TB-MD-010 1:0"]
    assert "Send" in html
    assert "<" not in html.replace("<p>", "").replace("</p>", "")


def test_ids_of_html_can_be_linked_to_and_the_themes_ids_are_taken_off():
    body, facts, _ = read('<p id="prices">x</p>\n\n## Fees\n\n<p id="tb-nav">y</p>', raw_html="sanitize")

    assert set(facts.anchors) == {"prices", "fees"}
    assert "tb-nav" not in flat(body.segments)


def test_our_marks_cannot_be_forged_in_html():
    body, _, _ = read("[a](a.md)\n\n<p>&#xFDD0;0&#xFDD1; &#64976;0&#64977 &#x0fdd0;0&#xfdd1</p>", raw_html="sanitize")

    assert sum(isinstance(one, Link) for one in body.segments) == 1
    assert "\ufdd0" not in flat(body.segments)


def test_without_html_both_settings_give_the_same():
    text = '# A "b"\n\n- [ ] c\n\n| d |\n|:-:|\n| e & f |\n\nx[^1]\n\n[^1]: y\n'

    assert read(text, raw_html="sanitize") == read(text)


def test_tags_of_word_are_left_out_and_their_words_stay():
    pasted = '<p class=MsoNormal>One <o:p>two</o:p><w:sdt sdttag="x">, three</w:sdt> <o:p/>a <o :p>.</p>'
    body, _, _ = read(pasted, raw_html="sanitize")

    assert flat(body.segments).strip() == '<p class="MsoNormal">One two, three a &lt;o :p&gt;.</p>'


def test_a_frame_is_told_what_to_write_in_its_place():
    _, _, problems = read('<iframe src="https://maps.example"></iframe>', raw_html="sanitize")

    assert {found.fix for found in problems} == {
        "write `:::embed` and the address of the film, podcast or map on a line of its own in its place"
    }


LEFT_OUT = {
    '<form action="/x">\n<label>Name <input name="n"></label>\n<button>Send</button>\n</form>': (
        "this form is left out, for a text may have none: `<form>`, `<input>`, `<button>`"
    ),
    'Words <input type="text"> and\n\n<button>Go</button>': (
        "this form is left out, for a text may have none (lines 5, 7): `<input>`, `<button>`"
    ),
    '<img src="https://elsewhere.example/a.png" alt="x">': "shows a picture of another server",
    "<img alt=x src=//elsewhere.example/a.png>": "shows a picture of another server",
    '<iframe src="https://maps.example"></iframe>': "may not stand in a text; it is shown as it is typed",
    "<script>alert(1)</script>": "may not stand in a text; it is shown as it is typed",
    "<style>p { color: red }</style>": "may not stand in a text; it is shown as it is typed",
    '<object data="a.swf"></object>': "may not stand in a text; it is shown as it is typed",
}


@every_row("html, says", LEFT_OUT.items())
def test_nothing_is_taken_away_in_silence(html: str, says: str, site: SmallSite):
    site.settings('[markdown]\nraw_html = "sanitize"\n')
    site.write({"posts/a.md": post("A", html)})

    result = site.build()

    assert result.published
    assert says in result.problems[0].says, result.problems
    assert len({found.code for found in result.problems}) == 1, result.problems
