"""Markdown text → the body of a document, its facts, and its problems.

The parser is imported with the first text, so that a build with nothing to read does not load it.
"""

from __future__ import annotations

import html
import re

from therapyblog.content.options import MarkdownSettings
from therapyblog.diagnostics import Diagnostics
from therapyblog.model.documents import Body, Facts

__all__ = ["read_markdown", "typeset_title"]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKS = re.compile(r"['\"«»]|--|\.\.\.| [?!;:]")


def read_markdown(
    text: str,
    diagnostics: Diagnostics,
    *,
    path: str,
    first_line: int,
    language: str,
    settings: MarkdownSettings,
    asks: bool = False,
) -> tuple[Body, Facts]:
    """Read the text below the settings of a document; never raises for what the text holds.

    `text` is normalised (`\\n` line ends, no control character, no noncharacter). `first_line` is the number of its
    first line in the file at `path`, so that problems, links and pictures name lines of the file. `language` is a
    BCP 47 tag; it decides the quotation marks and how words are counted. `asks`: whether its headings are questions.
    """
    from therapyblog.content.markdown.read import read  # noqa: PLC0415 - 50 ms, only where there is text to read

    return read(text, diagnostics, path=path, first_line=first_line, language=language, settings=settings, asks=asks)


def typeset_title(title: str, *, language: str, settings: MarkdownSettings) -> str:
    """Return a title with the quotation marks, dashes and spaces of its language, as a text has them.

    What is written as an entity (`Tom &amp; Jerry`) becomes its character.
    """
    if "&" in title:
        title = _ENTITY.sub(lambda match: html.unescape(match[0]), title)
    if not settings.typography or not _MARKS.search(title):
        return title
    from therapyblog.content.markdown.parser import parser_for  # noqa: PLC0415 - as above
    from therapyblog.content.markdown.typography import typeset  # noqa: PLC0415 - as above

    return typeset(title, parser_for(language, settings))
