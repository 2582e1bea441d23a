"""Word documents (`.docx`), from Word, Google Docs, Pages and LibreOffice: one post a document.

Read by mammoth. Comments stay behind; of tracked changes the text is taken as if all were accepted, and the post is a
draft, because that is for its writer to decide.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from bs4 import Tag

from therapyblog.importers.documents import Parts, text_of_document
from therapyblog.importers.items import Item, Note, Skipped
from therapyblog.importers.source import Source, check_document

NAME = "word"
WORDS = "a Word document"
BOLD_LINES_ARE_HEADINGS = True

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Caption'] => figcaption > p:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
r[style-name='Emphasis'] => em
r[style-name='Intense Emphasis'] => em
comment-reference =>
"""
_GENERATED = re.compile(
    r"\s*(?:Description automatically generated.*|AI-generated content.*)\Z", re.DOTALL | re.IGNORECASE
)
_MAIN = re.compile(r"<Relationship\b[^>]*/relationships/officeDocument[\"'][^>]*>")
_FIELD = re.compile(rb"</?w:fldSimple\b[^>]*>")
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a compound file begins with (MS-CFB, 2.2): Word before 2007, and any document behind a password."""


def recognises(source: Source) -> bool:
    """Say whether all there is are Word documents."""
    names = [name for name in source.names() if not PurePosixPath(name).name.startswith(("~$", "."))]
    return bool(names) and all(name.lower().endswith((".docx", ".docm", ".doc", ".dotx")) for name in names)


def items(source: Source) -> Iterator[Item]:
    """Yield a post for each document."""
    for name in source.names(".docx", ".docm", ".doc", ".dotx"):
        if not PurePosixPath(name).name.startswith(("~$", ".")):
            yield from _document(source, name)


def _document(source: Source, name: str) -> Iterator[Item]:
    content = source.read(name)
    if content.startswith(_OLD_WORD):
        is_old = name.lower().endswith(".doc")
        why = "it is of an old Word" if is_old else "it is protected with a password"
        how = "save it as .docx (File → Save as)" if is_old else "save it without one (File → Info → Protect)"
        yield Skipped(origin=name, title=name, why=f"{why}; {how} and import that")
        return
    try:
        parts = _read(content, source)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the libraries raise whatever a damaged document makes them stumble over
        yield Skipped(
            origin=name,
            title=name,
            why=f"it is damaged ({_reason(error)}); open it in Word and save it again",
        )
        return
    yield from text_of_document(parts, name)


def _read(content: bytes, source: Source) -> Parts:
    import mammoth  # type: ignore[import-untyped]  # noqa: PLC0415 - large, and only for Word documents

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        check_document(archive)
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(entry).replace(b"\0", b""):
                raise ValueError("it has a document type (<!DOCTYPE …>), which no document has")
        document = archive.read(_main_part(archive))
        comments = "word/comments.xml" in archive.namelist()
        facts = (
            archive.read("docProps/core.xml").decode("utf-8", "replace")
            if "docProps/core.xml" in archive.namelist()
            else ""
        )
    notes: list[Note] = []
    pictures = mammoth.images.img_element(lambda image: _picture(image, source, notes))
    opened = io.BytesIO(_without_fields(content) if _FIELD.search(document) else content)
    converted: Any = mammoth.convert_to_html(opened, style_map=_STYLES, convert_image=pictures)
    if b"<w:ins " in document or b"<w:del " in document:
        says = (
            "it held tracked changes, which were taken as accepted; accept or reject them in Word and import it again"
        )
        notes.append(Note(says=says, doubtful=True))
    if comments:
        notes.append(Note(says="its comments stayed behind"))
    return Parts(
        html=converted.value,
        title=_fact(facts, "dc:title"),
        notes=tuple(notes),
    )


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the part that holds the text (ECMA-376, part 2, 9.3); Word on the web numbers it."""
    relation = _MAIN.search(archive.read("_rels/.rels").decode("utf-8", "replace"))
    target = re.search(r"Target=[\"']/?([^\"']+)", relation[0]) if relation else None
    return target[1] if target else "word/document.xml"


def _without_fields(content: bytes) -> bytes:
    """Return a document in which what fields show (numbers of captions, dates, names) is text, for mammoth drops it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "w") as plain:
        for entry in archive.infolist():
            part = archive.read(entry)
            plain.writestr(entry.filename, _FIELD.sub(b"", part) if entry.filename.endswith(".xml") else part)
    return written.getvalue()


def _reason(error: Exception) -> str:
    """Return what our own checks say, or the name of what a library stumbled over."""
    return str(error) if type(error) is ValueError else type(error).__name__


def _picture(image: Any, source: Source, notes: list[Note]) -> dict[str, str]:
    """Return the address of a picture that the source keeps; one that is not in the document is left out."""
    try:
        with image.open() as stream:
            return {"src": source.hold(stream.read(), str(image.content_type))}
    except Exception:  # noqa: BLE001 - the library raises whatever it finds instead of a picture
        notes.append(Note(says="a picture is not in the document but elsewhere, so it did not come; put it in there"))
        return {"src": ""}


def _fact(xml: str, name: str) -> str:
    found = re.search(rf"<{name}\b[^>]*>([^<]*)</{name}>", xml)
    return unescape(found[1]).strip() if found else ""


def tidy(root: Tag) -> None:
    """Take out what Word writes by itself: captions' fields, and the descriptions that it made up."""
    for image in root.find_all("img"):
        image["alt"] = _GENERATED.sub("", str(image.get("alt") or ""))
    for caption in root.find_all("figcaption"):
        before = caption.find_previous_sibling()
        if before is not None and before.find("img"):
            figure = Tag(name="figure")
            before.insert_before(figure)
            figure.append(before.extract())
            figure.append(caption.extract())
        else:
            caption.name = "p"
