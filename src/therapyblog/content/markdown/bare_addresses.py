"""Addresses that stand in the words by themselves → links: `https://…`, `www.…` and mail addresses.

By the rules of GitHub Flavored Markdown (0.29, 6.9, autolinks): a domain with a dot and no underscore in its last two
parts; marks at the end belong to the sentence, and so does a closing parenthesis without its opening one. Marks of full
width and closing quotation marks belong to the sentence too. Upstream's way (linkify-it) takes `word.com` for an
address, or else not `www.word.com` either, and tries a long pattern on every paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import isLinkClose, isLinkOpen, unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from therapyblog.content.markdown.context import TextContext
from therapyblog.patterns import lazy_pattern

# What no address holds as it is written; a backslash only before the sign that it escapes.
_NEVER = r"\s<>\[\]`\\“”„«»。、，；：！？（）「」『』【】《》\ufdd0-\ufdef"
_DOMAIN = r"(?:[\w-]+\.)+[^\W_](?:[\w-]*[^\W_])?(?![\w-])"
_PATH = rf"(?::\d{{1,5}})?(?:[/?#](?:[^{_NEVER}]|\\[!-/:-@\[-`{{-~])*)?"
_WEB = lazy_pattern(rf"://({_DOMAIN})({_PATH})")
_MAIL = r"(?:mailto:)?([A-Za-z0-9._+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]*[A-Za-z0-9])"
_OTHERS = lazy_pattern(rf"(?<![\w/.@:+-])(?:(www\.{_DOMAIN})({_PATH})|{_MAIL})")
_SCHEME = lazy_pattern(r"(?:^|[^A-Za-z0-9+.-])(https?)$", re.IGNORECASE)
_LONGEST_SCHEME = 6
# `[x] (https://…)` and `(x)[https://…]` are told as near misses.
_PART_OF_A_LINK = lazy_pattern(r"(?:\][ \t\u00a0]*\(|\)\[)$")
_ENTITY = lazy_pattern(r"&[A-Za-z0-9]{1,32};$")
_OF_THE_SENTENCE = frozenset("?!.,:*_~'\"’…")


def install(md: MarkdownIt) -> None:
    """Give a parser the rules."""
    md.inline.ruler.at("linkify", _web_address)
    md.core.ruler.after("footnote_tail", "bare_addresses", _other_addresses)


def _web_address(state: StateInline, silent: bool) -> bool:
    """Read an address with its scheme, where the colon is seen; within a link it stays text."""
    src, colon = state.src, state.pos
    if src[colon] != ":" or silent or state.linkLevel > 0 or not src.startswith("://", colon):
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME:])
    match = _WEB.match(src, colon, state.posMax) if scheme else None
    if not scheme or not match or not _is_domain(match[1]):
        return False
    end = match.end() - _after_address(match[2])
    begin = colon - len(scheme[1])
    if _PART_OF_A_LINK.search(src, max(begin - 4, 0), begin):
        return False
    state.pending = state.pending[: -len(scheme[1])]
    address = unescapeAll(src[begin:end])
    context: TextContext = state.env["context"]
    line, column = context.place(src, begin, context.line)
    state.push("link_open", "a", 1)
    state.push("text_special", "", 0)
    state.push("link_close", "a", -1)
    _fill(state.tokens[-3:], address, address, line, column)
    state.pos = end
    return True


def _other_addresses(state: StateCore) -> None:
    """Read addresses without a scheme in the running text."""
    if "@" not in state.src and "www." not in state.src:
        return
    context: TextContext = state.env["context"]
    for token in state.tokens:
        if token.type == "inline" and ("@" in token.content or "www." in token.content):
            token.children = list(_with_links(token, context))


def _with_links(block: Token, context: TextContext) -> Iterator[Token]:
    """Yield the tokens of a block, with links in the place of addresses."""
    within, seen = 0, 0
    for token in block.children or ():
        if token.type == "html_inline":
            within += isLinkOpen(token.content) - isLinkClose(token.content)
        elif token.type in ("link_open", "link_close"):
            within += token.nesting
        if token.type != "text" or within > 0 or not ("@" in token.content or "www." in token.content):
            yield token
            continue
        position = 0
        for match in _OTHERS.finditer(token.content):
            web, path, mail = match.groups()
            if web and not _is_domain(web):
                continue
            end = match.end() - (_after_address(path) if web else 0)
            words = token.content[match.start() : end]
            seen = max(block.content.find(words, seen), seen)
            place = context.place(block.content, seen, block.map[0] if block.map else 0)
            yield _text(token.content[position : match.start()], token.level)
            link = [
                Token("link_open", "a", 1, level=token.level),
                Token("text_special", "", 0, level=token.level + 1),
                Token("link_close", "a", -1, level=token.level),
            ]
            _fill(link, f"https://{words}" if web else f"mailto:{mail}", words, *place)
            yield from link
            position = end
        if position < len(token.content):
            yield _text(token.content[position:], token.level)


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _fill(tokens: list[Token], address: str, words: str, line: int, column: int) -> None:
    """Fill in the tokens of a link; as a special text its words keep their hyphens and quotation marks."""
    opening, text, closing = tokens
    opening.attrs, opening.meta = {"href": address}, {"line": line, "column": column}
    opening.markup = closing.markup = "linkify"
    opening.info = closing.info = "auto"
    text.content = words


def _is_domain(domain: str) -> bool:
    return "_" not in "".join(domain.rsplit(".", 2)[-2:])


def _after_address(path: str) -> int:
    """Return how many signs at the end of a path belong to the sentence."""
    end = len(path)
    surplus = path.count(")") - path.count("(")
    while end:
        last = path[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last == ";":
            entity = _ENTITY.search(path, max(end - 34, 0), end)
            end = entity.start() + 1 if entity else end
        elif last not in _OF_THE_SENTENCE:
            break
        end -= 1
    return len(path) - end
