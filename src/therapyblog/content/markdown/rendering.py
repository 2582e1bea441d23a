"""Renders tokens to segments and facts."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from therapyblog.content.markdown.block_html import RULES, render_tag
from therapyblog.content.markdown.comments import MORE
from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.headings import Ids
from therapyblog.content.markdown.inline_html import links_in_html, render_words
from therapyblog.content.markdown.marks import escape
from therapyblog.content.markdown.output import Output, RawHtml
from therapyblog.model.documents import Segment


def render(tokens: Sequence[Token], context: TextContext, raw_html: RawHtml) -> tuple[tuple[Segment, ...], Output]:
    """Render the tokens of a text; return its segments, and the output with the facts about it."""
    headings = (token for token in tokens if token.type == "heading_open") if "{" in context.text else ()
    own = (str(token.attrs["id"]) for token in headings if "id" in token.attrs)
    out = Output(
        context, raw_html, Ids(own, context.language), cleans=raw_html == "sanitized" and _has_raw_html(tokens, context)
    )
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == "inline":
            _render_inline(out, tokens, index)
        elif kind == "paragraph_close":
            if not token.hidden:
                out.pieces.append("</p>\n")
        else:
            RULES.get(kind, render_tag)(out, tokens, index)
    return out.finish(), out


def _render_inline(out: Output, tokens: Sequence[Token], index: int) -> None:
    """Render the inline tokens of one block, and note its text."""
    children = tokens[index].children or ()
    if out.raw_html == "sanitized" and any(token.type == "html_inline" for token in children):
        children = links_in_html(children, out)
    if len(children) == 1 and children[0].type == "text":
        plain = children[0].content
        out.pieces.append(escape(plain))
    else:
        plain = render_words(out, children)
    is_paragraph = not out.aside and tokens[index - 1].type == "paragraph_open"
    if out.before_more is not None and (out.is_before_more or MORE in plain):
        before, mark, after = plain.partition(MORE)
        if is_paragraph and out.is_before_more:
            out.before_more.append(before)
        if mark:
            out.end_excerpt()
            plain = before + after.replace(MORE, "")
    if not plain or plain.isspace():
        return
    out.texts.append(plain)
    if not out.first_paragraph and is_paragraph:
        if tokens[index - 1].level == 0:
            out.first_paragraph = plain
        out.first_words = out.first_words or plain


def _has_raw_html(tokens: Sequence[Token], context: TextContext) -> bool:
    if "<" not in context.text:
        return False
    return any(
        token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())
        for token in tokens
    )
