"""What the words of a text hold that only the whole site can judge: telephone numbers, and words in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from therapyblog.model.documents import Mention

_Aside = tuple[Literal["number", "words"], int, str]
"""What it is, where it begins, and the target of its mention."""


def asides_of(body: str, first_line: int) -> tuple[Mention, ...]:
    """Return what the whole site has to judge of a text."""
    line, line_end, seen, asides = first_line, -1, 0, []
    for kind, begin, target in sorted((*_numbers(body), *_bracketed(body)), key=lambda aside: aside[1]):
        # Counted on from the last one: a text may hold thousands.
        line, line_end = line + body.count("\n", seen, begin), max(line_end, body.rfind("\n", seen, begin))
        seen = begin
        asides.append(Mention(kind=kind, target=target, line=line, column=begin - line_end))
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
            yield "number", begin, f"tel:{body[begin : number.end()]}"


_BRACKETED = re.compile(r"\[(?<![\\!\]\[]\[)([^\W\d][^\[\]\n`*<>:|]{2,40})\](?![\[(:{])")
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
_LONGEST_PARAGRAPH = 4_000


def _bracketed(body: str) -> Iterator[_Aside]:
    """Yield words in brackets that no link is made of; what somebody is quoted with, or code, is not looked at."""
    if "[" not in body:
        return
    defined = {name.casefold() for name in _DEFINED.findall(body)} if "]:" in body else ()
    for words in _BRACKETED.finditer(body):
        begin = words.start()
        above = body[max(0, begin - _LONGEST_PARAGRAPH) : begin].rpartition("\n\n")[2].lstrip("\n")
        quoted = above.count('"') % 2 or above.count("“") > above.count("”") or above.count("„") > above.count("“")
        is_code = above.count("`") % 2 or above.startswith((">", "```", "~~~", "    ", "\t"))
        if not quoted and not is_code and words[1].casefold() not in defined:
            yield "words", begin, words[1]
