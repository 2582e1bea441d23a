"""Bytes that are no UTF-8 text → what they are, and the steps to save them as a text; only for the message.

Told from the first bytes, and for texts in an older encoding from the letters that their bytes would be in each.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HEAD = 512


class WrongFile(NamedTuple):
    """What a file is, and the way out."""

    says: str
    fix: str


_SAVE = (
    "in Notepad choose File → Save as, Encoding: UTF-8; in TextEdit Format → Make Plain Text, then save as"
    " “Unicode (UTF-8)”; in Word Save as → Plain text, then “Unicode (UTF-8)”"
)
_COPY = "open it in the program that wrote it, copy its text into a plain text file, and save that under this name"
_SIGNATURES: tuple[tuple[bytes, WrongFile], ...] = (
    (b"PK\3\4", WrongFile("it is a document of Word, Pages or LibreOffice, or an archive, with another name", _COPY)),
    (b"\xd0\xcf\x11\xe0", WrongFile("it is an old document of Word with another name", _COPY)),
    (b"%PDF-", WrongFile("it is a PDF document with another name", _COPY)),
    (b"bplist00", WrongFile("it is a web archive of Safari with another name", _COPY)),
    (b"\xff\xd8\xff", WrongFile("it is a picture with another name", "move it to media/ under its own name")),
    (b"\x89PNG", WrongFile("it is a picture with another name", "move it to media/ under its own name")),
)
_RTF = WrongFile(
    "it is a document in the format RTF with another name, as TextEdit and WordPad save it",
    "open it in TextEdit and choose Format → Make Plain Text, or in WordPad Save as → Plain text; then save it"
    " again under this name",
)
_HTML = WrongFile(
    "it is a whole web page, not a text",
    "open it in a browser, copy the text from there into a plain text file, and save that under this name",
)
_MARKUP = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_RICH = re.compile(r"^\s*\{\\rtf\d", re.MULTILINE)
_LETTERS = frozenset("éèêëàâáäåãçñóòôöõúùûüíìîïßæøœÄÖÜÉÀÇÑØÅ’‘“”„–—…«»")
_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp1250": "Windows-1250"}


def wrong_text(text: str) -> tuple[int, WrongFile] | None:
    """Return where a text turns out to be a document of another kind (an index), and which."""
    if "{\\rtf" in text[: 8 * HEAD] and (found := _RICH.search(text)):
        return found.end() - 1, _RTF
    if text[:HEAD].lstrip()[:1] == "<" and _MARKUP.match(text):
        return 0, _HTML
    return None


def wrong_bytes(content: bytes, at: int) -> WrongFile:
    """Say what bytes are that are no UTF-8; `at` is the first that is not."""
    for signature, found in _SIGNATURES:
        if content.startswith(signature):
            return found
    if is_utf16(content):
        return WrongFile("it is saved as UTF-16", f"save it again as UTF-8: {_SAVE}")
    why = f"the byte 0x{content[at]:02X} is not UTF-8"
    if encoding := _encoding_of(content):
        why = f"{why}; it looks like {_ENCODINGS[encoding]}"
    return WrongFile(why, f"save it again as UTF-8: {_SAVE}")


def is_utf16(content: bytes) -> bool:
    """Say whether a text has two bytes for each letter: with a mark at its beginning, or every other byte empty."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = content[:HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) * 4 > len(head) and min(even, odd) * 16 < len(head)


def _encoding_of(content: bytes) -> str:
    """Return the encoding in which the odd bytes are letters of European texts and typographic signs."""
    odd = bytes(byte for byte in content if byte > 127)  # noqa: PLR2004 - ASCII ends here
    scores = {name: sum(sign in _LETTERS for sign in odd.decode(name, "replace")) for name in _ENCODINGS}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] * 2 > len(odd) else ""
