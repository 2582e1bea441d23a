"""Raw HTML in posts, where a site allows it: nh3 (ammonia) with a list of what may stay.

Each piece is cleaned as a whole, our own markup with it, so that it is balanced. Tags that make a browser swallow the
text after them are shown as text before that, with a warning.
"""

from __future__ import annotations

import re

import nh3
from markdown_it.common.html_re import HTML_TAG_RE

from therapyblog.content.markdown.addresses import SCHEMES, is_safe

TAGS = {
    *[
        "a",
        "abbr",
        "article",
        "aside",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
    ],
    *[
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "li",
        "mark",
        "ol",
    ],
    *[
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
    ],
    *["time", "tr", "u", "ul", "var", "wbr"],
}
_EVERYWHERE = {"id", "class", "title", "lang", "dir", "role"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "loading"},
    "input": {"checked", "disabled"},
    "ins": {"cite", "datetime"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}
_ADDRESSES = frozenset(("href", "src", "cite"))

# Raw text elements and those that change how all that follows is read (HTML standard, 13.2.6).
SWALLOW = frozenset(
    [
        "script",
        "style",
        "textarea",
        "title",
        "xmp",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "plaintext",
        "template",
        "select",
        "option",
        "optgroup",
        "svg",
        "math",
        "frameset",
        "frame",
        "head",
        "html",
        "body",
        "object",
        "embed",
        "applet",
    ]
)
_CONTROLS = frozenset(("input", "label", "button", "form", "fieldset", "legend", "datalist", "output", "meter"))
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_NONCHARACTER = re.compile(
    r"&#(?:x0*fd[de][0-9a-f]|0*(?:6497[6-9]|649[89][0-9]|6500[0-7]))(?![0-9a-f]);?", re.IGNORECASE
)


def prepare(raw: str) -> tuple[str, tuple[str, ...]]:
    """Make raw HTML harmless to the text around it; return it with the tags that became text.

    Well-formed tags stay, a lone `<` becomes text: else a quotation mark that is not closed would eat the page.
    """
    shown: list[str] = []
    made: list[str] = []
    position = 0
    while (start := raw.find("<", position)) >= 0:
        made.append(raw[position:start])
        found = HTML_TAG_RE.match(raw, start)
        text = found.group() if found else "<"
        name = _NAME.match(text)
        if name and name[1].lower() in SWALLOW:
            shown.append(text)
            made.append(_escape(text))
        elif not found:
            made.append("&lt;")
        elif name and name[1].lower() not in _CONTROLS:
            made.append(text)
        position = start + len(text)
    made.append(raw[position:])
    return _NONCHARACTER.sub("\ufffd", "".join(made)), tuple(shown)


def sanitize(text: str, *, within_link: bool = False) -> tuple[str, tuple[str, ...]]:
    """Clean a piece of HTML; return it with the ids that its raw HTML and ours give."""
    ids: list[str] = []

    def allow(_tag: str, name: str, value: str) -> str | None:
        if name in _ADDRESSES and not is_safe(value):
            return None
        if name == "id":
            if value.lower().startswith("tb-"):
                return None
            ids.append(value)
        return value

    cleaned = nh3.clean(
        text,
        tags=TAGS - {"a"} if within_link else TAGS,
        clean_content_tags=set(),
        attributes=_ATTRIBUTES,
        attribute_filter=allow,
        link_rel=None,
        generic_attribute_prefixes={"aria-"},
        tag_attribute_values={"input": {"type": {"checkbox"}}, "div": {"tabindex": {"0"}}},
        url_schemes=set(SCHEMES),
    )
    return cleaned, tuple(ids)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
