"""What the words of a text hold that only the whole site can judge: telephone numbers, words in brackets, promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from therapyblog.content.promises import promises_in
from therapyblog.content.quoted import is_quoted
from therapyblog.model.documents import Mention


class _Aside(NamedTuple):
    """What it is, where it begins, and the target and argument of its mention."""

    kind: Literal["number", "words", "promise"]
    begin: int
    target: str
    argument: str = ""


def asides_of(body: str, first_line: int, language: str) -> tuple[Mention, ...]:
    """Return what the whole site has to judge of a text."""
    line, line_end, seen, asides = first_line, -1, 0, []
    found = (*_numbers(body), *_bracketed(body), *_promised(body, language))
    for kind, begin, target, argument in sorted(found, key=lambda aside: aside.begin):
        # Counted on from the last one: a text may hold thousands.
        line, line_end = line + body.count("\n", seen, begin), max(line_end, body.rfind("\n", seen, begin))
        seen = begin
        asides.append(Mention(kind=kind, target=target, line=line, column=begin - line_end, argument=argument))
    return tuple(asides)


# Few texts have seven digits on end: to look for those among bytes takes a tenth of the time.
_DIGITS = bytes(b"0"[0] if byte in b"0123456789" else byte for byte in range(256))
_BETWEEN = " ().\u00a0\u2011/-".encode()
_NUMBER = re.compile(r"[0-9](?:[ ().\u00a0\u2011/-]{0,2}[0-9]){6,14}(?![0-9/=-])")
_OF_AN_ADDRESS = frozenset("0123456789./=-")


def _numbers(body: str) -> Iterator[_Aside]:
    """Yield what may be a telephone number in the words of a text."""
    if b"0" * 7 not in body.encode().translate(_DIGITS, _BETWEEN):
        return
    for number in _NUMBER.finditer(body):
        begin = number.start()
        while body[begin - 1 : begin] in ("+", "("):
            begin -= 1
        if body[begin - 1 : begin] not in _OF_AN_ADDRESS:
            yield _Aside("number", begin, f"tel:{body[begin : number.end()]}")


_BRACKETED = re.compile(r"\[(?<![\\!\]\[]\[)([^\W\d][^\[\]\n`*<>:|]{2,40})\](?![\[(:{])")
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)


def _bracketed(body: str) -> Iterator[_Aside]:
    """Yield words in brackets that no link is made of; what somebody is quoted with, or code, is not looked at."""
    if "[" not in body:
        return
    defined = {name.casefold() for name in _DEFINED.findall(body)} if "]:" in body else ()
    for words in _BRACKETED.finditer(body):
        begin = words.start()
        if words[1].casefold() not in defined and not is_quoted(body, begin):
            yield _Aside("words", begin, words[1])


def _promised(body: str, language: str) -> Iterator[_Aside]:
    """Yield what a text promises for a day."""
    for promise in promises_in(body, language):
        yield _Aside("promise", promise.begin, promise.day, promise.words)
