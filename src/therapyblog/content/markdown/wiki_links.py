"""Links by name, as wikis and Obsidian write them: `[[Page]]`, `[[page#heading|words]]`, `![[picture.png]]`.

Words → tokens of links and pictures. Their address is the name in its brackets; the site knows what has that name
(`therapyblog.site.wiki_names`). What is put into the page elsewhere and is no picture is a link here.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

from therapyblog.patterns import lazy_pattern
from therapyblog.urls.wiki import wiki_address

_LINK = lazy_pattern(r"(!?)\[\[([^\[\]|\n\\]{1,200})(?:\|([^\[\]\n]{1,300}))?\]\](?![(\[:\]])")
# Numbers of sources, lists of contents, marks of our own, and tests of shells.
_OTHERS = lazy_pattern(r"\d+|_?toc_?|ref:.*|\s.*|.*\s|-[a-z] .*", re.IGNORECASE)
_PICTURE = lazy_pattern(r".*\.(?:avif|gif|heic|heif|jpe?g|png|svg|webp)$", re.IGNORECASE)
_SIZE = lazy_pattern(r"\d+(?:x\d+)?")


def install(md: MarkdownIt) -> None:
    """Give a parser the links."""
    md.inline.ruler.before("link", "wiki_link", wiki_link)


def wiki_link(state: StateInline, silent: bool) -> bool:
    """Read a link by name; one whose brackets hold the label of a definition is CommonMark's."""
    src, start = state.src, state.pos
    if not (src.startswith("[[", start) or src.startswith("![[", start)) or state.linkLevel > 0:
        return False
    match = _LINK.match(src, start, state.posMax)
    if not match or _OTHERS.fullmatch(match[2]) or normalizeReference(match[2]) in state.env.get("references", ()):
        return False
    state.pos = match.end()
    if silent:
        return True
    embeds, name, words = match[1], match[2], (match[3] or "").strip()
    if embeds and _PICTURE.fullmatch(name):
        picture = state.push("image", "img", 0)
        picture.markup, picture.attrs = "wiki", {"src": wiki_address(name), "alt": ""}
        picture.children = []
        if words and not _SIZE.fullmatch(words):
            state.md.inline.parse(words, state.md, state.env, picture.children)
        return True
    link = state.push("link_open", "a", 1)
    link.markup, link.attrs = "wiki", {"href": wiki_address(name)}
    place, _, heading = name.partition("#")
    shown = words or " › ".join(part for part in (place, heading.rpartition("#")[2].lstrip("^")) if part)
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1)
    return True
