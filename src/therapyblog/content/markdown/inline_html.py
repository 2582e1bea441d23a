"""Renders inline tokens to HTML, and to text without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from therapyblog.content.markdown.comments import MORE
from therapyblog.content.markdown.facts import collapse
from therapyblog.content.markdown.footnotes import mention_id
from therapyblog.content.markdown.marks import escape
from therapyblog.content.markdown.output import Output, place_of, values_of
from therapyblog.content.markdown.reference_ids import mark_id, work_id
from therapyblog.model.documents import Image, Link

_FIXED = {
    "softbreak": "\n",
    "hardbreak": "<br>\n",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
    "label_close": "</label>",
}
_ANCHOR = re.compile(r"<a\s", re.IGNORECASE)
_BREAKS = frozenset(("softbreak", "hardbreak"))
_VISIBLE = frozenset(("text", "code_inline", "html_inline"))


def render_words(out: Output, children: Sequence[Token]) -> str:
    """Render inline tokens; return their visible text, without markup."""
    plain: list[str] = []
    for child in children:
        kind = child.type
        if kind == "text":
            plain.append(child.content)
            out.pieces.append(escape(child.content))
        elif kind in _FIXED:
            out.pieces.append(_FIXED[kind])
            if kind in _BREAKS:
                plain.append(" ")
        else:
            plain.append(_RULES[kind](out, child))
    return "".join(plain)


def plain_text(children: Sequence[Token]) -> str:
    """Return inline tokens without markup; a picture is its description."""
    plain: list[str] = []
    for child in children:
        if child.type in _VISIBLE:
            plain.append(child.content)
        elif child.type in _BREAKS:
            plain.append(" ")
        elif child.type == "image":
            plain.append(plain_text(child.children or ()))
    return "".join(plain)


def direction_of(token: Token) -> str:
    """Return the attribute of an element that runs against what is around it."""
    return f' dir="{token.attrs["dir"]}"' if "dir" in token.attrs else ""


def _code(out: Output, token: Token) -> str:
    out.pieces.append(f"<code{direction_of(token)}>{escape(token.content)}</code>")
    return token.content


def links_in_html(children: Sequence[Token], out: Output) -> list[Token]:
    """Return the tokens of some words with the links that are written in HTML as those of Markdown.

    So they are found, checked and held back like any other. A link within a link stays HTML, which nobody follows.
    """
    found = list(children)
    begin, depth = -1, 0
    for index, token in enumerate(found):
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "html_inline" or depth:
            continue
        if _ANCHOR.match(token.content):
            begin = index if values_of(token.content).get("href") else -1
        elif begin >= 0 and token.content.lower().startswith("</a"):
            values = values_of(found[begin].content)
            attributes: dict[str, str | int | float] = {
                name: values[name] for name in ("href", "title") if name in values
            }
            found[begin] = Token("link_open", "a", 1, attrs=attributes, meta=found[begin].meta)
            found[index] = Token("link_close", "a", -1, meta=token.meta)
            out.html_line = out.html_line or place_of(found[begin])[0]
            begin = -1
    return found


def _link_open(out: Output, token: Token) -> str:
    target = str(token.attrs["href"])
    out.open(token)
    # Of a hidden link only the words are output.
    token.hidden = out.refuses(target, token)
    if not token.hidden:
        out.mention("link", target, token)
    return ""


def _link_close(out: Output, _token: Token) -> str:
    if out.unfold():
        return ""
    body, token = out.close(within_link=True)
    line, column = place_of(token)
    title = str(token.attrs.get("title", ""))
    out.add(Link(target=str(token.attrs["href"]), title=title, body=body, line=line, column=column))
    return ""


def _image(out: Output, token: Token) -> str:
    source, alt = str(token.attrs["src"]), collapse(plain_text(token.children or ()))
    if out.refuses(source, token):
        out.pieces.append(escape(alt))
        return alt
    out.mention("image", source, token)
    line, column = place_of(token)
    out.add(Image(source=source, alt=alt, title=str(token.attrs.get("title", "")), line=line, column=column))
    return ""


def _html(out: Output, token: Token) -> str:
    line, _ = place_of(token)
    if out.raw_html != "shown":
        out.raw(token.content, line)
        return ""
    out.warn_of_html(token.content, line)
    out.pieces.append(escape(token.content))
    return token.content


def _footnote(out: Output, token: Token) -> str:
    number, anchor = token.meta["id"] + 1, mention_id(token.meta)
    out.anchors[anchor] = None
    out.pieces.append(
        f'<sup class="footnote-ref"><a href="#fn{number}" id="{anchor}" role="doc-noteref">{number}</a></sup>'
    )
    return ""


def _reference(out: Output, token: Token) -> str:
    marks = []
    for number in token.meta["numbers"]:
        again = out.marked.get(number, 0)
        out.marked[number] = again + 1
        anchor = mark_id(number, again)
        out.anchors[anchor] = None
        out.mention("reference", str(number), token)
        marks.append(f'<a href="#{work_id(number)}" id="{anchor}" role="doc-biblioref">{number}</a>')
    out.pieces.append(f'<sup class="reference-mark">[{", ".join(marks)}]</sup>')
    return ""


def _excerpt_end(_out: Output, _token: Token) -> str:
    return MORE


def _label(out: Output, token: Token) -> str:
    out.pieces.append(f"<label>{token.content} ")
    return ""


_RULES: dict[str, Callable[[Output, Token], str]] = {
    "code_inline": _code,
    "link_open": _link_open,
    "link_close": _link_close,
    "image": _image,
    "html_inline": _html,
    "footnote_ref": _footnote,
    "reference_mark": _reference,
    "label_open": _label,
    "excerpt_end": _excerpt_end,
}
