"""XML read as a stream of elements, in bounded memory; a document type, and with it every entity, is refused.

Exports are often broken: a bare `&`, control characters, letters in another encoding than is said, a warning of the
server in front. That is mended. Where it cannot be, reading goes on at the next item.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from therapyblog.importers.source import Refused

CHUNK = 256 * 1024
DEEPEST = 200
MOST_BREAKS = 1_000
_LONGEST_MARK = 40
"""Letters that an entity, or the beginning of a section of plain text, has at most."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BARE = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_BARE_LESS = re.compile(r"<(?![A-Za-z_:/!?])")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_NUMBERED = re.compile(r"&#(?:([0-9]+)|[xX]([0-9A-Fa-f]+));")
_BEGINNING = re.compile(r"<\?xml\b|<!DOCTYPE\b|<(?:rss|feed|rdf:RDF)\b")
_DECLARATION = re.compile(r"\A<\?xml\b[^>]*\?>")
_UNFINISHED = re.compile(r"(?:&[^;<]{0,36}|<[^>]{0,36}|\]{1,2})\Z")
"""What may go on in the next piece of a file."""
_PLAIN, _PLAIN_END = "<![CDATA[", "]]>"
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_SAID = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_BYTE_ENCODINGS = re.compile(r"iso8859-\d+|cp\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|shift_jis\w*|euc_\w+")
_BEGINNINGS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How a file of two or four bytes a letter begins (XML 1.0, appendix F)."""


class BrokenXml(ValueError):
    """The XML is broken, first at a line; what could be read of it was yielded."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


class _Collector:
    """Builds the elements that are wanted, while expat reads, and forgets all else."""

    def __init__(self, names: Iterable[str], label: str, *, line: int | None = None) -> None:
        self.parser = parser = expat.ParserCreate("utf-8")
        self.done: list[tuple[Element, int]] = []
        self.depth = 0
        self.was_lost = line is not None
        """Whether this goes on behind a break."""
        self._wanted, self._label, self._before = frozenset(names), label, line or 0
        self._builder: TreeBuilder | None = None
        self._outermost = self._line = 0
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse

    @property
    def line(self) -> int:
        """The line, from 1, of what is being read."""
        return self._before + self.parser.CurrentLineNumber

    def taken(self) -> list[tuple[Element, int]]:
        """Return what is whole, once."""
        done, self.done = self.done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(f"{self._label} is nested {DEEPEST} levels deep, as only a made file is.")
        plain = name.rpartition(":")[2]
        if self._builder is None and plain in self._wanted:
            self._builder, self._outermost, self._line = TreeBuilder(), self.depth, self.line
        if self._builder is not None:
            self._builder.start(plain, {key.rpartition(":")[2]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        if self._builder is not None:
            self._builder.end(name.rpartition(":")[2])
            if self.depth == self._outermost:
                self.done.append((self._builder.close(), self._line))
                self._builder = None
        self.depth -= 1

    def _text(self, words: str) -> None:
        if self._builder is not None:
            self._builder.data(words)

    def _refuse(self, *_: object) -> None:
        raise Refused(f"{self._label} has a document type (<!DOCTYPE …>), which no export has; nothing was read.")


def elements(stream: IO[bytes], names: Iterable[str], label: str) -> Iterator[tuple[Element, int]]:
    """Yield every element of these names (without their namespace) with its line, whole, and forget it.

    Names of elements and attributes come without namespaces: their addresses differ between versions of one program,
    and some are never declared. Raises `Refused` for a document type, and, when everything that can be read was
    yielded, `BrokenXml` where something could not.
    """
    names = tuple(names)
    collector, fed = _Collector(names, label), 0
    broken: BrokenXml | None = None
    breaks, line, is_lost = 0, 0, False
    for piece, is_last in _mended(stream):
        rest = piece
        while not is_lost or (found := _ITEM.search(rest)):
            if is_lost and found:
                line += rest.count(b"\n", 0, found.start())
                rest = rest[found.start() :]
                collector, fed, is_lost = _Collector(names, label, line=line), len(_AGAIN), False
                collector.parser.Parse(_AGAIN)
            try:
                collector.parser.Parse(rest, is_last)
                fed += len(rest)
                break
            except expat.ExpatError as error:
                breaks, is_lost = breaks + 1, True
                is_end = (collector.was_lost and collector.depth <= 1) or error.code == _JUNK
                if broken is None and not is_end:
                    broken = BrokenXml(collector.line, expat.errors.messages.get(error.code, str(error)))
                if breaks > MOST_BREAKS:
                    raise (broken or BrokenXml(collector.line, "it breaks off again and again")) from None
                line = collector.line - 1
                rest = rest[max(collector.parser.ErrorByteIndex - fed, 0) + 1 :]
            finally:
                yield from collector.taken()
        else:
            line += rest.count(b"\n")
    if broken is not None:
        raise broken


_AGAIN = b"<again>"
"""The root for what follows a break."""
_JUNK = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


def _mended(stream: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in pieces of UTF-8 that expat takes, each with whether it is the last."""
    piece = stream.read(CHUNK)
    decoder = codecs.getincrementaldecoder(_encoding_of(piece))(errors=_AS_WINDOWS)
    waiting, is_plain, is_first, is_last = "", False, True, False
    while not is_last:
        is_last = not piece
        text = waiting + decoder.decode(piece, is_last)
        text, is_first = _without_declaration(text) if is_first else text, False
        unfinished = None if is_last else _UNFINISHED.search(text, max(len(text) - _LONGEST_MARK, 0))
        cut = unfinished.start() if unfinished else len(text)
        waiting = text[cut:]
        ready, is_plain = _without_mistakes(text[:cut], is_plain=is_plain)
        yield ready.encode(), is_last
        piece = b"" if is_last else stream.read(CHUNK)


def _encoding_of(start: bytes) -> str:
    """Return the encoding of a file as it begins; one that is said counts only where it is one of single letters."""
    for beginning, encoding in _BEGINNINGS:
        if start.startswith(beginning):
            return encoding
    said = _SAID.search(start[:4096])
    try:
        name = codecs.lookup(said[1].decode()).name if said else "utf-8"
        is_ascii = bytes(range(32, 127)).decode(name) == bytes(range(32, 127)).decode("ascii")
    except (LookupError, ValueError):
        return "utf-8"
    return name if is_ascii and _BYTE_ENCODINGS.fullmatch(name) else "utf-8"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows writes them."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_WINDOWS = "therapyblog.windows-1252"
codecs.register_error(_AS_WINDOWS, _as_windows)


def _without_declaration(text: str) -> str:
    """Drop what stands before the XML, and its declaration: the encoding is known."""
    found = _BEGINNING.search(text)
    before, text = (text[: found.start()], text[found.start() :]) if found else ("", text)
    return "\n" * before.count("\n") + _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"))


def _without_mistakes(text: str, *, is_plain: bool) -> tuple[str, bool]:
    """Mend what expat would stumble over; `is_plain` says whether the text begins, or ends, in a section of text."""
    text = _CONTROL.sub("", text)
    parts: list[str] = []
    at = 0
    while at < len(text):
        end = text.find(_PLAIN_END if is_plain else _PLAIN, at)
        until = len(text) if end < 0 else end + (len(_PLAIN_END) if is_plain else 0)
        parts.append(text[at:until] if is_plain else _with_entities(text[at:until]))
        if end < 0:
            break
        at, is_plain = until, not is_plain
        if is_plain:
            parts.append(_PLAIN)
            at += len(_PLAIN)
    return "".join(parts), is_plain


def _with_entities(text: str) -> str:
    text = _BARE_LESS.sub("&lt;", text)
    if "&" not in text:
        return text
    text = _NAMED.sub(_number, _BARE.sub("&amp;", text))
    return _NUMBERED.sub(_allowed, text) if "&#" in text else text


def _allowed(found: re.Match[str]) -> str:
    """Drop a number that is no letter (XML 1.0, 2.2)."""
    number = int(found[1]) if found[1] else int(found[2], 16)
    is_letter = number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD
    return found[0] if is_letter or 0x10000 <= number <= 0x10FFFF else ""


def _number(found: re.Match[str]) -> str:
    """Write a name that only HTML knows (`&nbsp;`) as its number."""
    from html.entities import html5  # noqa: PLC0415 - hardly any export has one

    text = html5.get(f"{found[1]};")
    return "".join(f"&#{ord(sign)};" for sign in text) if text else "&amp;" + found[0][1:]
