"""Renders block tokens to HTML. Line ends are as upstream writes them, so that tests can compare the two."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.common.utils import MD_TRIM_CHARS, MD_TRIM_RE, unescapeAll
from markdown_it.token import Token

from therapyblog.content.markdown.components import Opening
from therapyblog.content.markdown.facts import collapse
from therapyblog.content.markdown.footnotes import mention_id
from therapyblog.content.markdown.inline_html import direction_of, plain_text
from therapyblog.content.markdown.marks import escape
from therapyblog.content.markdown.output import Output, place_of
from therapyblog.model.documents import Component, Heading

_IN_CONTENTS = (2, 3, 4)
"""The levels of headings that a list of contents may show."""

_TAG = re.compile(r"<[^<>]*>")


def render_tag(out: Output, tokens: Sequence[Token], index: int) -> None:
    """Render the opening or closing tag of a block that has no rule of its own."""
    token = tokens[index]
    if token.hidden:
        return
    if token.nesting < 0:
        out.pieces.append(f"</{token.tag}>\n")
        return
    attributes = ""
    if token.attrs:
        attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items())
    begin = "\n" if index and tokens[index - 1].hidden else ""
    end = "\n"
    if token.nesting and index + 1 < len(tokens):
        after = tokens[index + 1]
        if after.type == "inline" or after.hidden or (after.nesting < 0 and after.tag == token.tag):
            end = ""
    out.pieces.append(f"{begin}<{token.tag}{attributes}>{end}")


def _paragraph(out: Output, tokens: Sequence[Token], index: int) -> None:
    token = tokens[index]
    if not token.hidden:
        begin = "\n" if index and tokens[index - 1].hidden else ""
        out.pieces.append(f"{begin}<p{direction_of(token)}>" if token.attrs else f"{begin}<p>")


def _heading(out: Output, tokens: Sequence[Token], index: int) -> None:
    token = tokens[index]
    if out.raw_html != "kept":
        level, words = int(token.tag[1]), collapse(plain_text(tokens[index + 1].children or ()))
        own = token.attrs.pop("id", "")
        anchor = str(own or out.ids.make(words))
        token.attrs = {"id": anchor, **token.attrs}
        out.anchors[anchor] = None
        if level in _IN_CONTENTS:
            out.headings.append(Heading(level=level, id=anchor, text=words))
            out.before_heading = len(out.texts)
    render_tag(out, tokens, index)


def _heading_end(out: Output, tokens: Sequence[Token], index: int) -> None:
    if not out.aside and out.raw_html != "kept" and int(tokens[index].tag[1]) in _IN_CONTENTS:
        out.sections.append((out.headings[-1], out.before_heading, len(out.texts)))
    render_tag(out, tokens, index)


def _item(out: Output, tokens: Sequence[Token], index: int) -> None:
    render_tag(out, tokens, index)
    meta = tokens[index].meta
    if "checked" not in meta:
        return
    box = f'<input type="checkbox" disabled=""{" checked=" + chr(34) * 2 if meta["checked"] else ""}>'
    if tokens[index + 1].type != "paragraph_open":
        out.pieces.append(box)
        return
    # The label gives the box its accessible name (WCAG 2.2, 4.1.2).
    words = tokens[index + 2]
    opening, closing = Token("label_open", "label", 1, content=box), Token("label_close", "label", -1)
    words.children = [opening, *(words.children or ()), closing]


def _fence(out: Output, tokens: Sequence[Token], index: int) -> None:
    token = tokens[index]
    out.texts.append(token.content)
    info = unescapeAll(token.info).strip(MD_TRIM_CHARS) if token.info else ""
    kind = f' class="language-{escape(MD_TRIM_RE.split(info, maxsplit=1)[0])}"' if info else ""
    out.pieces.append(f"<pre{direction_of(token)}><code{kind}>{escape(token.content)}</code></pre>\n")


def _html(out: Output, tokens: Sequence[Token], index: int) -> None:
    token = tokens[index]
    out.texts.append(_TAG.sub(" ", token.content))
    out.raw(token.content, out.context.line_number(token.map[0] if token.map else 0))


def _table(out: Output, tokens: Sequence[Token], index: int) -> None:
    # A wide table scrolls by itself; with a tab stop, for the keyboard too (WCAG 2.2, 2.1.1). An element with a tab
    # stop needs a role and a name (4.1.2): the names of its columns, with a number where two tables have the same,
    # because names of landmarks must differ.
    end = next(place for place in range(index, len(tokens)) if tokens[place].type == "thead_close")
    cells = [collapse(plain_text(cell.children or ())) for cell in tokens[index:end] if cell.type == "inline"]
    columns = ", ".join(cell for cell in cells if cell)
    count = out.tables[columns] = out.tables.get(columns, 0) + 1
    name = escape(columns if count == 1 else f"{columns} ({count})")
    region = f' role="region" aria-label="{name}"' if columns else ""
    out.pieces.append(f'<div class="table-wrap"{region} tabindex="0"{direction_of(tokens[index])}>\n<table>\n')


def _table_end(out: Output, _tokens: Sequence[Token], _index: int) -> None:
    out.pieces.append("</table>\n</div>\n")


def _cell(out: Output, tokens: Sequence[Token], index: int) -> None:
    token = tokens[index]
    if token.tag == "th" and not tokens[index + 1].content:
        # Screen readers announce an empty header cell (axe: empty-table-header), but not an empty data cell.
        out.pieces.append("<td>")
        return
    own = direction_of(token)
    side = str(token.attrs.get("style", "")).removeprefix("text-align:")
    out.pieces.append(f'<{token.tag} class="align-{side}"{own}>' if side else f"<{token.tag}{own}>")


def _heading_cell_end(out: Output, tokens: Sequence[Token], index: int) -> None:
    out.pieces.append("</th>\n" if tokens[index - 1].content else "</td>\n")


def _component(out: Output, tokens: Sequence[Token], index: int) -> None:
    opening: Opening = tokens[index].meta["opening"]
    out.mention("component", opening.name, tokens[index], opening.argument, opening.attributes)
    out.aside += 1
    out.open(tokens[index])


def _component_end(out: Output, _tokens: Sequence[Token], _index: int) -> None:
    body, token = out.close()
    out.aside -= 1
    opening: Opening = token.meta["opening"]
    line, column = place_of(token)
    out.add(
        Component(
            name=opening.name,
            argument=opening.argument,
            attributes=opening.attributes,
            body=body,
            line=line,
            column=column,
        )
    )


def _excerpt_end(out: Output, _tokens: Sequence[Token], _index: int) -> None:
    out.end_excerpt()


def _footnotes(out: Output, _tokens: Sequence[Token], _index: int) -> None:
    out.aside += 1
    out.before_footnotes = len(out.texts)
    out.pieces.append('<section class="footnotes" role="doc-endnotes">\n<ol>\n')


def _footnotes_end(out: Output, _tokens: Sequence[Token], _index: int) -> None:
    out.aside -= 1
    out.pieces.append("</ol>\n</section>\n")


def _footnote(out: Output, tokens: Sequence[Token], index: int) -> None:
    number = tokens[index].meta["id"] + 1
    out.anchors[f"fn{number}"] = None
    out.pieces.append(f'<li id="fn{number}"{direction_of(tokens[index])}>')


def _footnote_end(out: Output, _tokens: Sequence[Token], _index: int) -> None:
    out.pieces.append("</li>\n")


def _footnote_back(out: Output, tokens: Sequence[Token], index: int) -> None:
    anchor = mention_id(tokens[index].meta)
    out.pieces.append(f' <a href="#{anchor}" class="footnote-back" role="doc-backlink">↩</a>')


RULES: dict[str, Callable[[Output, Sequence[Token], int], None]] = {
    "paragraph_open": _paragraph,
    "heading_open": _heading,
    "heading_close": _heading_end,
    "list_item_open": _item,
    "fence": _fence,
    "code_block": _fence,
    "html_block": _html,
    "table_open": _table,
    "table_close": _table_end,
    "th_open": _cell,
    "th_close": _heading_cell_end,
    "td_open": _cell,
    "excerpt_end": _excerpt_end,
    "component_open": _component,
    "component_close": _component_end,
    "footnotes_open": _footnotes,
    "footnotes_close": _footnotes_end,
    "footnote_open": _footnote,
    "footnote_close": _footnote_end,
    "footnote_back": _footnote_back,
}
