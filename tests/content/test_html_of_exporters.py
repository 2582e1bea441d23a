"""HTML as other programs leave it in texts: used as far as it is harmless, told once a site, checked."""

from __future__ import annotations

from support.injection import PNG
from support.rows import every_row
from support.site import SmallSite, codes, told


def text(body: str, title: str = "A") -> str:
    return f"---\ntitle: {title}\n---\nOn {title}.\n\n{body}\n"


@every_row(
    "html, kept",
    [
        ('<p class="meta">18 October</p>', "p.meta"),
        ('<div class="imgcap">\nA boat\n</div>', "div.imgcap"),
        ("Some <em>words</em><br>more", "p em, p br"),
        ("<figure><figcaption>Words</figcaption></figure>", "figure figcaption"),
        ('<p style="color: red" onclick="run()">Words</p>', "p:not([style])"),
        ("<table><tr><td>One</td></tr></table>", "td"),
    ],
)
def test_it_is_used_and_told_once(site: SmallSite, html: str, kept: str):
    site.write({"posts/a.md": text(html), "posts/b.md": text(html, "B")})

    result = site.build()

    assert result.published
    assert (codes(result), str(result.problems[0].at)) == (["TB-MD-012"], "posts/a.md:6"), told(result)
    assert result.problems[0].says.startswith("2 texts hold HTML, this one first")
    main = site.main("/a/")
    assert main.css_first(kept)
    assert "<" not in main.text() or "&lt;" not in (main.html or "")
    assert "onclick" not in (main.html or "")
    for said in ("sanitize", "off"):
        site.settings(f'[markdown]\nraw_html = "{said}"\n')
        assert "TB-MD-012" not in codes(site.build()), said


@every_row("body", ["Dear <name>,", "x < y > z", "`<b>` and `</b>`", "```\n<p>a</p>\n```", "    <p>a</p>", "a <3 b"])
def test_what_is_no_html_is_not_told_of_as_such(site: SmallSite, body: str):
    site.write({"posts/a.md": text(body)})

    assert "TB-MD-012" not in codes(site.build())


@every_row(
    "html, code",
    [
        ('<img src="/media/none.png" alt="x">', "TB-PIC-001"),
        ("<div>\n<img src='../media/none.png'>\n</div>", "TB-PIC-001"),
        ('<img src="https://evil.example/x.png">', "TB-MD-010"),
        ('See <a href="none.md">this</a>.', "TB-LINK-001"),
        ('See <a href="draft.md"><b>this</b></a>.', "TB-LINK-002"),
        ('<p><a href="/none/">this</a></p>', "TB-LINK-001"),
        ("<script>run()</script>", "TB-MD-002"),
        ('<a href="javascript:run()">x</a>', "TB-MD-003"),
    ],
)
def test_its_pictures_and_links_are_checked(site: SmallSite, html: str, code: str):
    site.write({"posts/a.md": text(html), "posts/draft.md": "---\ntitle: Draft\nstatus: draft\n---\nWords.\n"})

    result = site.build()

    assert code in codes(result), told(result)
    if result.published:
        page = site.page("/a/")
        assert "<script>run" not in page
        assert "evil.example" not in page
        assert "javascript:" not in page
        assert "draft" not in page.replace("draft.md", "")


def test_its_pictures_are_found_from_the_text_and_have_smaller_ones(site: SmallSite):
    body = (
        "<div class='imgcap'>\n<img src='boat.png' alt='A &amp; B'>\n</div>\n\nSee <a href='../b.md' title='T'>*b*</a>."
    )
    site.write({"posts/a/index.md": text(body), "posts/a/boat.png": PNG, "posts/b.md": text("Words.", "B")})

    result = site.build()

    assert codes(result) == ["TB-MD-012"], told(result)
    image = site.main("/a/").css_first("div.imgcap img")
    assert (image.attributes["src"], image.attributes["alt"]) == ("../media/posts/a/boat.png", "A & B")
    assert image.attributes["width"] == "3"
    assert site.main("/a/").css_first('a[href="../b/"] em').text() == "b"
