"""With which characters lines begin that may be something else than a paragraph."""

from __future__ import annotations

BULLETS = "•‣◦▪●"
NBSP = "\N{NO-BREAK SPACE}"

# The first characters (after indentation) of a line at which a rule can match; empty: at any.
STARTS = {
    "component": ":",
    "pasted_list": BULLETS + NBSP,
    "table": "",
    "code": "",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
    "lheading": "",
    "deflist": "",
    "paragraph": "",
}

CODE_INDENT = 4
"""So far indented a line is code, or goes on with a paragraph (CommonMark 0.31, 4.4)."""
