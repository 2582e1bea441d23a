"""Whether a place of a text is somebody else's words, code or a comment."""

from __future__ import annotations

_LONGEST_PARAGRAPH = 4_000
_OTHERS = (">", "```", "~~~", "    ", "\t", ":::quote", "[^")


def is_quoted(text: str, index: int) -> bool:
    """Say whether a place lies in quotation marks, a quotation, a note, code or a comment."""
    above = text[max(0, index - _LONGEST_PARAGRAPH) : index].rpartition("\n\n")[2].lstrip("\n")
    is_code = above.count("`") % 2 or above.startswith(_OTHERS)
    return bool(is_code) or _is_open(above) or text.rfind("<!--", 0, index) > text.rfind("-->", 0, index)


def _is_open(above: str) -> bool:
    """Say whether a quotation begins in these words and does not end: “English”, „German“, « French », »German«."""
    if above.count('"') % 2:
        return True
    low, high, end = above.count("„"), above.count("“"), above.count("”")
    outward, inward = above.count("«"), above.count("»")
    begun_inward = 0 <= above.find("»") < (above.find("«") if outward else len(above))
    return (low > high + end if low else high > end) or (inward > outward if begun_inward else outward > inward)
