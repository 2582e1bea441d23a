"""Words that an old page held in places of its own: tags that somebody typed into code, and cards of other pages."""

from __future__ import annotations

import datetime as dt
import json

from support.rows import every_row
from therapyblog.importers.importing import import_sources
from therapyblog.model.import_report import WORDS_LOST

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Reed House</title>
<link>http://reed.example</link><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Kettle</title><wp:post_name>kettle</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><content:encoded><![CDATA[{}]]></content:encoded></item></channel></rss>"""

CODE = {
    "PHP in a line": (
        'Put <code><?php echo "tea"; ?></code> there.',
        'Put `<?php echo "tea"; ?>` there.',
    ),
    "PHP in a block": (
        '<pre><?php\nif ($a > 3 && $b < 4) { echo "<b>warm</b>"; }\n?></pre>\nAfter it.',
        '```\n<?php\nif ($a > 3 && $b < 4) { echo "<b>warm</b>"; }\n?>\n```\n\nAfter it.',
    ),
    "a script and a sheet": (
        '<pre>\n<script>alert("x")</script>\n\n<style>p { color: red }</style></pre>',
        '```\n<script>alert("x")</script>\n\n<style>p { color: red }</style>\n```',
    ),
    "tags that end nowhere, and lines": (
        'Write <code><div id="x"></code>, <code><br></code> or <code><b></code>.',
        'Write `<div id="x">`, `<br>` or `<b>`.',
    ),
    "a whole page": (
        "<pre><!DOCTYPE html>\n<html><head><title>Tea</title></head>\n<body>Hot</body></html></pre>",
        "```\n<!DOCTYPE html>\n<html><head><title>Tea</title></head>\n<body>Hot</body></html>\n```",
    ),
    "a list with its comment, in a block": (
        "<!-- wp:code --><pre><code><ul><li>one</li></ul>\n<!-- a note --></code></pre><!-- /wp:code -->",
        "```\n<ul><li>one</li></ul>\n<!-- a note -->\n```",
    ),
    "a field": ('<code><input name="cup"></code>', '`<input name="cup">`'),
    "a link in a string": (
        '<pre lang="php">return \'<a href="b">c</a>\';</pre>',
        "```\nreturn '<a href=\"b\">c</a>';\n```",
    ),
    "a key": ("Press <kbd><Enter></kbd>.", "Press `<Enter>`."),
    # What gives code its form is none of its words.
    "written as it should be": (
        "<pre><code>&lt;?php echo 1; ?&gt;</code></pre>",
        "```\n<?php echo 1; ?>\n```",
    ),
    "colours": (
        '<pre><div style="color:#333"><span class="k">if</span> x:</div><b>go</b><br>on</pre>',
        "```\nif x:\ngo\non\n```",
    ),
    "a link around code": (
        'See <code><a href="http://else.example/">tea</a></code>.',
        "See [`tea`](http://else.example/).",
    ),
    "code that nobody closes": (
        "One <code>a</p>\n\n<p>two <code>b</code>.</p>",
        "One `a`\n\n`two b.`",
    ),
}


def body_of(source, site, name):
    (report,) = import_sources([str(source)], site, now=NOW)
    assert not [look for look in report.looks if look.rank == WORDS_LOST]
    return (site / f"posts/{name}.md").read_text().partition("---\n\n")[2].strip()


@every_row("html, markdown", CODE.values(), ids=CODE)
def test_tags_that_somebody_typed_into_code_are_its_words(tmp_path, html, markdown):
    (tmp_path / "export.xml").write_text(WXR.format(html))
    assert body_of(tmp_path / "export.xml", tmp_path / "site", "kettle") == markdown


def test_php_among_the_words_is_left_out_and_told(tmp_path):
    """Outside of code no page shows it."""
    (tmp_path / "export.xml").write_text(WXR.format('Before <?php echo "tea"; ?> after.<?xml:namespace prefix="o" /?>'))
    (report,) = import_sources([str(tmp_path / "export.xml")], tmp_path / "site", now=NOW)
    assert (tmp_path / "site/posts/kettle.md").read_text().endswith("\nBefore after.\n")
    assert [look.says for look in report.looks] == [
        "PHP stands in the text (`<?php`), means nothing here, and was left out"
    ]


PAGE = (
    '<html><head><title>Kettle</title></head><body><article class="h-entry"><h1 class="p-name">Kettle</h1>'
    '<section data-field="body" class="e-content"><p>First the water.</p>'
    '<div class="graf graf--mixtapeEmbed">{}<a href="https://tea.example/" class="mixtapeImage"></a></div>'
    '</section><footer><a href="https://medium.example/@mo/kettle-1a2b3c" class="p-canonical">here</a></footer>'
    "</article></body></html>"
)
MEDIUM = {
    "all of it": (
        '<a href="https://tea.example/"><strong>On tea &amp; time</strong><br><em>Some <b>ar</b>e.</em>tea.example</a>',
        "[On tea & time](https://tea.example/)\\\nSome are.\\\ntea.example",
    ),
    "without a description": (
        '<a href="https://tea.example/"><strong>On tea</strong><br>tea.example</a>',
        "[On tea](https://tea.example/)\\\ntea.example",
    ),
    "a host alone": ('<a href="https://tea.example/">tea.example</a>', "[tea.example](https://tea.example/)"),
    "no words": ("", "<https://tea.example/>"),
}


@every_row("html, markdown", MEDIUM.values(), ids=MEDIUM)
def test_a_card_of_medium_keeps_title_description_and_host(tmp_path, html, markdown):
    posts = tmp_path / "export/posts"
    posts.mkdir(parents=True)
    (posts / "2020-01-01_Kettle-1a2b3c.html").write_text(PAGE.format(html))
    assert body_of(tmp_path / "export", tmp_path / "site", "kettle") == f"First the water.\n\n{markdown}"


def test_a_card_of_ghost_keeps_all_that_it_says(tmp_path):
    card = (
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://tea.example/">'
        '<div class="kg-bookmark-content"><div class="kg-bookmark-title">On tea</div>'
        '<div class="kg-bookmark-description">Some leaves are slow.</div><div class="kg-bookmark-metadata">'
        '<img src="https://tea.example/i.png"><span class="kg-bookmark-author">Tea House</span>'
        '<span class="kg-bookmark-publisher">Mo</span></div></div></a><figcaption>Read it slowly</figcaption></figure>'
    )
    post = {"id": "1", "title": "Kettle", "slug": "kettle", "html": card, "status": "published", "type": "post"}
    export = {"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": [post]}}]}
    (tmp_path / "ghost.json").write_text(json.dumps(export))
    assert body_of(tmp_path / "ghost.json", tmp_path / "site", "kettle") == (
        "[On tea](https://tea.example/)\\\nSome leaves are slow.\\\nTea House\\\nMo\\\nRead it slowly"
    )
