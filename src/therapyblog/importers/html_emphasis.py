"""Bold, italic and struck words of other programs: one tag for each run, with words that marks can stand around."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from therapyblog.content.markdown.cjk_emphasis import class_of
from therapyblog.importers.html_tree import BLOCKS, HEADINGS, NearTag, all_tags, holds, is_inside

_PLAIN = frozenset(
    ("span", "font", "u", "center", "small", "big", "ins", "abbr", "acronym", "time", "bdi", "bdo", "nobr")
)
_PLAIN |= {"wbr", "label", "data", "mark"}
_MEANT = {"b": "strong", "strong": "strong", "s": "del", "strike": "del"}
_MEANT |= dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em")
_MARKS = ("strong", "em", "del")
_UNMARKED = ("sub", "sup")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)


def say_what_styles_say(root: Tag) -> None:
    """Say with tags what styles say, with one name for each meaning, and drop tags that mean nothing."""
    for tag in root.find_all(True):
        style = str(tag.get("style") or "")
        if tag.name in _MEANT:
            # A document pasted from Google Docs stands in one `<b style="font-weight:normal">`.
            if holds(tag, BLOCKS) or (tag.name in ("b", "strong") and _LIGHT.search(style)):
                tag.unwrap()
            else:
                tag.name = _MEANT[tag.name]
        elif tag.name in _PLAIN:
            _wrap_by_style(tag, style)
            tag.unwrap()
        elif ":" in tag.name:
            tag.unwrap()
    line_breaks = root.find_all("br")
    for line_break in (*reversed(line_breaks), *line_breaks):
        _move_out(line_break)
    for name in (*_MARKS, "code"):
        for tag in root.find_all(name):
            _merge(tag)
    for strong in root.find_all("strong"):
        if is_inside(strong, HEADINGS):
            strong.unwrap()


def _wrap_by_style(tag: Tag, style: str) -> None:
    if not style or not tag.get_text(strip=True) or holds(tag, BLOCKS) or is_inside(tag, HEADINGS):
        return
    for name, wanted in (("strong", _BOLD), ("em", _ITALIC)):
        if wanted.search(style) and not is_inside(tag, (name,)):
            tag.wrap(NearTag(name=name))


def _move_out(line_break: Tag) -> None:
    """Move a line break out of the words that it begins or ends; at the edge of a block none is seen, so it goes."""
    while (parent := line_break.parent) is not None:
        before, after = _neighbour(line_break.previous_siblings), _neighbour(line_break.next_siblings)
        if parent.name not in (*_MARKS, "a"):
            if any(node is None or (isinstance(node, Tag) and node.name in BLOCKS) for node in (before, after)):
                line_break.extract()
            return
        if after is None:
            parent.insert_after(line_break)
        elif before is None:
            parent.insert_before(line_break)
        else:
            return


def _neighbour(siblings: Iterable[PageElement]) -> PageElement | None:
    return next((node for node in siblings if not _is_blank(node)), None)


def _is_blank(node: PageElement) -> bool:
    return isinstance(node, NavigableString) and not node.strip()


def _merge(tag: Tag) -> None:
    """Take in what follows under the same name, drop a tag without words, and a second one around the same words."""
    if tag.parent is None:
        return
    if is_inside(tag, (tag.name,)):
        tag.unwrap()
        return
    if not tag.get_text(strip=True) and not tag.find("img"):
        tag.unwrap()
        return
    while True:
        following = tag.next_sibling
        beyond = following.next_sibling if following is not None else None
        if isinstance(following, Tag) and following.name == tag.name:
            joined = following
        elif (
            isinstance(following, NavigableString)
            and _is_blank(following)
            and tag.name != "code"
            and isinstance(beyond, Tag)
            and beyond.name == tag.name
        ):
            tag.append(following.extract())
            joined = beyond
        else:
            return
        for child in list(joined.contents):
            tag.append(child.extract())
        joined.decompose()


def let_emphasis_end(root: Tag) -> None:
    """Move out of emphasis what would keep its marks from being any.

    Between a letter and punctuation a mark neither opens nor closes (CommonMark 0.31.2, 6.2): the asterisks of
    `word**!**` stay asterisks.
    """
    for tag in all_tags(root, _MARKS):
        for first in (True, False):
            while tag.parent is not None and _free(tag, first=first):
                pass


def _free(tag: Tag, *, first: bool) -> bool:
    """Move the first or last thing of a tag out of it where it is in the way; say whether that must be asked again."""
    outer = tag
    while _beside(outer, first=first) is None and outer.parent is not None and outer.parent.name in _MARKS:
        outer = outer.parent
    outside, inside = _end(_beside(outer, first=first), first=not first), _end(tag, first=first)
    if not isinstance(outside, NavigableString) or not outside or class_of(outside[-1 if first else 0]) != "other":
        return False
    if inside is None or inside is tag or inside.parent is None:
        return False
    moved, rest, holder = inside, "", inside.parent
    if isinstance(inside, NavigableString):
        signs = "".join(takewhile(lambda sign: class_of(sign) in ("mark", "space"), inside if first else inside[::-1]))
        if not signs:
            return False
        rest = inside[len(signs) :] if first else inside[: -len(signs)]
        moved = NavigableString(signs if first else signs[::-1])
    elif isinstance(inside, Tag) and inside.name == "a":
        for parent in takewhile(lambda parent: parent is not outer.parent, inside.parents):
            _wrap_contents(inside, parent.name)
    (outer.insert_before if first else outer.insert_after)(moved)
    if rest:
        inside.replace_with(NavigableString(rest))
    else:
        if moved is not inside:
            inside.extract()
        _drop_empty(holder)
    return not rest


def _beside(node: PageElement, *, first: bool) -> PageElement | None:
    return node.previous_sibling if first else node.next_sibling


def _end(node: PageElement | None, *, first: bool) -> PageElement | None:
    """Return what begins, or ends, a tag as it is written: below the tags that are written as their words alone."""
    while isinstance(node, Tag) and node.name in (*_MARKS, *_UNMARKED) and node.contents:
        node = node.contents[0 if first else -1]
    return node


def _wrap_contents(tag: Tag, name: str) -> None:
    inner = NearTag(name=name)
    for child in list(tag.contents):
        inner.append(child.extract())
    tag.append(inner)


def _drop_empty(tag: Tag | None) -> None:
    while tag is not None and tag.name in (*_MARKS, *_UNMARKED) and not tag.contents:
        empty, tag = tag, tag.parent
        empty.extract()
