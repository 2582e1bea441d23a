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


def elements(stream: IO[bytes], names: Iterable[str], label: str) -> Iterator[tuple[Element, int]]:
    """Yield every element of these names (without their namespace) with its line, whole, and forget it.

    Names of elements and attributes come without namespaces: their addresses differ between versions of one program.
    Control characters are dropped, and a bare `&` is read as one; both are common in exports. Raises `Refused` for a
    document type, and `BrokenXml` where what follows cannot be read; what came before was yielded.
    """
    wanted = frozenset(names)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    done: list[tuple[Element, int]] = []
    builder: TreeBuilder | None = None
    depth = inner = line = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal builder, depth, inner, line
        depth += 1
        if depth > DEEPEST:
            raise Refused(f"{label} is nested {DEEPEST} levels deep, as only a made file is.")
        plain = name.rpartition(" ")[2]
        if builder is None and plain in wanted:
            builder, inner, line = TreeBuilder(), depth, parser.CurrentLineNumber
        if builder is not None:
            builder.start(plain, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal builder, depth
        if builder is not None:
            builder.end(name.rpartition(" ")[2])
            if depth == inner:
                done.append((builder.close(), line))
                builder = None
        depth -= 1

    def text(words: str) -> None:
        if builder is not None:
            builder.data(words)

    def refuse(*_: object) -> None:
        raise Refused(f"{label} has a document type (<!DOCTYPE …>), which no export has; nothing was read.")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    waiting = b""
    try:
        while chunk := stream.read(CHUNK):
            chunk = waiting + chunk
            # An entity or character reference may be cut in two.
            cut = chunk.rfind(b"&", -40)
            waiting = chunk[cut:] if cut >= 0 and b";" not in chunk[cut:] else b""
            parser.Parse(_mended(chunk[: len(chunk) - len(waiting)]))
            yield from done
            done.clear()
        parser.Parse(_mended(waiting), True)
    except expat.ExpatError as error:
        yield from done
        raise BrokenXml(error.lineno, expat.errors.messages.get(error.code, str(error))) from None
    yield from done


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
