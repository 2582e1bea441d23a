"""Tables, footnotes, task lists, code: accessible, and without one inline style."""

import re

from as_html import flat, html_of, read


def test_a_table_is_aligned_by_classes_and_scrolls_by_itself():
    assert html_of("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |") == (
        '<div class="table-wrap" role="region" aria-label="a, b, c, d" tabindex="0">\n<table>\n<thead>\n<tr>\n'
        '<th class="align-left">a</th>\n<th class="align-center">b</th>\n<th class="align-right">c</th>\n<th>d</th>\n'
        "</tr>\n</thead>\n<tbody>\n<tr>\n"
        '<td class="align-left">1</td>\n<td class="align-center">2</td>\n<td class="align-right">3</td>\n<td>4</td>\n'
        "</tr>\n</tbody>\n</table>\n</div>\n"
    )


def test_the_tab_stop_of_a_table_is_named_by_its_columns_and_no_two_alike():
    table = '| *Day* & "hour" |  |\n|---|---|\n| 1 | 2 |\n\n'
    bare = "|  |  |\n|---|---|\n| 1 | 2 |\n"

    found = html_of(f"{table}{table}{bare}")

    assert re.findall(r'<div class="table-wrap"(.*)>', found) == [
        ' role="region" aria-label="Day &amp; “hour”" tabindex="0"',
        ' role="region" aria-label="Day &amp; “hour” (2)" tabindex="0"',
        ' tabindex="0"',
    ]


def test_footnotes_are_numbered_and_lead_back():
    body, facts, _ = read("One[^b] two^[in *place*] three[^b].\n\n[^b]: The note\n[^unused]: Nobody sees this\n")

    assert flat(body.segments) == (
        '<p>One<sup class="footnote-ref"><a href="#fn1" id="fnref1" role="doc-noteref">1</a></sup>'
        ' two<sup class="footnote-ref"><a href="#fn2" id="fnref2" role="doc-noteref">2</a></sup>'
        ' three<sup class="footnote-ref"><a href="#fn1" id="fnref1-2" role="doc-noteref">1</a></sup>.</p>\n'
        '<section class="footnotes" role="doc-endnotes">\n<ol>\n'
        '<li id="fn1"><p>The note <a href="#fnref1" class="footnote-back" role="doc-backlink">↩</a>'
        ' <a href="#fnref1-2" class="footnote-back" role="doc-backlink">↩</a></p>\n</li>\n'
        '<li id="fn2"><p>in <em>place</em>'
        ' <a href="#fnref2" class="footnote-back" role="doc-backlink">↩</a></p>\n</li>\n'
        "</ol>\n</section>\n"
    )
    assert facts.anchors == ("fnref1", "fnref2", "fnref1-2", "fn1", "fn2")


def test_a_footnote_within_a_footnote_leaves_nothing_open():
    html = html_of("x[^a]\n\n[^a]: - one\n\n    [^b]: two\n\n    - three[^b]\n")

    assert html.count("<li") == html.count("</li>")
    assert html.count("<ul>") == html.count("</ul>")
    assert "two" in html


def test_footnotes_of_a_component_stand_at_the_end_of_the_text():
    assert html_of(":::note\nx[^1]\n:::\n\n[^1]: y").startswith("[note]<p>x<sup")


def test_tasks_are_boxes_with_a_name():
    assert html_of("- [x] done\n- [ ] to *do*\n- other") == (
        '<ul class="contains-task-list">\n'
        '<li class="task-list-item"><label><input type="checkbox" disabled="" checked=""> done</label></li>\n'
        '<li class="task-list-item"><label><input type="checkbox" disabled=""> to <em>do</em></label></li>\n'
        "<li>other</li>\n</ul>\n"
    )


def test_code_names_its_language():
    assert html_of('```py x="y"\na < b\n```\n\n    c & d') == (
        '<pre><code class="language-py">a &lt; b\n</code></pre>\n<pre><code>c &amp; d\n</code></pre>\n'
    )


def test_deleted_words():
    assert html_of("~~one~~ two") == "<p><s>one</s> two</p>\n"


def test_no_inline_style_anywhere():
    text = "| a |\n|:-:|\n| b |\n\n3. c\n\n## D {style=x}\n\n~~e~~[^1]\n\n[^1]: f"

    assert "style" not in html_of(text)
