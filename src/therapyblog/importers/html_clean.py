"""HTML as other programs export it → a tree of plain tags that say what they mean.

Word processors, page builders and editors say "bold" with styles, "paragraph" with `div` and two `br`, and "heading"
with a bold line. Here each becomes the tag that means it, what is no content goes, and nothing that a reader would
read is lost. Trees are changed in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from urllib.parse import parse_qs

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from selectolax.lexbor import LexborHTMLParser

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.html_emphasis import let_emphasis_end, say_what_styles_say
from therapyblog.importers.html_notes import find_notes
from therapyblog.importers.html_pictures import PICTURE_NAME, choose_pictures, file_of, open_galleries
from therapyblog.importers.html_tree import BLOCKS, HEADINGS, NearTag, all_tags, holds, is_inside

GONE = ("script", "style", "template", "link", "meta", "svg", "object", "input", "select", "textarea", "canvas", "map")
_SECTIONS = frozenset(
    ["div", "section", "article", "main", "header", "footer", "aside", "form", "nav", "address", "details"]
)
_HOLDERS = _SECTIONS | {"blockquote", "td", "th", "figcaption", "figure", "li", "dd"}
_CODE = ("code", "kbd", "samp", "tt")
_PARTS = ("tbody", "thead", "tfoot", "caption")
_NOT_IN_CELLS = ("ul", "ol", "table", "blockquote", "pre", "iframe")
_HIDDEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
DEEPEST, DEEPEST_LIST = 100, 20
_WITHOUT_WORDS = ("img", "iframe", "video", "audio", "noteref", "hr")
_NESTED = ("blockquote", "ul", "ol", "li")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]*)(?:\s+[^\s<>\"=]+(?:=\"[^\"]*\")?)*\s*>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_SPACES = re.compile("[ \t\r\n\u00a0\u2002-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_NUMBERS = {
    "sup": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "sub": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}
_WORD = re.compile(r"\w+")
_LONGEST_HEADING = 100


def tidy_tree(html: str, *, tidy: Callable[[Tag], None] | None = None, bold_lines_are_headings: bool = False) -> Tag:
    """Return the body of an HTML text (a fragment or a whole page) as a tree of plain tags.

    `bold_lines_are_headings` says that a paragraph of one bold line is a heading, which is how most people make one in
    a word processor; `tidy` is what a kind of source knows of its own HTML, done before all else.
    """
    # Lexbor builds the tree that browsers build, whatever is unclosed; Beautiful Soup then reads what is well-formed.
    body = LexborHTMLParser(html).body
    soup = BeautifulSoup(
        flat(body.html) if body is not None and body.html else "<body></body>",
        "html.parser",
        element_classes={Tag: NearTag},
    )
    root = soup.body or soup
    if tidy is not None:
        tidy(root)
    _drop_what_is_no_content(root)
    open_galleries(root)
    choose_pictures(root)
    say_what_styles_say(root)
    find_notes(root)
    _raise_numbers(root)
    _tidy_links(root)
    _tidy_lists(root)
    _open_tables(root)
    _open_code(root)
    _make_paragraphs(root)
    if bold_lines_are_headings:
        _promote_bold_lines(root)
    _order_headings(root)
    _tidy_text(root)
    let_emphasis_end(root)
    _number_items(root)
    return root


def flat(html: str) -> str:
    """Return well-formed HTML without the tags that are nested more deeply than any text: what they hold stays."""
    if html.count("</") <= DEEPEST:
        return html
    depth = nested = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth, nested
        name, is_end = tag[2], bool(tag[1])
        if name in _VOID:
            return tag[0]
        depth += not is_end
        nested += not is_end and name in _NESTED
        is_deep = depth > DEEPEST or (name in _NESTED and nested > DEEPEST_LIST)
        depth -= is_end
        nested -= is_end and name in _NESTED
        return (" " if tag[2] in BLOCKS else "") if is_deep else tag[0]

    return _TAG.sub(kept, html)


def _drop_what_is_no_content(root: Tag) -> None:
    for node in list(root.descendants):
        # Comments, doctypes, and what stands in the brackets of PHP: no page shows any of them.
        if isinstance(node, PreformattedString):
            node.extract()
    for tag in root.find_all(True):
        is_unseen = "style" in tag.attrs and _HIDDEN.search(str(tag["style"]))
        is_unread = tag.get("aria-hidden") == "true" and not tag.find("img")
        if tag.name == "input" and tag.get("type") == "checkbox" and is_inside(tag, ("li",)):
            tag.replace_with("[x] " if tag.has_attr("checked") else "[ ] ")
        elif tag.name in GONE or is_unseen or is_unread:
            # Not `decompose`: to ask what stood below it whether that is gone takes a search of its own (bs4 4.14).
            tag.extract()


def _raise_numbers(root: Tag) -> None:
    """Write raised and lowered numbers as letters that are: 10² is not 102, and a note¹ no other word."""
    for tag in all_tags(root, tuple(_NUMBERS)):
        number = tag.get_text(strip=True)
        if number.isdecimal() and number.isascii():
            tag.string = number.translate(_NUMBERS[tag.name])


def _tidy_links(root: Tag) -> None:
    for link in root.find_all("a"):
        address = str(link.get("href") or "").strip()
        name = link.get("id") or link.get("name")
        if not address or address.lower().startswith("javascript:"):
            if name and link.parent is not None and not link.parent.get("id"):
                link.parent["id"] = name
            link.unwrap()
            continue
        link["href"] = _without_detour(address)
        if link.parent is not None and link.parent.name in _CODE and _is_alone(link):
            # Code can hold no link, and a link code.
            code = link.parent
            code.replace_with(link.extract())
            for child in list(link.children):
                code.append(child.extract())
            link.append(code)
        image = link.find("img")
        if image is not None and not link.get_text(strip=True) and PICTURE_NAME.match(file_of(address)):
            # It leads to the same picture in full size.
            image["src"] = address
            link.unwrap()
            continue
        if not link.get_text(strip=True) and not link.find("img"):
            link.unwrap()
    for button in root.find_all("button"):
        button.unwrap()


def _is_alone(tag: Tag) -> bool:
    """Say whether nothing but spaces stands beside a tag."""
    beside = chain(tag.previous_siblings, tag.next_siblings)
    return all(not isinstance(node, Tag) and not str(node).strip() for node in beside)


def _without_detour(address: str) -> str:
    """Return where a link leads, without the page of a search engine or mail program that counts it first."""
    parts = urlsplit(address) if "://" in address else None
    if parts and parts.netloc.lower().endswith(("google.com", "facebook.com", "safelinks.protection.outlook.com")):
        query = parse_qs(parts.query)
        for name in ("q", "u", "url"):
            if query.get(name, [""])[0].startswith(("http://", "https://", "mailto:")):
                return query[name][0]
    return address


def _tidy_lists(root: Tag) -> None:
    """Put a list that stands right inside another into the item before it, and what is no item into one."""
    for outer in all_tags(root, ("ul", "ol")):
        last: Tag | None = None
        for child in list(outer.children):
            if isinstance(child, Tag) and child.name == "li":
                last = child
            elif isinstance(child, Tag) or str(child).strip():
                moved = child.extract()
                if last is None:
                    last = NearTag(name="li")
                    outer.insert(0, last)
                last.append(moved)
        if last is None:
            outer.unwrap()


def _number_items(root: Tag) -> None:
    """Give every item of a list its sign; the second of two lists in a row has others, else they would be one."""
    lists = all_tags(root, ("ul", "ol"))
    for outer in reversed(lists):
        for child in list(outer.children):
            if not isinstance(child, Tag) or not (child.get_text(strip=True) or holds(child, _WITHOUT_WORDS)):
                child.extract()
        if not outer.contents:
            outer.extract()
    others: set[int] = set()
    for outer in lists:
        before = next((node for node in outer.previous_siblings if isinstance(node, Tag) or str(node).strip()), None)
        is_other = isinstance(before, Tag) and before.name == outer.name and id(before) not in others
        if is_other:
            others.add(id(outer))
        start = str(outer.get("start") or "")
        number = int(start) if start.isdecimal() and len(start) < 9 else 1
        for item in outer.find_all("li", recursive=False):
            item["sign"] = ("+" if is_other else "-") if outer.name == "ul" else f"{number}{')' if is_other else '.'}"
            number += 1


def _open_tables(root: Tag) -> None:
    """Let a table that only arranges things on the page become what it holds."""
    for table in reversed(root.find_all("table")):
        rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
        cells = [cell for row in rows for cell in row.find_all(("td", "th"), recursive=False)]
        is_narrow = all(len(row.find_all(("td", "th"), recursive=False)) < 2 for row in rows)
        if not is_narrow and not holds(table, _NOT_IN_CELLS):
            _widen_head(rows)
            continue
        for cell in cells:
            cell.name = "div"
        for part in [table, *rows, *(tag for tag in all_tags(table, _PARTS) if tag.find_parent("table") is table)]:
            part.name = "div"


def _widen_head(rows: list[Tag]) -> None:
    """Give the first row as many cells as the widest has: Markdown shows no others."""
    widths = [sum(_width(cell) for cell in row.find_all(("td", "th"), recursive=False)) for row in rows]
    for _ in range(max(widths) - widths[0]):
        rows[0].append(NearTag(name="th" if rows[0].find("th") else "td"))


def _width(cell: Tag) -> int:
    span = str(cell.get("colspan") or "")
    return int(span) if span.isascii() and span.isdecimal() and 0 < len(span) < 3 else 1


def _open_code(root: Tag) -> None:
    """Make a block of code in a line that has line breaks, which no code in a line can have, and lines of its parts."""
    for block in all_tags(root, ("pre",)):
        for line in all_tags(block, ("div", "p")):
            if not str(line.next_sibling or "").startswith("\n"):
                line.append("\n")
            line.unwrap()
    for code in [
        tag for tag in root.find_all("code") if tag.find("br") and not is_inside(tag, ("pre", "a", *HEADINGS))
    ]:
        for line_break in code.find_all("br"):
            line_break.replace_with("\0")
        lines = _SPACES.sub(" ", code.get_text()).split("\0")
        code.name = "pre"
        code.string = "\n".join(line.removeprefix(" ").rstrip() for line in lines)
        if code.parent is not None and code.parent.name == "p":
            code.parent.name = "div"


def _make_paragraphs(root: Tag) -> None:
    """Make every run of words outside of a paragraph one, and let two line breaks end it."""
    for frame in root.find_all("iframe"):
        # It is a block of its own, wherever an editor put it.
        paragraph = frame.find_parent("p")
        if paragraph is not None:
            paragraph.insert_after(frame.extract())
    for tag in [root, *all_tags(root, _HOLDERS)]:
        if tag.name in ("li", "td", "th", "figcaption", "dd") and not tag.find("br"):
            continue
        _wrap_runs(tag)
    for paragraph in root.find_all("p"):
        _split_at_breaks(paragraph)
    for tag in all_tags(root, _SECTIONS):
        tag.unwrap()
    for tag in reversed(all_tags(root, ("p", "blockquote"))):
        if not tag.get_text(strip=True) and not holds(tag, _WITHOUT_WORDS):
            tag.decompose()


def _wrap_runs(parent: Tag) -> None:
    run: list[PageElement] = []
    has_blocks = any(isinstance(child, Tag) and child.name in BLOCKS for child in parent.children)
    if not has_blocks and parent.name in ("li", "td", "th", "dd", "figcaption") and not _has_double_break(parent):
        return
    for child in [*parent.children, None]:
        if child is not None and not (isinstance(child, Tag) and child.name in BLOCKS):
            run.append(child)
            continue
        if any(isinstance(node, Tag) or str(node).strip() for node in run):
            paragraph = NearTag(name="p")
            run[0].insert_before(paragraph)
            for node in run:
                paragraph.append(node.extract())
        run = []


def _has_double_break(tag: Tag) -> bool:
    return any(_is_double(line_break) for line_break in tag.find_all("br"))


def _is_double(line_break: Tag) -> bool:
    following = line_break.next_sibling
    while isinstance(following, NavigableString) and not following.strip():
        following = following.next_sibling
    return isinstance(following, Tag) and following.name == "br"


def _split_at_breaks(paragraph: Tag) -> None:
    """Make two paragraphs of one at two line breaks in a row; single ones at its ends go."""
    parts: list[list[PageElement]] = [[]]
    breaks: list[PageElement] = []
    for node in list(paragraph.children):
        is_break = isinstance(node, Tag) and node.name == "br"
        is_blank = not isinstance(node, Tag) and not str(node).strip()
        if is_break or (is_blank and (breaks or not parts[-1])):
            breaks.append(node)
            continue
        if sum(isinstance(line_break, Tag) for line_break in breaks) > 1:
            parts.append([])
        if parts[-1]:
            parts[-1] += breaks
            breaks = []
        for line_break in breaks:
            line_break.extract()
        breaks = []
        parts[-1].append(node)
    for line_break in breaks:
        line_break.extract()
    last = paragraph
    for part in parts[1:]:
        rest = NearTag(name="p")
        for node in part:
            rest.append(node.extract())
        last.insert_after(rest)
        last = rest


def _promote_bold_lines(root: Tag) -> None:
    level = "h3" if holds(root, ("h1", "h2", "h3")) else "h2"
    for paragraph in root.find_all("p", recursive=False):
        content = [child for child in paragraph.children if isinstance(child, Tag) or str(child).strip()]
        text = paragraph.get_text(" ", strip=True)
        following = paragraph.find_next_sibling()
        if (
            content
            and all(isinstance(child, Tag) and child.name == "strong" for child in content)
            and len(text) <= _LONGEST_HEADING
            and not text.endswith((".", ",", ";", ":"))
            and following is not None
            and not paragraph.find("br")
        ):
            for strong in paragraph.find_all("strong"):
                strong.unwrap()
            paragraph.name = level


def _order_headings(root: Tag) -> None:
    """Let the headings of a text begin at the second level, which is under its title, without jumps."""
    headings = all_tags(root, HEADINGS)
    for heading in headings:
        if not heading.get_text(strip=True):
            heading.decompose()
        elif heading.parent is not None and heading.parent.name in ("li", "td", "th", "blockquote", "figcaption"):
            heading.name = "p"
            heading.wrap(NearTag(name="p"))
            heading.name = "strong"
    open_levels: list[int] = []
    for heading in all_tags(root, HEADINGS):
        level = int(heading.name[1])
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        heading.name = f"h{min(len(open_levels) + 1, 6)}"


def _tidy_text(root: Tag) -> None:
    """Leave one space where a page shows one: of several, at a line break, and of those that are no common ones."""
    root.smooth()
    has_code = root.find("pre") is not None
    after_space = True
    for node in list(root.descendants):
        if isinstance(node, Tag):
            after_space = node.name in BLOCKS or node.name == "br" or (after_space and node.name not in _WITHOUT_WORDS)
            continue
        if has_code and is_inside(node, ("pre",)):
            continue
        plain = _UNSEEN.sub("", _SPACES.sub(" ", str(node)))
        plain = plain.lstrip(" ") if after_space or _ends_line(node.previous_sibling) else plain
        plain = plain.rstrip(" ") if _ends_line(node.next_sibling) else plain
        after_space = plain.endswith(" ") if plain else after_space
        if not plain:
            node.extract()
        elif plain != str(node):
            node.replace_with(NavigableString(plain))


def _ends_line(node: PageElement | None) -> bool:
    return isinstance(node, Tag) and (node.name == "br" or node.name in BLOCKS)


def words_of(tree: Tag) -> list[str]:
    """Return the words of a tree as a reader sees them, to compare two trees."""
    return words_in("".join(_texts(tree)))


def words_in(text: str) -> list[str]:
    """Return the words of a plain text."""
    return _WORD.findall(_UNSEEN.sub("", text))


def _texts(tag: Tag) -> Iterator[str]:
    for child in tag.children:
        if isinstance(child, Tag):
            edge = " " if child.name in BLOCKS or child.name in ("br", "img") else ""
            yield edge
            yield from _texts(child)
            yield edge
        elif type(child) is NavigableString:
            yield str(child)
