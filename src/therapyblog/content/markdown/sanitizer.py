"""Sanitises raw HTML in posts, where a site allows it: nh3 (ammonia) with a list of allowed tags and attributes.

Each piece is cleaned as a whole, our own markup with it, so that it is balanced. Before that, tags that make a browser
swallow the text after them are shown as text, with a warning, and so is what is no tag of HTML (`Dear <name>`). Films
are taken out, and so are the marks in drawings and formulas; their words stay.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import nh3
from markdown_it.common.html_re import HTML_TAG_RE

from therapyblog.content.markdown.marks import escape
from therapyblog.urls.safe import SCHEMES, is_safe

_ALLOWED = """
a abbr article aside b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em
figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label li mark ol p pre q rp rt ruby s samp
section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
"""
# Raw text elements and those that change how all that follows is read (HTML standard, 13.2.6).
_SWALLOWING = """
applet body embed frame frameset head html iframe math noembed noframes noscript object optgroup option plaintext script
select style svg template textarea title xmp
"""
_FORMS = "button datalist fieldset form input label legend meter output"
_EMPTY = "area br col hr img wbr"
_MEDIA = "audio canvas map picture source track video"
# Elements of HTML that change only how words look (the obsolete ones: HTML standard, 16.2), and those that may stand in
# <svg> and <math>, whose words nh3 would take out with them.
_PLAIN = """
acronym address base basefont bgsound big blink center dialog dir font hgroup link main marquee menu meta nav nobr param
portal rb rtc search slot spacer strike tt
animate animatemotion animatetransform circle clippath defs desc ellipse feblend fecolormatrix fegaussianblur femerge
femergenode feoffset filter foreignobject g image line lineargradient marker mask metadata path pattern polygon polyline
radialgradient rect set stop switch symbol text textpath tspan use view
annotation annotation-xml maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom
mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics
"""

TAGS = set(_ALLOWED.split())
_SWALLOW, _CONTROLS, _VOID = set(_SWALLOWING.split()), set(_FORMS.split()), set(_EMPTY.split())
_FILMS = set(_MEDIA.split())
_KEPT = TAGS - _CONTROLS
_KNOWN = TAGS | _CONTROLS | _FILMS | set(_PLAIN.split())
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

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\\\]{2}", re.IGNORECASE)
_FROM_ELSEWHERE = re.compile(r"\ssrc\s*=\s*[\"']?\s*(?:https?:|//)", re.IGNORECASE)
_ASKS = frozenset(("button", "form", "input"))
"""Without these nobody can fill in a form; the words of its labels stay."""
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<": ">"}
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_OFFICE = re.compile(r"</?[ovwm]:[a-z]{1,30}(?:\s[^<>]*)?/?>", re.IGNORECASE)
"""A tag of Word: `<o:p>`. It shows nothing, and what stands in it is text."""
_NONCHARACTER = re.compile(
    r"&#(?:x0*fd[de][0-9a-f](?![0-9a-f])|0*(?:6497[6-9]|649[89][0-9]|6500[0-7])(?![0-9]));?", re.IGNORECASE
)


Why = Literal["swallows", "frames", "unknown", "shows", "asks", "fetches"]
"""What a tag does.

It takes the text after it, holds another page, is none of HTML, shows more than words, asks for input, or shows a
picture of another server.
"""


class Prepared(NamedTuple):
    """Raw HTML that is harmless to the text around it."""

    html: str
    altered: tuple[tuple[Why, str], ...]
    """The tags that are not as they were typed, or became text."""
    opened: int
    """How many tags stay open."""


def prepare(raw: str) -> Prepared:
    """Escape what would change how the text after it is parsed.

    Well-formed tags stay, a lone `<` becomes text: an attribute that is not closed would include the rest of the page.
    """
    altered: list[tuple[Why, str]] = []
    pieces: list[str] = []
    ends = {begin: raw.rfind(end) for begin, end in _ENDS.items()}
    position = opened = 0
    while (start := raw.find("<", position)) >= 0:
        pieces.append(raw[position:start])
        # Without an end after it, the expression would search to the end of the text for each beginning.
        begin = next((opening for opening in _ENDS if raw.startswith(opening, start)), "<")
        tag = HTML_TAG_RE.match(raw, start) if ends[begin] > start else None
        text = tag.group() if tag else "<"
        tag_name = _NAME.match(text)
        name = tag_name[1].lower() if tag_name else ""
        if not tag and (office := _OFFICE.match(raw, start)):
            text = office.group()
        elif name in _SWALLOW or (tag and name not in _KNOWN):
            altered.append(("frames" if name == "iframe" else "swallows" if name in _SWALLOW else "unknown", text))
            pieces.append(escape(text))
        elif not tag:
            pieces.append("&lt;")
        elif name in _KEPT:
            pieces.append(text)
            if name == "img" and _FROM_ELSEWHERE.search(text):
                altered.append(("fetches", text))
            if name not in _VOID:
                opened += -1 if text.startswith("</") else 1
        elif name in _ASKS and not text.startswith("</"):
            altered.append(("asks", text))
        elif name in _FILMS and not text.startswith("</"):
            altered.append(("shows", text))
        position = start + len(text)
    pieces.append(raw[position:])
    html = _NONCHARACTER.sub("\ufffd", "".join(pieces))
    return Prepared(html, tuple(altered), opened)


def sanitize(text: str, *, within_link: bool = False) -> tuple[str, tuple[str, ...]]:
    """Sanitise a piece of HTML; return it with the ids in it."""
    ids: list[str] = []

    def allow(tag: str, name: str, value: str) -> str | None:
        if name in _ADDRESSES and not is_safe(value):
            return None
        if tag == "img" and name == "src" and _ELSEWHERE.match(value.strip()):
            # Pictures of other servers would tell these who reads the page.
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
