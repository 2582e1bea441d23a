"""OpenDocument texts (`.odt`), from LibreOffice and others: one post a document.

The format: OpenDocument 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/). Comments stay behind; of
tracked changes the text is taken as it stands, and the post is a draft.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from therapyblog.importers.documents import Parts, text_of_document
from therapyblog.importers.items import Item, Note, Skipped
from therapyblog.importers.source import Refused, Source, check_document
from therapyblog.importers.xml_stream import BrokenXml, elements

NAME = "odt"
WORDS = "an OpenDocument text"
BOLD_LINES_ARE_HEADINGS = True

_LEFT_OUT = (
    "annotation",
    "annotation-end",
    "tracked-changes",
    "change-start",
    "change-end",
    "note-citation",
    "sequence-decls",
)
_QUOTE_STYLES = ("Quotations", "Block_20_Quotation", "Quote")


def recognises(source: Source) -> bool:
    """Say whether all there is are OpenDocument texts."""
    return bool(source.names()) and all(name.lower().endswith((".odt", ".fodt")) for name in source.names())


def items(source: Source) -> Iterator[Item]:
    """Yield a post for each document."""
    for name in source.names(".fodt"):
        yield Skipped(origin=name, title=name, why="it is a flat document; save it as .odt and import that")
    for name in source.names(".odt"):
        try:
            parts = _read(source.read(name), source)
        except (
            zipfile.BadZipFile,
            BrokenXml,
            Refused,
            KeyError,
            ValueError,
            NotImplementedError,
            EOFError,
            RuntimeError,
        ) as error:
            why = str(error) if isinstance(error, Refused) else f"it is damaged ({error})"
            yield Skipped(origin=name, title=name, why=why)
            continue
        yield from text_of_document(parts, name)


def _read(content: bytes, source: Source) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        check_document(archive)
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Refused("it is protected with a password; save it without one")
        document = _Document(archive, source)
        meta = _element(archive, "meta.xml", "document-meta")
        html = document.html()
    facts = {child.tag: (child.text or "").strip() for child in (meta.iter() if meta is not None else ())}
    notes = []
    if document.has_changes:
        says = "it held tracked changes; it comes as it stands: accept or reject them there and import it again"
        notes.append(Note(says=says, doubtful=True))
    return Parts(
        html=html,
        title=facts.get("title", ""),
        notes=tuple(notes),
    )


def _element(archive: zipfile.ZipFile, name: str, wanted: str) -> Element | None:
    if name not in archive.namelist():
        return None
    return next((element for element, _ in elements(archive.open(name), (wanted,), name)), None)


def _number(text: str) -> int:
    """Return a count; 1 where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


class _Document:
    """One document: its text, with the meaning of its automatic styles."""

    def __init__(self, archive: zipfile.ZipFile, source: Source) -> None:
        self._archive, self._source = archive, source
        self._body: Element | None = None
        self._bold: set[str] = set()
        self._italic: set[str] = set()
        self._parents: dict[str, str] = {}
        self._numbered: set[str] = set()
        self.has_changes = False
        self._notes: list[str] = []
        for file in ("styles.xml", "content.xml"):
            if file in archive.namelist():
                for element, _ in elements(archive.open(file), ("style", "list-style", "text"), file):
                    self._learn(element)
        if self._body is None:
            raise ValueError("there is no text in it")

    def _learn(self, element: Element) -> None:
        name = element.get("name", "")
        if element.tag == "text":
            self._body = element
        elif element.tag == "list-style":
            first = next(iter(element), None)
            if first is not None and first.tag == "list-level-style-number":
                self._numbered.add(name)
        else:
            self._parents[name] = element.get("parent-style-name", "")
            for properties in element.iter("text-properties"):
                if properties.get("font-weight") == "bold":
                    self._bold.add(name)
                if properties.get("font-style") in ("italic", "oblique"):
                    self._italic.add(name)

    def html(self) -> str:
        """Return the text as HTML, its footnotes behind it."""
        assert self._body is not None
        self.has_changes = self._body.find("tracked-changes") is not None
        html = "".join(self._block(child) for child in self._body)
        return html + ("<ol>" + "".join(self._notes) + "</ol>" if self._notes else "")

    def _block(self, element: Element) -> str:
        match element.tag:
            case "h":
                level = max(1, min(_number(element.get("outline-level", "")), 6))
                return f"<h{level}>{self._inline(element)}</h{level}>"
            case "p":
                return self._paragraph(element)
            case "list":
                return self._list(element)
            case "table":
                return "<table>" + "".join(self._row(row) for row in element.iter("table-row")) + "</table>"
            case tag if tag in _LEFT_OUT:
                return ""
            case _:
                return "".join(self._block(child) for child in element)

    def _paragraph(self, element: Element) -> str:
        style = element.get("style-name", "")
        names = {style, self._parents.get(style, "")}
        inner = self._inline(element)
        if "Title" in names:
            return f'<h1 class="title">{inner}</h1>'
        if "Subtitle" in names:
            return f'<p class="subtitle">{inner}</p>'
        if names & self._bold and inner.strip():
            inner = f"<strong>{inner}</strong>"
        if names.intersection(_QUOTE_STYLES):
            return f"<blockquote><p>{inner}</p></blockquote>"
        return f"<p>{inner}</p>"

    def _list(self, element: Element) -> str:
        tag = "ol" if element.get("style-name", "") in self._numbered else "ul"
        items = (item for item in element if item.tag in ("list-item", "list-header"))
        entries = ("<li>" + "".join(map(self._block, item)) + "</li>" for item in items)
        return f"<{tag}>{''.join(entries)}</{tag}>"

    def _row(self, row: Element) -> str:
        cells = ("".join(self._block(child) for child in cell) for cell in row.iter("table-cell"))
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    def _inline(self, element: Element) -> str:
        parts = [escape(element.text or "")]
        for child in element:
            parts += [self._inline_child(child), escape(child.tail or "")]
        return "".join(parts)

    def _inline_child(self, child: Element) -> str:  # noqa: PLR0911 - one line a kind of element
        match child.tag:
            case "span":
                return self._span(child)
            case "a":
                return f'<a href="{escape(child.get("href", ""))}">{self._inline(child)}</a>'
            case "line-break":
                return "<br>"
            case "s":
                return " " * min(_number(child.get("c", "")), 100)
            case "tab":
                return " "
            case "note":
                return self._note(child)
            case "frame":
                return self._picture(child)
            case tag if tag in _LEFT_OUT:
                return ""
            case _:
                return self._inline(child)

    def _span(self, child: Element) -> str:
        inner, style = self._inline(child), child.get("style-name", "")
        names = {style, self._parents.get(style, "")}
        if not inner.strip():
            return inner
        if names & self._italic or "Emphasis" in names:
            inner = f"<em>{inner}</em>"
        return f"<strong>{inner}</strong>" if names & self._bold or "Strong_20_Emphasis" in names else inner

    def _note(self, note: Element) -> str:
        number = len(self._notes) + 1
        body = note.find("note-body")
        text = "".join(self._block(child) for child in body) if body is not None else ""
        self._notes.append(f'<li id="note-{number}">{text}<a href="#note-mark-{number}">↑</a></li>')
        return f'<sup><a id="note-mark-{number}" href="#note-{number}">{number}</a></sup>'

    def _picture(self, frame: Element) -> str:
        box = frame.find("text-box")
        if box is not None:
            # A picture with its caption stands in a box of its own; the caption follows as a line.
            return "".join(self._inline(child) for child in box.iter("p"))
        image = frame.find("image")
        name = image.get("href", "").removeprefix("./") if image is not None else ""
        if name not in self._archive.namelist():
            return ""
        described = frame.find("desc")
        alt = escape((described.text or "") if described is not None else "")
        ending = name.rpartition(".")[2].lower()
        kind = {"jpg": "jpeg", "svg": "svg+xml"}.get(ending, ending)
        return f'<img alt="{alt}" src="{self._source.hold(self._archive.read(name), f"image/{kind}")}">'
