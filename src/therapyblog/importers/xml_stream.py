"""XML read as a stream of elements, in bounded memory; a document type, and with it every entity, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from therapyblog.importers.source import Refused

CHUNK = 256 * 1024
DEEPEST = 200
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BARE = re.compile(rb"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")


class BrokenXml(ValueError):
    """The XML ends, or is broken, at a line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


class _Collector:
    """Builds the elements that are wanted, while expat reads, and forgets all else."""

    def __init__(self, names: Iterable[str], label: str) -> None:
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        self.done: list[tuple[Element, int]] = []
        self._wanted, self._label = frozenset(names), label
        self._builder: TreeBuilder | None = None
        self._depth = self._outermost = self._line = 0
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse

    def taken(self) -> list[tuple[Element, int]]:
        """Return what is whole, once."""
        done, self.done = self.done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused(f"{self._label} is nested {DEEPEST} levels deep, as only a made file is.")
        plain = name.rpartition(" ")[2]
        if self._builder is None and plain in self._wanted:
            self._builder, self._outermost, self._line = TreeBuilder(), self._depth, self.parser.CurrentLineNumber
        if self._builder is not None:
            self._builder.start(plain, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        if self._builder is not None:
            self._builder.end(name.rpartition(" ")[2])
            if self._depth == self._outermost:
                self.done.append((self._builder.close(), self._line))
                self._builder = None
        self._depth -= 1

    def _text(self, words: str) -> None:
        if self._builder is not None:
            self._builder.data(words)

    def _refuse(self, *_: object) -> None:
        raise Refused(f"{self._label} has a document type (<!DOCTYPE …>), which no export has; nothing was read.")


def elements(stream: IO[bytes], names: Iterable[str], label: str) -> Iterator[tuple[Element, int]]:
    """Yield every element of these names (without their namespace) with its line, whole, and forget it.

    Names of elements and attributes come without namespaces: their addresses differ between versions of one program.
    Control characters are dropped, and a bare `&` is read as one; both are common in exports. Raises `Refused` for a
    document type, and `BrokenXml` where what follows cannot be read; what came before was yielded.
    """
    collector = _Collector(names, label)
    parser = collector.parser
    waiting = b""
    try:
        while chunk := stream.read(CHUNK):
            chunk = waiting + chunk
            # An entity or character reference may be cut in two.
            cut = chunk.rfind(b"&", -40)
            waiting = chunk[cut:] if cut >= 0 and b";" not in chunk[cut:] else b""
            parser.Parse(_mended(chunk[: len(chunk) - len(waiting)]))
            yield from collector.taken()
        parser.Parse(_mended(waiting), True)
    except expat.ExpatError as error:
        yield from collector.taken()
        raise BrokenXml(error.lineno, expat.errors.messages.get(error.code, str(error))) from None
    yield from collector.taken()


def _mended(chunk: bytes) -> bytes:
    chunk = _CONTROL.sub(b"", chunk)
    if b"&" not in chunk:
        return chunk
    return _NAMED.sub(_number, _BARE.sub(b"&amp;", chunk))


def _number(found: re.Match[bytes]) -> bytes:
    """Write a name that only HTML knows (`&nbsp;`) as its number."""
    from html.entities import html5  # noqa: PLC0415 - hardly any export has one

    text = html5.get(f"{found[1].decode()};")
    return "".join(f"&#{ord(sign)};" for sign in text).encode() if text else b"&amp;" + found[0][1:]
