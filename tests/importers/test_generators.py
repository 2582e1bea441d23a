"""Folders of other generators: what is told apart by rows, each through a whole import of a small folder."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.test_kinds_of_sources import KINDS, tree
from support.rows import every_row
from therapyblog.importers.importing import import_sources
from therapyblog.importers.kind import kind_of
from therapyblog.importers.markdown_addresses import rewritten
from therapyblog.importers.source import open_source

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
FOLDERS = ("hugo", "jekyll", "pelican", "zola", "eleventy", "astro", "obsidian", "markdown")
CONFIGS = {
    "hugo": {"hugo.toml": 'baseURL = "https://water.example/"'},
    "jekyll": {"_config.yml": "url: https://water.example", "_layouts/post.html": "{{ content }}"},
    "pelican": {"pelicanconf.py": "SITEURL = 'https://water.example'\nPATH = 'content'"},
    "zola": {"config.toml": 'base_url = "https://water.example"'},
    "eleventy": {".eleventy.js": "module.exports = () => {};"},
    "astro": {"astro.config.mjs": 'export default { site: "https://water.example" };'},
    "obsidian": {".obsidian/app.json": "{}"},
    "markdown": {},
}
PLACES = {
    "hugo": "content/posts/rest.md",
    "jekyll": "_posts/2021-02-03-rest.md",
    "pelican": "content/rest.md",
    "zola": "content/blog/rest.md",
    "eleventy": "posts/rest.md",
    "astro": "src/content/blog/rest.md",
    "obsidian": "rest.md",
    "markdown": "rest.md",
}


def folder(tmp_path, files):
    source = tmp_path / "old"
    for name, text in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    return source


def imported(tmp_path, files, kind=""):
    site = tmp_path / "site"
    (report,) = import_sources([str(folder(tmp_path, files))], site, now=NOW, kind=kind)
    return site, report


def one(tmp_path, kind, text, name="", more=None):
    """Import one text of a kind beside others; return its file here, and the report."""
    name = name or PLACES[kind]
    site, report = imported(tmp_path, {**CONFIGS[kind], **(more or {}), name: text})
    file = next(came.file for came in report.came if came.origin == name)
    return (site / file).read_text("utf-8"), report


BODIES = [
    # Hugo
    (
        "hugo",
        '{{< youtube id="abcdefghijk" title="Breath" >}}',
        ':::embed https://www.youtube.com/watch?v=abcdefghijk {title="Breath"}',
    ),
    ("hugo", "{{< vimeo 12345 >}}", ":::embed https://vimeo.com/12345"),
    ("hugo", "a {{< unknown >}} b", "a <!-- {{< unknown >}} --> b"),
    ("hugo", "{{% warning %}}\nMind *this*.\n{{% /warning %}}", ":::note Warning\nMind *this*.\n:::"),
    ("hugo", '{{< details "More" >}}\nInside.\n{{< /details >}}', "**More**\n\nInside."),
    ("hugo", "`{{< youtube abc >}}`", "`{{< youtube abc >}}`"),
    ("hugo", "```\n{{< youtube abc >}}\n[a](rest.md)\n```", "```\n{{< youtube abc >}}\n[a](rest.md)\n```"),
    ("hugo", "{{< highlight go >}}\nx := 1\n{{< / highlight >}}", "```go\nx := 1\n```"),
    ("hugo", '{{< blockquote author="A. Moss" >}}Rest.{{< /blockquote >}}', ":::quote A. Moss\nRest.\n:::"),
    ("hugo", '[x]({{< ref "nowhere.md" >}})', "x"),
    # Liquid
    ("jekyll", "{% raw %}`{{ x }}`{% endraw %}", "`{{ x }}`"),
    ("jekyll", "Words.\n{: .lead}\n\nMore.{: #id}", "Words.\n\nMore."),
    ("jekyll", "{{ site.baseurl }}{{ page.title }} {{ site.nothing }}", "Rest <!-- {{ site.nothing }} -->"),
    ("jekyll", "{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```"),
    (
        "jekyll",
        '{% include video id="abcdefghijk" provider="youtube" %}',
        ":::embed https://www.youtube.com/watch?v=abcdefghijk",
    ),
    ("jekyll", "{% for x in y %}word{% endfor %}", "<!-- {% for x in y %} -->word"),
    # Zola
    (
        "zola",
        '{{ vimeo(id="1") }} and `{{ vimeo(id="1") }}`',
        ':::embed https://vimeo.com/1\n\n and `{{ vimeo(id="1") }}`',
    ),
    # HTML in Markdown
    ("markdown", "a <b>b</b> <i> c </i><br>\nd", "a **b**  *c*\\\nd"),
    ("markdown", "<center>x</center>\n\n<div class='y'>\n\n*z*\n\n</div>", "x\n\n*z*"),
    ("markdown", "`<b>x</b>`\n\n    <b>y</b>", "`<b>x</b>`\n\n    <b>y</b>"),
    ("markdown", "x <custom-tag>y</custom-tag> and Dear <name>", "x <custom-tag>y</custom-tag> and Dear <name>"),
    ("markdown", "<!-- <b>note</b> -->\n\nx", "<!-- <b>note</b> -->\n\nx"),
    ("markdown", '<a href="https://a.example/">w</a>', "[w](https://a.example/)"),
    (
        "markdown",
        '<iframe src="https://www.youtube.com/embed/abcdefghijk" title="T"></iframe>',
        ':::embed https://www.youtube.com/embed/abcdefghijk {title="T"}',
    ),
    # MDX
    ("astro", "{/* note */}\n\nx", "{/* note */}\n\nx"),
]


@every_row("kind, body, expected", BODIES)
def test_marks(tmp_path, kind, body, expected):
    text, _ = one(tmp_path, kind, f"---\ntitle: Rest\n---\n{body}\n")
    assert text.split("\n---\n", 1)[1].strip("\n") == expected


def test_what_has_no_counterpart_is_named_with_its_line(tmp_path):
    _, report = one(tmp_path, "hugo", "---\ntitle: Rest\n---\n\nx\n\n{{< gallery >}}\n{{< gallery >}}\n")
    assert [look.says for look in report.looks] == [
        "`{{< gallery >}}` has no counterpart here (line 7), and became a comment"
    ]


HELD = [
    ("hugo", "+++\ntitle = 'x'\ndraft = true\n+++\nw\n", "draft"),
    ("hugo", "---toml\ntitle = 'x'\ndraft = true\n---\nwords\n", "draft"),
    ("hugo", '{"title": "x", "draft": true}\n\nw\n', "draft"),
    ("hugo", "+++\ntitle = 'x'\ndraft = true\nbroken\n+++\nw\n", "draft"),
    ("hugo", "---\ntitle: x\n_build: {render: never}\nbuild: {render: never}\n---\nwords\n", "draft"),
    ("hugo", "---\ntitle: x\nparams: {hidden: true}\n---\nwords\n", "unlisted"),
    ("jekyll", "---\ntitle: x\npublished: false\n---\nwords\n", "draft"),
    ("jekyll", "---\ntitle: [x] y\npublished: false\n---\nwords\n", "draft"),
    ("jekyll", "---\ntitle: x\nsitemap: false\n---\nwords\n", "unlisted"),
    ("pelican", "Title: x\nStatus: draft\n\nw\n", "draft"),
    ("pelican", "Title: x\nStatus: hidden\n\nw\n", "unlisted"),
    ("zola", "+++\ntitle = 'x'\n[extra]\nprivate = true\n+++\nw\n", "draft"),
    ("eleventy", "---\ntitle: x\npermalink: false\n---\nwords\n", "draft"),
    ("astro", "---\ntitle: x\nisDraft: true\n---\nwords\n", "draft"),
    ("obsidian", "---\ntitle: x\n---\nwords\n", "draft"),
    ("obsidian", "---\ntitle: x\npublish: true\n---\nwords\n", ""),
    ("obsidian", "---\ntitle: x\npublish: true\npassword: y\n---\nwords\n", "draft"),
    ("markdown", "---\ntitle: x\nstatus: Draft\n---\nwords\n", "draft"),
    ("markdown", "---\ntitle: x\nneeds review: yes\n---\nwords\n", "draft"),
    ("hugo", "---\ntitle: x\ndraft: false\nweight: 3\nlayout: single\n---\nwords\n", ""),
    ("jekyll", "---\ntitle: x\npublished: true\ncomments: false\nhidden: false\n---\nwords\n", ""),
    ("astro", "---\ntitle: x\nfeatured: true\npubDate: 2021-01-02\n---\nwords\n", ""),
]


@every_row("kind, text, status", HELD)
def test_what_is_held_back_there_is_held_back_here(tmp_path, kind, text, status):
    written, _ = one(tmp_path, kind, text)
    assert f"\nstatus: {status}\n" in written if status else "\nstatus:" not in written


ADDRESSES = [
    ("hugo", {}, "content/posts/Long Rest.md", "date: 2021-02-03", "/posts/long-rest/"),
    ("hugo", {"hugo.toml": "uglyURLs = true"}, "content/posts/long.md", "", "/posts/long.html"),
    (
        "hugo",
        {"hugo.toml": '[permalinks]\nposts = "/:year/:slug/"'},
        "content/posts/a.md",
        "date: 2021-02-03\nslug: b",
        "/2021/b/",
    ),
    ("hugo", {}, "content/posts/a.md", "url: /z/a.html", "/z/a.html"),
    ("jekyll", {}, "_posts/2021-02-03-a.md", "categories: [X y, z]", "/x-y/z/2021/02/03/a.html"),
    ("jekyll", {"_config.yml": "permalink: pretty"}, "_posts/2021-02-03-a.md", "", "/2021/02/03/a/"),
    ("jekyll", {"_config.yml": "permalink: /:year/:title"}, "_posts/2021-02-03-a.md", "", "/2021/a"),
    ("jekyll", {}, "2021.md", "permalink: /y/", "/y/"),
    ("pelican", {}, "content/a.md", "title: The A", "/the-a.html"),
    ("pelican", {}, "content/a.md", "save_as: s/t.html", "/s/t.html"),
    ("zola", {}, "content/blog/2021-02-03-a b.md", "", "/blog/a-b/"),
    ("eleventy", {}, "posts/2021-02-03-a.md", "", "/posts/a/"),
    ("eleventy", {}, "posts/a.md", "permalink: '/l/{{ title | slugify }}.html'", "/l/x.html"),
    ("astro", {}, "src/content/blog/a.md", "", "/blog/a/"),
    ("astro", {"src/pages/[slug].astro": 'getCollection("blog")'}, "src/content/blog/q.md", "slug: b/c", "/b/c/"),
    ("markdown", {}, "q.md", "redirect_from: [/old.html]", "/old.html"),
]


@every_row("kind, config, name, settings, address", ADDRESSES)
def test_addresses_stay(tmp_path, kind, config, name, settings, address):
    title = "" if "title:" in settings else "title: x\n"
    text, _ = one(tmp_path, kind, f"---\n{title}{settings}\n---\nwords\n", name, config)
    assert f"aliases: [{address}" in text


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_zip_is_as_good_as_a_folder(kind, tmp_path):
    packed = tmp_path / "packed.zip"
    (source,) = (KINDS / kind / "source").iterdir()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(source.rglob("*")):
            archive.write(path, f"repository-main/{path.relative_to(source)}")
    site = tmp_path / "site"
    import_sources([str(packed)], site, now=NOW)
    expected = tree(KINDS / kind / "expected")
    expected.pop("report.txt")
    assert tree(site) == expected


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_is_recognised(kind, tmp_path):
    (source,) = (KINDS / kind / "source").iterdir()
    with open_source(source) as opened:
        importer = kind_of(opened)
    assert importer is not None
    assert kind == importer.NAME


def test_a_page_and_a_post_of_one_name_have_an_address_each(tmp_path):
    files = {"rest.md": "# Rest\n\nA post.\n", "pages/rest.md": "# Rest\n\nA page.\n", "blog.md": "# Blog\n\nWords.\n"}
    _, report = imported(tmp_path, files)
    assert sorted(came.file for came in report.came) == [
        "pages/rest.md",
        "posts/blog-2.md",
        "posts/rest-2.md",
        "therapyblog.toml",
    ]


def test_included_texts_come_along(tmp_path):
    includes = {"_includes/end.md": "Write to *me*.\n"}
    text, _ = one(tmp_path, "jekyll", "---\ntitle: Rest\n---\nWords.\n\n{% include end.md %}\n", more=includes)
    assert text.endswith("\nWords.\n\nWrite to *me*.\n")


def test_texts_may_lie_below_the_configuration(tmp_path):
    files = {
        "_config.yml": "title: Quiet",
        "src/_layouts/post.html": "x",
        "src/_posts/2021-02-03-a.md": "---\ntitle: A\n---\nWords.\n",
    }
    site, _ = imported(tmp_path, files)
    assert "topic" not in (site / "posts/a.md").read_text("utf-8")
    assert "Quiet" in (site / "therapyblog.toml").read_text("utf-8")


def test_a_configuration_is_never_run(tmp_path):
    marker = tmp_path / "ran"
    config = f"import pathlib\npathlib.Path({str(marker)!r}).touch()\nSITENAME = 'x' + 'y'\nPATH = 'content'\n"
    imported(tmp_path, {"pelicanconf.py": config, "content/a.md": "Title: A\n\nw\n"})
    assert not marker.exists()


def test_values_that_stand_for_others_do_not_grow(tmp_path):
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    text, _ = one(tmp_path, "markdown", "---\ntitle: Small\n" + "\n".join(lines) + "\n---\nwords\n")
    assert "title: Small\n" in text


CODE = st.sampled_from(["`[a](b)`", "``[a](b) ` ``", "```\n[a](b)\n```", "    [a](b)\n"])
PLAIN = st.sampled_from(["[a](b)", "![a](b)", "words", "\n\n", "[a]: b", "[[a]]", "# h", "> q", "\\[a](b)"])


@given(st.lists(st.one_of(CODE, PLAIN), max_size=12))
def test_code_is_never_rewritten(parts):
    text = "\n\n".join(parts)
    kept = [part for part in parts if part.startswith(("`", "    "))]
    new = rewritten(text, lambda address, kind: f"<{address}>" if kind == "wiki" else "/media/new", shows=bool)
    assert [part for part in kept if part.strip("\n") not in new] == []
    assert rewritten(text, lambda address, kind: address, shows=bool) == text
