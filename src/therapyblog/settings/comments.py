"""What a comment is, and texts of one line without their comments: titles, descriptions and other settings.

The ends of an HTML comment are those of the HTML standard (13.2.5.43 ff.). `%%` is Obsidian's mark.
"""

from __future__ import annotations

import re

END_OF_HTML = re.compile(r"-?>|.*?--!?>", re.DOTALL)
"""What ends a comment, read from behind its `<!--`."""

END_OF_PERCENT = re.compile(r".*?%%(?:%(?!%))?", re.DOTALL)
"""What ends a comment, read from behind its `%%`."""

_COMMENT = re.compile(rf"<!--(?:{END_OF_HTML.pattern})|%%{END_OF_PERCENT.pattern}", re.DOTALL)
_SPACES = re.compile(r"(?<=[ \t])[ \t]+")


def take_out(words: str) -> tuple[str, bool]:
    """Return words without comments, and whether all of these have an end; what stands behind one without is gone."""
    if "<!--" not in words and "%%" not in words:
        return words, True
    words = _SPACES.sub("", _COMMENT.sub("", words)).strip()
    before, opening, _ = words.partition("<!--")
    return before.strip(), not opening
