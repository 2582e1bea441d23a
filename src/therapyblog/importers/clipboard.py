"""What other programs put on the clipboard → Markdown: HTML of Word, Google Docs and web pages, RTF, plain text.

Word's HTML has no lists: each entry is a paragraph of a class, whose style says its level and whose first span holds
the bullet or number (Microsoft, "Office HTML and XML Reference", `mso-list`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from therapyblog.importers import google_docs
from therapyblog.importers.html_clean import tidy_tree, words_of
from therapyblog.importers.markdown_writer import to_markdown
from therapyblog.importers.pasted import html_of
from therapyblog.importers.rendered import compared, rendered_words

_LEVEL = re.compile(r"mso-list:\s*(\S*)[^;]*\blevel(\d)")
_NUMBER = re.compile(r"\s*(?:\d+|[a-zA-Z]|[ivxlc]+)[.)]")
PICTURES_STAY = "Pictures do not travel with pasted words. Drop each where it belongs."
WORDS_LOST = "Compare this with where you copied it from"


def html_to_markdown(html: str) -> tuple[str, tuple[str, ...]]:
    """Return pasted HTML as Markdown, and sentences on what did not come."""
    pictures: list[str] = []

    def address(target: str, kind: str) -> str:
        if kind == "link":
            # A file of the computer that it was written on.
            return "" if target.startswith(("file:", "blob:", "data:")) else target
        pictures.append(target)
        return ""

    tree = tidy_tree(html, tidy=_tidy, bold_lines_are_headings=_has_several_blocks(html))
    before = words_of(tree)
    markdown = to_markdown(tree, address)
    lost = compared(before, rendered_words(markdown))
    notes = ([PICTURES_STAY] if pictures else []) + ([f"{WORDS_LOST}: {lost}"] if lost else [])
    return markdown.strip("\n"), tuple(notes)


def rtf_to_markdown(rtf: str) -> tuple[str, tuple[str, ...]]:
    """Return pasted RTF as Markdown: its words, in paragraphs. Raises `ValueError` where it is none."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - only for this kind

    try:
        text = rtf_to_text(rtf, errors="replace")  # type: ignore[no-untyped-call]
    except Exception as error:  # the library raises whatever broken text makes it stumble over
        raise ValueError("this is no RTF") from error
    return text_to_markdown(text.replace("\n", "\n\n"))


def text_to_markdown(text: str) -> tuple[str, tuple[str, ...]]:
    """Return pasted plain text as Markdown: bullets, numbered headings and quotations as a reader sees them."""
    html, notes = html_of(text)
    markdown, more = html_to_markdown(html)
    return markdown, (*(note.says for note in notes), *more)


def _has_several_blocks(html: str) -> bool:
    """Say whether this is more than a few words: a bold line alone is emphasis, above a paragraph it is a heading."""
    return len(re.findall(r"<(?:p|li|h[1-6]|blockquote|tr)\b", html, re.IGNORECASE)) > 1


def _tidy(root: Tag) -> None:
    """Make what Word and Google Docs mean plain."""
    outer = root.find("b", id=re.compile(r"\Adocs-internal-guid"))
    if outer is not None:
        # Google Docs wraps all it copies into `<b style="font-weight: normal">`.
        outer.unwrap()
    google_docs.tidy(root)
    for entry in root.find_all("li"):
        paragraphs = entry.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            # Google Docs has a paragraph in each entry, which would set them apart.
            paragraphs[0].unwrap()
    for entries in list(_runs(root)):
        _make_list(entries)


def _runs(root: Tag) -> Iterator[list[Tag]]:
    """Yield the paragraphs of each list of Word's."""
    run: list[Tag] = []
    name = ""
    for paragraph in root.find_all("p"):
        match = _LEVEL.search(str(paragraph.get("style") or ""))
        goes_on = match is not None and match[1] == name and run[-1].find_next_sibling() is paragraph if run else False
        if run and not goes_on:
            yield run
            run = []
        if match is not None:
            name = match[1]
            run.append(paragraph)
    if run:
        yield run


def _make_list(entries: list[Tag]) -> None:
    """Put paragraphs into nested lists."""
    maker = BeautifulSoup("", "html.parser")
    stack: list[tuple[int, Tag]] = []
    for entry in entries:
        match = _LEVEL.search(str(entry.get("style") or ""))
        level = int(match[2]) if match else 1
        mark = _take_mark(entry)
        while stack and stack[-1][0] > level:
            stack.pop()
        if not stack or stack[-1][0] < level:
            listed = maker.new_tag("ol" if _NUMBER.match(mark) else "ul")
            if stack:
                stack[-1][1].find_all("li", recursive=False)[-1].append(listed)
            else:
                entry.insert_before(listed)
            stack.append((level, listed))
        entry.name = "li"
        entry.attrs = {}
        stack[-1][1].append(entry.extract())


def _take_mark(entry: Tag) -> str:
    """Take the bullet or number out of an entry."""
    span = entry.find("span", style=re.compile(r"mso-list:\s*ignore", re.IGNORECASE))
    if span is None:
        return ""
    mark = span.get_text()
    span.decompose()
    return mark
