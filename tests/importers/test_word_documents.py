"""Word documents as Word, its page on the web, and other programs write them: nothing that they show is lost."""

from __future__ import annotations

import base64
import datetime as dt
import zipfile

from support.rows import every_row
from therapyblog.importers.importing import import_sources

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RUN = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"


def document(path, body, part):
    """Write a document whose text is in a part of this name."""
    link = f'<Relationship Type="{OFFICE}/officeDocument" Target="{part}" Id="r1"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>')
        xml = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        archive.writestr(part.lstrip("/"), xml)


ROWS = {
    "Word on the web": (RUN.format("Slow water."), "/word/document22.xml", "Slow water."),
    "the number of a caption": (
        f"{RUN.format('Figure ')}<w:fldSimple w:instr='SEQ'>{RUN.format('3')}</w:fldSimple>{RUN.format(': a')}",
        "word/document.xml",
        "Figure 3: a",
    ),
    "a field in a link": (
        f"<w:hyperlink w:anchor='x'><w:fldSimple w:instr=' REF x '>{RUN.format('below')}</w:fldSimple></w:hyperlink>",
        "/word/document.xml",
        "below",
    ),
}


@every_row("row", list(ROWS.values()), ids=list(ROWS))
def test_words_of_a_document(row, tmp_path):
    body, part, expected = row
    letter = tmp_path / "letter.docx"
    document(
        letter,
        f"<w:p>{RUN.format('A long enough beginning of a letter, with a full stop.')}</w:p><w:p>{body}</w:p>",
        part,
    )
    (report,) = import_sources([str(letter)], tmp_path / "site", now=NOW)
    assert report.left == ()
    assert expected in (tmp_path / "site" / "posts" / "letter.md").read_text()


PICTURES = {"x-wmf": b"\xd7\xcd\xc6\x9a", "x-emf": b"\1\0\0\0" + b"\0" * 36 + b" EMF", "bmp": b"BM", "tiff": b"II*\0"}


@every_row("kind", list(PICTURES))
def test_a_picture_that_no_browser_shows_stays_behind_and_is_told(kind, tmp_path):
    picture = base64.b64encode(PICTURES[kind] + b"\0" * 60).decode()
    page = tmp_path / "page.html"
    image = f"<img src='data:image/{kind};base64,{picture}' alt='A tree'>"
    page.write_text(f"<!doctype html><html><body><h1>A page</h1><p>Words before it.</p>{image}</body></html>")
    site = tmp_path / "site"
    (report,) = import_sources([str(page)], site, now=NOW)
    assert not (site / "media").exists() or not list((site / "media").iterdir())
    assert any("browsers do not show it" in look.says for look in report.looks), report.looks
