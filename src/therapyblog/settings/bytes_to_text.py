"""Bytes of a file → text that all other modules can rely on.

The text has `\\n` line ends, no byte-order mark, no control character and no noncharacter (which the Markdown rules
use as marks of their own). What cannot be corrected without guessing is an error with its place.
"""

from __future__ import annotations

from therapyblog.diagnostics import SourceError
from therapyblog.patterns import lazy_pattern
from therapyblog.settings.wrong_files import HEAD, WrongFile, is_utf16, wrong_bytes, wrong_text

MAX_BYTES = 1_000_000
"""A post of a million bytes is two novels; a larger file is a mistake.

Hostile markup of that size would take minutes.
"""

_LINE_ENDS = lazy_pattern("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# XML 1.0 (feeds, sitemap) forbids most control characters, and HTML calls the C1 block and noncharacters errors.
_COMMON = bytes(byte for byte in range(256) if byte not in {*range(9), *range(11, 32), 127})
_LEADS = (b"\xc2", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef")
"""The bytes with which the rarer line ends, C1 controls and noncharacters begin in UTF-8."""
_MARK, _MARKS = 2, (b"\xff\xfe", b"\xfe\xff")
"""With which a text in UTF-16 may begin."""
FORBIDDEN = lazy_pattern("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class DecodingError(SourceError):
    """The bytes of a file are no text that a page can show."""


def decode(content: bytes) -> str:
    """Decode and normalise a file's bytes; raises `DecodingError`.

    A byte-order mark is dropped; `CRLF`, `CR` and the rarer line ends become `\\n`. Wrong UTF-8 (RFC 3629: this
    includes lone surrogates) and control characters are errors that name line and column.
    """
    if len(content) > MAX_BYTES:
        says = f"this file has {len(content):,} bytes; a text may have {MAX_BYTES:,}"
        fix = "split the text into several posts, or move what is not text out of this folder"
        raise DecodingError("TB-FILE-003", 0, 0, says, fix)
    if content[:_MARK] in _MARKS or b"\0" in content[:HEAD]:
        _refuse_utf16(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        place = position(_LINE_ENDS.sub("\n", before), None)
        raise _not_utf8(*place, wrong_bytes(content, error.start)) from None
    if other := wrong_text(text):
        raise _not_utf8(*position(text, other[0]), other[1])
    if _is_plain(content):
        return text
    text = _LINE_ENDS.sub("\n", text)
    if forbidden := FORBIDDEN.search(text):
        says = f"the invisible character U+{ord(forbidden[0]):04X} may not be on a web page"
        fix = "delete it here (often it came with text copied from another program)"
        raise DecodingError("TB-FILE-002", *position(text, forbidden.start()), says, fix)
    return text


def _refuse_utf16(content: bytes) -> None:
    """Raise `DecodingError` for a text in UTF-16, with the mark at its beginning or without."""
    if is_utf16(content):
        raise _not_utf8(0, 0, wrong_bytes(content, 0))


def text_for_show(content: bytes) -> str:
    """Return a file's text for messages, with the lines that `decode` counts, whatever the bytes."""
    text = content.decode("utf-8-sig", "replace")
    return text if _is_plain(content) else FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def _is_plain(content: bytes) -> bool:
    """Say whether a file is free of what the two patterns look for; asking the bytes first is fifty times quicker."""
    return not content.translate(None, _COMMON) and not any(lead in content for lead in _LEADS)


def position(text: str, index: int | None) -> tuple[int, int]:
    """Return line and column (from 1) of `index` in `text`; `None` means its end."""
    before = text if index is None else text[:index]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _not_utf8(line: int, column: int, why: WrongFile) -> DecodingError:
    what = "not UTF-8 text" if "UTF-" in why.says else "no plain text"
    return DecodingError("TB-FILE-001", line, column, f"this file is {what}: {why.says}", why.fix)
