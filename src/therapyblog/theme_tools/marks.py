"""Marks in templates that say, in a finished page, which line of which template a tag comes from.

`theme check` draws the example with marked copies of the theme's templates; nothing that is published has a mark.
"""

from __future__ import annotations

import re
from pathlib import Path

from therapyblog.model.problems import Place

_TEMPLATE_OR_TAG = re.compile(
    r"\{#.*?#\}|\{%-?\s*raw\b.*?\bendraw\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->"
    r"|(?P<tag><(?=/?[a-zA-Z])(?!/(?:script|style|title|textarea)\b))",
    re.DOTALL | re.IGNORECASE,
)
BEGIN = "tb-mark "
_MARK = re.compile(rf"<!--{BEGIN}.*?-->")


def mark_templates(folder: Path, shown: str) -> None:
    """Write a mark before every tag of the templates in a folder; messages call the folder `shown`."""
    for file in folder.rglob("*.html"):
        path = f"{shown}/{file.relative_to(folder).as_posix()}"
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        file.write_bytes(_marked(text, path).encode())


def _marked(text: str, path: str) -> str:
    def replace(found: re.Match[str]) -> str:
        if found["tag"] is None:
            return found[0]
        line = text.count("\n", 0, found.start()) + 1
        return f"<!--{BEGIN}{path}:{line}-->{found[0]}"

    return _TEMPLATE_OR_TAG.sub(replace, text)


def place_of(comment: str) -> Place | None:
    """Return the place that a comment of a page marks; `None` where it marks none."""
    if not comment.startswith(BEGIN):
        return None
    path, _, line = comment.removeprefix(BEGIN).rpartition(":")
    return Place(path=path, line=int(line))


def without_marks(text: str) -> str:
    """Return a text of a page without its marks."""
    return _MARK.sub("", text)
