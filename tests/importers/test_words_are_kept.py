"""Words that look like marks of Markdown stay words; however much is nested, nothing is lost or takes long."""

from __future__ import annotations

from support.rows import every_row
from therapyblog.importers.html_clean import tidy_tree, words_of
from therapyblog.importers.markdown_writer import to_markdown
from therapyblog.importers.rendered import compared, rendered_words

MARKS = {
    "two underscores": "<p>__d__ and __init__ but a_b_c</p>",
    "a list right in an item": "<ol><li><ol><li>2 * 3 * 4</li></ol></li></ol>",
    "fences in code": "<pre><code>```\nx\n```</code></pre><p>after</p>",
    "numbers at the start": "<p>1986. was a year</p><p>1) n</p><p>+ o</p><p># l</p><p>&gt; x</p>",
    "brackets": "<p>[e](f) [[g]] ![h](i.png) [^1] [^1]: y</p>",
    "components and comments": "<p>:::crisis</p><p>%% r %% and 50%%</p><p>{{ a }} {% b %}</p>",
    "tags and entities": "<p>&lt;k&gt; &amp;amp; &amp;copy; \\* \\ `u` ~~t~~ **b** * a</p>",
}
DEEP = {
    f"{count:,} × {start}": start * count + "words"
    for count in (15, 1_000, 5_000)
    for start in (
        "<div>",
        "<b>",
        "<ul><li>",
        "<blockquote>",
        "<table><tr><td>",
        "<figure><figcaption>",
        "<i><p>",
        "<p>a<br><br>",
    )
}


@every_row("html", [*MARKS.values(), *DEEP.values()], ids=[*MARKS, *DEEP])
def test_words_are_kept(html):
    tree = tidy_tree(html)
    wanted = words_of(tree)
    assert wanted
    assert compared(wanted, rendered_words(to_markdown(tree, lambda address, _: address))) == ""
