"""Where a rendering gathers: HTML in strings, segments beside it, and the facts seen on the way.

A link, a picture or a component leaves a mark in the string around it and becomes a segment of its own.
"""

from __future__ import annotations

from typing import Literal

from markdown_it.token import Token

from therapyblog.content.markdown.comments import MORE
from therapyblog.content.markdown.context import Page
from therapyblog.content.markdown.headings import Ids
from therapyblog.content.markdown.marks import divide, escape, mark, number_of
from therapyblog.model.documents import Heading, Mention, Segment
from therapyblog.urls.safe import is_safe

RawHtml = Literal["shown", "sanitized", "kept"]
MentionKind = Literal["link", "image", "component", "reference"]
_LONGEST_SHOWN = 60
_DEEPEST_RAW = 200
"""How many tags may be open at once; browsers stop at 512, and a tag of style is repeated in each paragraph."""

_TOLD_OF_TAGS = {
    "swallows": (
        "TB-MD-002",
        "may not stand in a text; it is shown as it is typed",
        "take it out; what needs a script, a form or a frame belongs on a page that you link to",
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
}


def short(text: str) -> str:
    """Cut what a message quotes."""
    text = text.partition("\n")[0]
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


class Output:
    """The output of one rendering. `raw_html` "kept" is CommonMark's way, for comparison with upstream only."""

    def __init__(self, page: Page, raw_html: RawHtml, ids: Ids, *, cleans: bool) -> None:
        self.page = page
        self.raw_html = raw_html
        self.ids = ids
        self.pieces: list[str] = []
        self.segments: list[Segment] = []
        self.texts: list[str] = []
        self.headings: list[Heading] = []
        self.sections: list[tuple[Heading, int, int]] = []
        """Each heading that stands by itself, with how many of the texts stand before and after its own words."""
        self.before_heading = 0
        self.before_footnotes: int | None = None
        """How many of the texts stand before the footnotes, if there are any."""
        self.anchors: dict[str, None] = {}
        """The ids of the text, in its order."""
        self.mentions: list[Mention] = []
        self.tables: dict[str, int] = {}
        """How many tables there are so far with these columns."""
        self.marked: dict[int, int] = {}
        """How many marks each reference has so far."""
        self.first_paragraph = ""
        """The words of the first paragraph that stands by itself."""
        self.before_more: list[str] | None = [] if MORE in page.text else None
        """The words of the paragraphs before `<!--more-->`, if there is such a mark."""
        self.is_before_more = self.before_more is not None
        self.first_words = ""
        """The words of the first paragraph of any kind, in a quote or a list too."""
        self.aside = 0
        """How many components, or footnotes, are open."""
        self._cleans = cleans
        self._raw_depth = 0
        self._frames: list[tuple[list[str], list[Segment], Token]] = []

    def add(self, segment: Segment) -> None:
        """Put a segment where the HTML ends now."""
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
        """Return what was gathered since the body, or the text, began."""
        text = "".join(self.pieces)
        if self._cleans and "<" in text:
            from therapyblog.content.markdown.sanitizer import sanitize  # noqa: PLC0415 - few sites need it

            text, ids = sanitize(text, within_link=within_link)
            self.anchors |= dict.fromkeys(ids)
        return divide(text, self.segments)

    def end_excerpt(self) -> None:
        """Note that what follows is no part of the excerpt."""
        self.is_before_more = False

    def mention(self, kind: MentionKind, target: str, token: Token, argument: str = "") -> None:
        """Note that the text points to something."""
        line, column = place_of(token)
        self.mentions.append(Mention(kind=kind, target=target, line=line, column=column, argument=argument))

    def refuses(self, address: str, token: Token) -> bool:
        """Say whether an address is unsafe, which is a problem."""
        if self.raw_html == "kept" or is_safe(address):
            return False
        self.page.problem(
            "TB-MD-003",
            *place_of(token),
            f"`{short(address)}` is not an address that a page may lead to; its words are shown without it",
            "use an address that begins with `https://`, `mailto:`, `tel:` or `/`, or the name of a file of this site",
        )
        return True

    def warn_of_html(self, tag: str, line: int) -> None:
        """Note that HTML is shown as text, once a line."""
        self.page.problem(
            "TB-MD-002",
            line,
            0,
            f"`{short(tag)}` is HTML, which is switched off; it is shown as it is typed",
            'take the tag out, or write `raw_html = "sanitize"` under `[markdown]` in therapyblog.toml',
        )

    def raw(self, content: str, line: int) -> None:
        """Add the author's own HTML, which `finish` will clean."""
        if self.raw_html == "sanitized":
            from therapyblog.content.markdown.sanitizer import prepare  # noqa: PLC0415 - few sites need it

            prepared = prepare(content)
            self._raw_depth = max(self._raw_depth + prepared.opened, 0)
            content = prepared.html
            if self._raw_depth > _DEEPEST_RAW:
                self.page.too_deep(line, "HTML tags are nested too deeply here", "close them")
                content = escape(content)
            for why, tag in prepared.told:
                code, says, fix = _TOLD_OF_TAGS[why]
                self.page.problem(code, line, 0, f"`{short(tag)}` {says}", fix)
        self.pieces.append(content)


def place_of(token: Token) -> tuple[int, int]:
    """Return line and column in the file of a link, a picture or a component."""
    return token.meta.get("line", 0), token.meta.get("column", 0)
