"""HTML inside a Markdown text → Markdown, as far as there is one for it; the rest stays as it is typed.

Whole blocks go the way of every other HTML (`html_clean`, `markdown_writer`); tags within a line are replaced one by
one. Code is left as it is, and so are comments, which are never shown.
"""

from __future__ import annotations

import re

from therapyblog.importers.html_clean import tidy_tree
from therapyblog.importers.markdown_addresses import blocks, code_of, outside_code
from therapyblog.importers.markdown_writer import pointed, to_markdown

_WHOLE = re.compile(
    r"<(table|ul|ol|dl|figure|svg|form|video|audio|iframe|object|select|picture|blockquote)\b", re.IGNORECASE
)
_AS_MARKDOWN = re.compile(r"\bmarkdown\s*=\s*[\"']?(?:1|span|block|true)", re.IGNORECASE)
_MEANT = {"em": "*", "i": "*", "cite": "*", "b": "**", "strong": "**", "del": "~~", "s": "~~", "strike": "~~"}
_PAIR = re.compile(
    r"<(em|i|cite|b|strong|del|s|strike)(?:\s[^<>]*)?>((?:(?!\n[ \t]*\n|<\1\b).)*?)</\1\s*>", re.IGNORECASE | re.DOTALL
)
_CODE = re.compile(r"<(code|kbd|tt|samp)(?:\s[^<>]*)?>([^<>`\n]+)</\1\s*>", re.IGNORECASE)
_LINK = re.compile(r"<a\s([^<>]*)>((?:(?!\n[ \t]*\n|</a|<a\s).)*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"<img\s((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)/?>", re.IGNORECASE)
_FRAME = re.compile(r"<iframe\s((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(?:\s*</iframe\s*>)?", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*<br\s*/?>[ \t]*(\n?)", re.IGNORECASE)
_RULE = re.compile(r"^[ \t]*<hr\b[^<>]*>[ \t]*$", re.IGNORECASE | re.MULTILINE)
_GONE = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_PLAIN = re.compile(
    r"</?(?:span|font|u|center|small|big|ins|abbr|acronym|time|mark|sub|sup|div|p|section|article|aside|header|footer|q"
    r"|main|nav|details|summary|a|figure|figcaption|label|picture|source|blockquote|nobr|wbr|address|noscript|button"
    r"|em|i|b|strong|h[1-6]|li|ul|ol)(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_TAG = re.compile(r"<[A-Za-z/]")
_HERE = "/media/\ue000"
"""Put before the address of a picture, so that it is written as one; taken off afterwards."""


def as_markdown(text: str) -> str:
    """Return a Markdown text with its HTML as Markdown."""
    if not _TAG.search(text):
        return text
    lines = text.split("\n")
    made: list[str] = []
    position = 0
    for token in blocks().parse(text):
        if token.type != "html_block" or token.level or not token.map or token.map[0] < position:
            continue
        first, last = token.map[0], _end(lines, token.map[0], token.map[1])
        made += lines[position:first]
        made.append(_block("\n".join(lines[first:last])))
        position = last
    return _inline("\n".join((*made, *lines[position:])))


def _end(lines: list[str], first: int, last: int) -> int:
    """Return the line behind a block, which for a table, list and the like is that of its closing tag."""
    opening = _WHOLE.search(lines[first])
    if not opening:
        return last
    name = opening[1].lower()
    depth = 0
    for number in range(first, min(len(lines), first + 2000)):
        depth += len(re.findall(rf"<{name}\b", lines[number], re.IGNORECASE))
        depth -= len(re.findall(rf"</{name}\s*>", lines[number], re.IGNORECASE))
        if depth <= 0:
            return max(number + 1, last)
    return last


def _block(html: str) -> str:
    start = html.lstrip()
    if start.startswith("<!--") or not re.match(r"</?[A-Za-z][A-Za-z0-9]*[\s/>]", start):
        return html
    if _AS_MARKDOWN.search(html):
        return html
    if re.fullmatch(r"(?:\s*</?[A-Za-z][^<>]*>)+\s*", html) and not re.search(
        r"<(?:img|iframe|video|audio|hr|source)\b", html, re.IGNORECASE
    ):
        return "\n"
    tree = tidy_tree(html)
    written = to_markdown(tree, lambda address, kind: f"{_HERE}{address}" if kind == "picture" else address)
    return "\n" + written.replace(_HERE, "").strip("\n") + "\n"


def _inline(text: str) -> str:
    if not _TAG.search(text):
        return text
    text = outside_code(_GONE, lambda _: "", text)
    text = outside_code(_RULE, lambda _: "\n---\n", text)
    text = outside_code(_CODE, lambda match: f"`{match[2]}`", text)
    for _ in range(2):
        text = outside_code(_PAIR, _emphasis, text)
    text = outside_code(_IMAGE, _image, text)
    text = outside_code(_FRAME, _frame, text)
    text = outside_code(_LINK, _link, text)
    code = code_of(text)
    lines_with_cells = {number for number, line in enumerate(text.split("\n")) if "|" in line}

    def broken(match: re.Match[str]) -> str:
        if code.holds(match.start()):
            return match[0]
        line = text.count("\n", 0, match.start())
        begin = text.rfind("\n", 0, match.start()) + 1
        if line in lines_with_cells or text[begin : match.start()].lstrip().startswith("#"):
            return " " + match[1]
        if match.end() >= len(text) or not text[begin : match.start()].strip():
            return "\n"
        return "\\\n" if text[match.end() : match.end() + 1] != "\n" else "\n"

    text = _BREAK.sub(broken, text)
    return outside_code(_PLAIN, lambda _: "", text)


def attributes(source: str) -> dict[str, str]:
    """Return the attributes of a tag by their names in small letters."""
    return {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(source)}


def _emphasis(match: re.Match[str]) -> str:
    mark, words = _MEANT[match[1].lower()], match[2]
    inner = words.strip()
    if not inner:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _image(match: re.Match[str]) -> str:
    values = attributes(match[1])
    address = values.get("data-src") or values.get("src", "")
    alt = re.sub(r"([\[\]])", r"\\\1", " ".join(values.get("alt", "").split()))
    return f"![{alt}]({pointed(address)})" if address else alt


def _frame(match: re.Match[str]) -> str:
    values = attributes(match[1])
    address = values.get("src", "")
    address = f"https:{address}" if address.startswith("//") else address
    return f"<{address}>" if address.startswith("https://") else ""


def _link(match: re.Match[str]) -> str:
    values, words = attributes(match[1]), match[2]
    address = values.get("href", "")
    inner = " ".join(words.split())
    return f"[{inner}]({pointed(address)})" if address and inner else words
