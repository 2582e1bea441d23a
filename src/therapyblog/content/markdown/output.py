"""The output of a rendering: HTML in strings, segments, and facts about the text.

A link, a picture or a component becomes a segment of its own, with a placeholder in the HTML around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Literal

from markdown_it.token import Token

from therapyblog.content.markdown.comments import MORE
from therapyblog.content.markdown.context import TextContext
from therapyblog.content.markdown.headings import Ids
from therapyblog.content.markdown.marks import divide, escape, mark, number_of
from therapyblog.model.documents import Heading, Image, Mention, Segment
from therapyblog.patterns import lazy_pattern
from therapyblog.urls.safe import is_safe
from therapyblog.urls.slips import way_out

_PICTURE = lazy_pattern(r"""<img(?=[\s/])(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*>""", re.IGNORECASE)
_ELSEWHERE = lazy_pattern(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
"""What the sanitiser takes out of `src`, and tells."""
_ANCHOR = lazy_pattern(r"""<a\s[^<>]*?\bhref\s*=\s*["']?(/(?!/)[^\s"'<>]*)""", re.IGNORECASE)
_VALUES = lazy_pattern(r"""\s(src|alt|title|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
RawHtml = Literal["shown", "sanitized", "kept"]
MentionKind = Literal["link", "image", "component", "reference"]
_LONGEST_SHOWN, _MOST_LINES = 60, 12
_SAFE_ADDRESSES = (
    "use an address that begins with `https://`, `mailto:`, `tel:` or `/`, or the name of a file of this site"
)
_DEEPEST_RAW = 200
"""The most open tags; browsers stop at 512, and reopen formatting elements in each paragraph."""

_TAG_PROBLEMS = {
    "swallows": (
        "TB-MD-002",
        "may not stand in a text; it is shown as it is typed",
        "take it out; what needs a script, a form or a frame belongs on a page that you link to",
    ),
    "frames": (
        "TB-MD-002",
        "may not stand in a text; it is shown as it is typed",
        "write `:::embed` and the address of the film, podcast or map on a line of its own in its place",
    ),
    "unknown": (
        "TB-MD-002",
        "is no tag that a text may have; it is shown as it is typed",
        "write `\\<` in the place of `<` if it is meant to be read, or take it out",
    ),
    "shows": (
        "TB-MD-010",
        "may not stand in a text; what it shows is left out, and its words stay",
        "write `:::embed` and the address of the film or sound, or link to it",
    ),
    "fetches": (
        "TB-MD-010",
        "shows a picture of another server, which would learn who reads this page; it is left out",
        "save the picture in media/ and write `![What it shows](/media/its-name)`",
    ),
}


def short(text: str) -> str:
    """Shorten a text for a message."""
    text = text.partition("\n")[0]
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


class Output:
    """The output of one rendering. `raw_html` "kept" outputs HTML as it is, for comparison with upstream in tests."""

    def __init__(self, context: TextContext, raw_html: RawHtml, ids: Ids, *, cleans: bool) -> None:
        self.context = context
        self.raw_html = raw_html
        self.ids = ids
        self.pieces: list[str] = []
        self.segments: list[Segment] = []
        self.texts: list[str] = []
        self.headings: list[Heading] = []
        self.sections: list[tuple[Heading, int, int]] = []
        """Each heading outside of components, with the number of texts before it and after its own words."""
        self.before_heading = 0
        self.before_footnotes: int | None = None
        """The number of texts before the footnotes, if there are any."""
        self.anchors: dict[str, None] = {}
        """The ids of the text, in its order."""
        self.mentions: list[Mention] = []
        self.tables: dict[str, int] = {}
        """How many tables there are so far with these columns."""
        self.marked: dict[int, int] = {}
        """How many marks each reference has so far."""
        self.first_paragraph = ""
        """The text of the first paragraph that is not in a quote, a list or a component."""
        self.before_more: list[str] | None = [] if MORE in context.text else None
        """The words of the paragraphs before `<!--more-->`, if there is such a mark."""
        self.is_before_more = self.before_more is not None
        self.first_words = ""
        """The words of the first paragraph of any kind, in a quote or a list too."""
        self.fields: list[tuple[str, int]] = []
        """What is left out of forms, with its lines."""
        self.aside = 0
        """How many components, or footnotes, are open."""
        self.html_line = 0
        """The line on which the author's own HTML begins, as far as it is used; 0 where there is none."""
        self._cleans = cleans
        self._raw_depth = 0
        self._frames: list[tuple[list[str], list[Segment], Token]] = []

    def add(self, segment: Segment) -> None:
        """Add a segment at the end of the HTML."""
        self.pieces.append(mark(len(self.segments)))
        self.segments.append(segment)

    def open(self, token: Token) -> None:
        """Begin the body of a segment."""
        self._frames.append((self.pieces, self.segments, token))
        self.pieces, self.segments = [], []

    def close(self, *, within_link: bool = False) -> tuple[tuple[Segment, ...], Token]:
        """End the body that was begun last; return it with the token that began it."""
        body = self.finish(within_link=within_link)
        self.pieces, self.segments, token = self._frames.pop()
        return body, token

    def unfold(self) -> bool:
        """End the body that was begun last as a part of what is around it, if its token is hidden."""
        pieces, segments, token = self._frames[-1]
        if not token.hidden:
            return False
        self._frames.pop()
        begin = len(segments)
        for piece in self.pieces:
            number = number_of(piece)
            pieces.append(piece if number is None else mark(begin + number))
        self.pieces, self.segments = pieces, segments + self.segments
        return True

    def finish(self, *, within_link: bool = False) -> tuple[Segment, ...]:
        """Return the segments since the beginning of the body, or of the text."""
        text = "".join(self.pieces)
        if self._cleans and "<" in text:
            from therapyblog.content.markdown.sanitizer import sanitize  # noqa: PLC0415 - few sites need it

            text, ids = sanitize(text, within_link=within_link)
            self.anchors |= dict.fromkeys(ids)
        return divide(text, self.segments)

    def end_excerpt(self) -> None:
        """Note that the excerpt ends here."""
        self.is_before_more = False

    def mention(
        self, kind: MentionKind, target: str, token: Token, argument: str = "", attributes: Iterable[str] = ()
    ) -> None:
        """Note a link, picture, component or reference of the text."""
        line, column = place_of(token)
        self.mentions.append(
            Mention(kind=kind, target=target, line=line, column=column, argument=argument, attributes=tuple(attributes))
        )

    def refuses(self, address: str, token: Token) -> bool:
        """Say whether an address is unsafe, and report it if so."""
        if self.raw_html == "kept" or is_safe(address) or token.markup == "wiki":
            return False
        self.context.problem(
            "TB-MD-003",
            *place_of(token),
            f"`{short(address)}` is not an address that a page may lead to; its words are shown without it",
            way_out(address) or _SAFE_ADDRESSES,
        )
        return True

    def warn_of_html(self, tag: str, line: int) -> None:
        """Report that HTML is shown as text, once a line."""
        self.context.problem(
            "TB-MD-002",
            line,
            0,
            f"`{short(tag)}` is HTML, which is switched off; it is shown as it is typed",
            'take the tag out, or write `raw_html = "sanitize"` under `[markdown]` in therapyblog.toml',
        )

    def raw(self, content: str, line: int) -> None:
        """Add the author's own HTML, which `finish` will clean; its pictures are those of a text in Markdown."""
        position, sanitized = 0, self.raw_html == "sanitized"
        for tag in _ANCHOR.finditer(content) if sanitized else ():
            at = line + content.count("\n", 0, tag.start())
            self.mentions.append(Mention(kind="link", target=unescape(tag[1]), line=at, column=0))
        for tag in _PICTURE.finditer(content) if sanitized else ():
            values = values_of(tag[0])
            source = values.get("src", "").strip()
            if not source or _ELSEWHERE.match(source):
                continue
            self._raw(content[position : tag.start()], line)
            position, at = tag.end(), line + content.count("\n", 0, tag.start())
            self.html_line = self.html_line or at
            self.mentions.append(Mention(kind="image", target=source, line=at, column=0))
            self.add(Image(source=source, alt=values.get("alt", ""), title=values.get("title", ""), line=at))
        self._raw(content[position:], line)

    def _raw(self, content: str, line: int) -> None:
        if self.raw_html == "sanitized":
            from therapyblog.content.markdown.sanitizer import prepare  # noqa: PLC0415 - few sites need it

            prepared = prepare(content)
            self._raw_depth = max(self._raw_depth + prepared.opened, 0)
            content = prepared.html
            self.html_line = self.html_line or (line if "<" in content else 0)
            if self._raw_depth > _DEEPEST_RAW:
                self.context.too_deep(line, "HTML tags are nested too deeply here", "close them")
                content = escape(content)
            for why, tag in prepared.altered:
                if why == "asks":
                    self.fields.append((tag, line))
                    continue
                code, says, fix = _TAG_PROBLEMS[why]
                self.context.problem(code, line, 0, f"`{short(tag)}` {says}", fix)
        self.pieces.append(content)

    def report_fields(self) -> None:
        """Report, once, what was left out of forms in raw HTML."""
        if self.fields:
            names = dict.fromkeys(f"<{tag[1:].split(None, 1)[0].rstrip('>/')}>" for tag, _ in self.fields)
            lines = list(dict.fromkeys(line for _, line in self.fields))
            more = f" (lines {', '.join(map(str, lines[:_MOST_LINES]))})" if len(lines) > 1 else ""
            says = f"this form is left out, for a text may have none{more}: {', '.join(f'`{name}`' for name in names)}"
            fix = "link to a page with the form, or give the site one: `form_url` below [contact] in therapyblog.toml"
            self.context.problem("TB-MD-010", lines[0], 0, says, fix)


def values_of(tag: str) -> dict[str, str]:
    """Return the attributes of a tag of HTML that say what it leads to, shows and is called."""
    return {name.lower(): unescape(one or other) for name, one, other in _VALUES.findall(tag)}


def place_of(token: Token) -> tuple[int, int]:
    """Return line and column in the file of a link, a picture or a component."""
    return token.meta.get("line", 0), token.meta.get("column", 0)
