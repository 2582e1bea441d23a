"""The words that our own reader makes of a Markdown text, to compare them with those of its source."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

_COMPONENT = re.compile(r"^:{3,}.*$", re.MULTILINE)
_QUOTED = re.compile(r"^:::quote (?P<name>.+)$", re.MULTILINE)
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")


def rendered_words(markdown: str) -> list[str]:
    """Return the words of a text as CommonMark with tables and strikethrough shows them, with captions and names."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - imported where it is used

    from therapyblog.importers.html_clean import words_of  # noqa: PLC0415 - see above

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    plain = _move_names(markdown)
    soup = BeautifulSoup(parser.render(_COMPONENT.sub("", plain)), "html.parser")
    for mark in soup.select(".footnote-ref, .footnote-backref"):
        mark.decompose()
    return words_of(soup)


def _move_names(markdown: str) -> str:
    """Put the name of a quotation behind its words, where it is shown."""
    lines: list[str] = []
    name = ""
    for line in markdown.split("\n"):
        quoted = _QUOTED.match(line)
        if quoted:
            name = quoted["name"]
        elif line == ":::" and name:
            lines += ["", name, ""]
            name = ""
        lines.append(line)
    return "\n".join(lines)
