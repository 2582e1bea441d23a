"""Bold, italic and struck words of other programs' HTML, said by tags and so that Markdown can say them."""

from __future__ import annotations

import re
import unicodedata

from bs4 import Tag
from bs4.element import NavigableString

from therapyblog.importers.html_tree import BLOCKS, HEADINGS, all_tags, holds, is_inside

_PLAIN = frozenset(
    [
        "span",
        "font",
        "u",
        "center",
        "small",
        "big",
        "ins",
        "abbr",
        "acronym",
        "time",
        "bdi",
        "bdo",
        "nobr",
        "wbr",
        "label",
        "data",
        "mark",
    ]
)
_MEANT = {"b": "strong", "strong": "strong", "s": "del", "strike": "del"}
_MEANT |= dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_EMPHASIS = ("strong", "em", "del")


def say_what_styles_say(root: Tag) -> None:
    """Make `strong`, `em` and `del` of everything that shows words so, and nothing of what only colours them."""
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
    for name in ("strong", "em", "del"):
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
            tag.wrap(Tag(name=name))


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
            and not following.strip()
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
    """Move signs at the edges of emphasised words out of it where a word follows, or precedes, without a space.

    `**Note:**text` is no emphasis, and shows its stars (CommonMark 0.31, 6.2); `**Note**:text` is one.
    """
    for tag in reversed(all_tags(root, _EMPHASIS)):
        for at in (-1, 0):
            beside = tag.next_sibling if at else tag.previous_sibling
            near = str(beside)[0 if at else -1 :][:1] if isinstance(beside, NavigableString) else ""
            if tag.parent is not None and near and not near.isspace() and not _is_sign(near):
                _move_signs_out(tag, at)


def _move_signs_out(tag: Tag, at: int) -> None:
    edge = tag.contents[at] if tag.contents else None
    while isinstance(edge, Tag) and edge.name in _EMPHASIS and edge.contents:
        edge = edge.contents[at]
    if not isinstance(edge, NavigableString):
        # What a link or code becomes ends with a sign.
        tag.unwrap()
        return
    text = str(edge)
    signs = 0
    while signs < len(text) and _is_sign(text[-1 - signs] if at else text[signs]):
        signs += 1
    if not signs:
        return
    if signs == len(text):
        tag.unwrap()
        return
    edge.replace_with(NavigableString(text[:-signs] if at else text[signs:]))
    (tag.insert_after if at else tag.insert_before)(NavigableString(text[-signs:] if at else text[:signs]))


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"
