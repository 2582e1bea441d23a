"""A body with its resolved links, pictures and components → HTML; components are rendered by their templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape, unescape
from typing import Any

import msgspec
from markupsafe import Markup

from therapyblog.model.documents import Body, Component, Heading, Html, Image, Link, Segment
from therapyblog.model.languages import direction
from therapyblog.model.site import Picture, Text
from therapyblog.urls.printed import printed, says_itself
from therapyblog.urls.safe import is_safe

RenderTemplate = Callable[[str, dict[str, Any]], str]
"""Renders a template: its name, and the names that it may read."""

_TOC_LEVELS = (2, 3)
_SIZES = "(min-width: 48rem) 46rem, 100vw"
"""How wide a picture of the running text is shown at most: the column of text is no wider in any theme."""
_NOTES = '<section class="footnotes" role="doc-endnotes"'
"""A landmark (DPUB-ARIA 1.1, doc-endnotes): it needs a name, which is in the page's language."""
_NUMBERS = ("tel:", "sms:", "mailto:")
_ADDRESSES = ("url", "href", "src", "link")


class BodyWriter:
    """Renders one body; `common_names` holds what every component's template may read besides the component."""

    def __init__(
        self, text: Text, render_template: RenderTemplate, common_names: dict[str, Any], *, in_feed: bool = False
    ) -> None:
        self.text, self.render_template, self.common_names, self.in_feed = text, render_template, common_names, in_feed
        self.from_right = direction(text.language) == "rtl"

    def html(self, body: Body) -> Markup:
        """Return the body's HTML."""
        html = self._segments(body.segments)
        if _NOTES in html and (name := self.common_names.get("strings", {}).get("footnotes")):
            html = html.replace(_NOTES, f'{_NOTES} aria-label="{escape(name)}"', 1)
        return Markup(html)  # noqa: S704 - every piece is escaped where it is made

    def _segments(self, segments: Iterable[Segment]) -> str:
        out = []
        for segment in segments:
            if isinstance(segment, Html):
                out.append(segment.text)
            elif isinstance(segment, Link):
                out.append(self._link(segment))
            elif isinstance(segment, Image):
                out.append(image(self._picture(segment.source, segment.alt, title=segment.title)))
            else:
                out.append(self._component(segment))
        return "".join(out)

    def _link(self, link: Link) -> str:
        target = self.text.links.get(link.target, link.target)
        inner = self._segments(link.body)
        if not target:
            return inner
        title = f' title="{escape(link.title)}"' if link.title else ""
        # In right-to-left text a number needs its own direction: “116 123” would else be shown as “123 116”.
        own = ' dir="auto"' if self.from_right and target.startswith(_NUMBERS) else ""
        paper = "" if self.in_feed else _for_paper(target, inner)
        return f'<a href="{escape(target)}"{title}{own}{paper}>{inner}</a>'

    def _picture(self, source: str, alt: str, *, title: str = "", credit: str = "") -> Picture:
        picture = self.text.pictures.get(source) or Picture(url="")
        # Many feed readers do not know `srcset`: they get the original picture.
        srcset = "" if self.in_feed else picture.srcset
        return msgspec.structs.replace(picture, alt=alt, title=title, credit=credit, srcset=srcset)

    def _component(self, component: Component) -> str:
        call = self.text.calls.get(component.argument) if component.name == "cta" else None
        if component.name == "cta" and call is None:
            return ""
        embed = self.text.embeds.get(component.argument) if component.name == "embed" else None
        if component.name == "embed" and embed is None:
            return ""
        picture = None
        if component.name == "figure":
            words = component.attributes
            picture = self._picture(component.argument, words.get("alt", ""), credit=words.get("credit", ""))
        names = {
            **self.common_names,
            "component": _with_safe_addresses(component),
            "content": Markup(self._segments(component.body)),  # noqa: S704 - see above
            "picture": picture,
            "cta": call,
            "embed": embed,
            "crisis": self.text.crisis,
            "in_feed": self.in_feed,
            "services": self.text.services,
        }
        return self.render_template(f"components/{component.name}.html", names)


def _for_paper(target: str, inner: str) -> str:
    """Return the attribute that decides what print says behind a link: nothing, if it is empty."""
    if target.startswith(_NUMBERS):
        address = printed(target, inner)
        return f' data-address="{escape(address)}"' if address else ""
    return ' data-address=""' if "://" in target and says_itself(target, unescape(inner)) else ""


def _with_safe_addresses(component: Component) -> Component:
    """Empty every attribute that a template would use as an address and that holds an unsafe one."""
    attributes = component.attributes
    unsafe = [name for name in attributes if name in _ADDRESSES and not is_safe(attributes[name])]
    if not unsafe:
        return component
    return msgspec.structs.replace(component, attributes=attributes | dict.fromkeys(unsafe, ""))


def image(picture: Picture) -> str:
    """Write a picture of the running text; with its size, so that the layout does not shift when it is loaded."""
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
    title = f' title="{escape(picture.title)}"' if picture.title else ""
    plain = (
        f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}"{title}{size} loading="lazy" decoding="async">'
    )
    if not picture.srcset:
        return plain
    source = f'<source type="image/webp" srcset="{escape(picture.srcset)}" sizes="{_SIZES}">'
    return f"<picture>{source}{plain}</picture>"


def table_of_contents(body: Body, fewest: int) -> tuple[Heading, ...]:
    """Return the headings that a list of contents shows; none where there are too few to need one."""
    shown = tuple(heading for heading in body.headings if heading.level in _TOC_LEVELS)
    return shown if len(shown) >= fewest else ()
