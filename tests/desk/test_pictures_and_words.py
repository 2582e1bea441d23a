"""Pictures at the desk, and what was written elsewhere: pasted words, and documents."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

from PIL import Image

from support.pictures import MARK, RASTER, exif, saved, segment, with_segments
from support.rows import every_row

TALKING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><metadata>' + MARK + b"</metadata>"
    b'<rect width="9" height="9"/></svg>'
)


def picture(width: int = 900, height: int = 600, form: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(stream, form)
    return stream.getvalue()


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_picture_comes_is_shown_used_deleted_and_comes_back(desk, practice):
    content = picture()
    added = desk.call("pictures.add", name="My Garden (1).JPG", base64=encoded(content))
    assert added == {"path": "media/my-garden-1.jpg", "markdown_path": "/media/my-garden-1.jpg"}
    assert (practice.folder / added["path"]).read_bytes() == content
    assert desk.call("pictures.add", name="my garden 1.jpg", base64=encoded(content)) == added
    other = desk.call("pictures.add", name="my garden 1.jpg", base64=encoded(picture(30, 30)))
    assert other["path"] == "media/my-garden-1-2.jpg"
    figure = desk.call("pictures.add", name="figure.png", base64=encoded(picture(30, 30, "PNG")))["markdown_path"]
    with desk.events() as next_event:
        opened = desk.call("documents.open", path="posts/one.md")
        text = f"{opened['text']}\n![A garden in May]({added['markdown_path']})\n"
        words = "A long way. " * 40
        text += f':::figure {figure} {{alt="{words}"}}\nBelow.\n:::\n'
        desk.call("documents.save", path="posts/one.md", text=text, digest=opened["digest"], window="w")
        next_event("page", lambda event: event["path"] == "posts/one.md")
    listed = {entry["path"]: entry for entry in desk.call("pictures.list")["pictures"]}
    assert listed[added["path"]] == {
        "path": added["path"],
        "width": 900,
        "height": 600,
        "bytes": len(content),
        "alt": "A garden in May",
        "used_in": ["posts/one.md"],
    }
    assert listed[figure[1:]]["alt"] == words.strip()
    shown = desk.call("pictures.read", path=added["path"], width=300)
    with Image.open(io.BytesIO(base64.b64decode(shown["base64"]))) as small:
        assert (small.size, shown["type"]) == ((300, 200), "image/webp")
    assert desk.refused("pictures.delete", path=added["path"])["code"] == "in-use"
    kept = desk.call("pictures.delete", path=other["path"])["bin_id"]
    assert not (practice.folder / other["path"]).exists()
    assert desk.call("bin.restore", id=kept) == {"path": other["path"]}
    assert (practice.folder / other["path"]).is_file()


def test_a_picture_tells_nothing_of_where_it_was_taken(desk, practice):
    content = with_segments(segment(0xFE, MARK), base=saved("JPEG", exif=exif(6)))
    for name, told in (("a.jpg", content), ("b.png", RASTER["text.png"]), ("c.svg", TALKING)):
        assert MARK in told
        path = desk.call("pictures.add", name=name, base64=encoded(told))["path"]
        assert MARK not in (practice.folder / path).read_bytes()
    with Image.open(practice.folder / "media/a.jpg") as turned:
        assert turned.getexif() == {0x0112: 6}


def test_what_is_no_picture_or_leads_elsewhere_is_refused(desk, practice):
    rows = [
        ("x.jpg", b"<script>alert(1)</script>", "no-picture"),
        ("x.jpg", picture()[:2000], "broken-picture"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script", "broken-picture"),
        ("page.html", b"<!doctype html><p>x", "no-picture"),
        ("empty.png", b"", "no-picture"),
    ]
    for name, content, code in rows:
        assert desk.refused("pictures.add", name=name, base64=encoded(content))["code"] == code, name
    for name in (
        "../../evil.jpg",
        "/etc/passwd.jpg",
        "..\\..\\x.jpg",
        "posts/a.jpg",
        ".hidden.jpg",
        "\0.jpg",
        "con.jpg",
    ):
        path = desk.call("pictures.add", name=name, base64=encoded(picture(20, 20)))["path"]
        assert path.startswith("media/")
        assert (practice.folder / path).resolve().is_relative_to(practice.folder.resolve() / "media")
    for folder in ("../..", "/etc", "..\\.."):
        path = desk.call("pictures.add", name="y.jpg", folder=folder, base64=encoded(picture(20, 20)))["path"]
        assert path.startswith("media/")
    for path in ("therapyblog.toml", "posts/one.md", "../config", "media/nowhere.jpg", "/etc/passwd"):
        assert desk.refused("pictures.read", path=path)["code"] == "gone"
    outside = practice.folder.parent / "outside.jpg"
    outside.write_bytes(picture(10, 10))
    os.symlink(outside, practice.folder / "media" / "link.jpg")
    assert desk.refused("pictures.read", path="media/link.jpg")["code"] in ("gone", "no-text")


WORD_LIST = "".join(
    f"<p class=MsoListParagraph style='mso-list:{name} level{level} lfo1'><![if !supportLists]>"
    f"<span style='mso-list:Ignore'>{mark}<span>&nbsp;&nbsp;</span></span><![endif]>{words}<o:p></o:p></p>\n"
    for name, level, mark, words in (
        ("l0", 1, "·", "one"),
        ("l0", 2, "o", "inner"),
        ("l0", 1, "·", "two"),
        ("l1", 1, "1.", "first"),
        ("l1", 1, "2.", "second"),
    )
)
GOOGLE = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
    '<span style="font-weight:700">Strong</span><span style="font-weight:400"> and plain</span></p>'
    '<ul><li dir="ltr"><p dir="ltr"><span>a</span></p></li><ul><li><p><span>b</span></p></li></ul></ul></b>'
)


@every_row(
    "html, markdown",
    [
        ("<b>word</b>", "**word**"),
        ("<p><b>Only one line</b></p>", "**Only one line**"),
        ("<p><b>A heading</b></p><p>Words below.</p>", "## A heading\n\nWords below."),
        (WORD_LIST, "- one\n  - inner\n- two\n\n1. first\n2. second"),
        (GOOGLE, "**Strong** and plain\n\n- a\n  - b"),
        ('<p>See <a href="https://a.example.org/x">this</a>.</p>', "See [this](https://a.example.org/x)."),
        ('<p>See <a href="file:///C:/x.doc">this</a> and <a href="javascript:x()">that</a>.</p>', "See this and that."),
        ("<p>2 * 3 _and_ # no</p>", "2 \\* 3 \\_and\\_ # no"),
        ("<script>alert(1)</script><p>words</p><style>p{}</style>", "words"),
    ],
)
def test_pasted_html_becomes_what_a_person_would_type(desk, html, markdown):
    assert desk.call("texts.convert", html=html)["markdown"] == markdown


def test_other_pastes(desk):
    assert desk.call("texts.convert", text="Intro.\n\n  • one\n\n  • two\n")["markdown"] == "Intro.\n\n- one\n- two"
    assert desk.call("texts.convert", rtf=r"{\rtf1\ansi Hello\par World}")["markdown"] == "Hello\n\nWorld"
    notes = desk.call("texts.convert", html="<p>a <img src='file:///x.png' alt=''></p>")["notes"]
    assert notes == ["Pictures do not travel with pasted words. Drop each where it belongs."]
    assert desk.refused("texts.convert", html="x" * 5_000_001)["code"] == "too-large"


def test_a_word_document_becomes_a_draft(desk, practice):
    word = Path(__file__).parents[1] / "importers/kinds/word/source/bold-enough.docx"
    made = desk.call("texts.import", name="C:\\letters\\Bold.docx", base64=encoded(word.read_bytes()))
    text = (practice.folder / made["path"]).read_text()
    assert made["path"].startswith("posts/")
    assert "status: draft" in text
    assert "\n## " in text
    for name, content, code in (("x.docx", b"PK\3\4 no", None), ("x.exe", b"MZ\0\0\0", None), ("", b"", None)):
        refused = desk.refused("texts.import", name=name, base64=encoded(content))
        assert refused["says"], code
        assert "therapyblog-" not in refused["says"]
