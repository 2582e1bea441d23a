"""Resolve a body: links lead somewhere, pictures have their size, components what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from therapyblog.model.documents import Body, Component, Html, Image, Link, Segment
from therapyblog.model.site import Block, CallToAction, CrisisHelp, Picture, Piece, Shown, Text
from therapyblog.site.entries import AddressBook
from therapyblog.site.links import find_picture, identity_known, resolve_link


class Resolver:
    """What a body is resolved against: the address book and the calls-to-action of its page."""

    def __init__(
        self, book: AddressBook, path: str, url: str, call: Callable[[str], CallToAction | None], crisis: CrisisHelp
    ) -> None:
        self.book, self.path, self.url, self.call, self.crisis = book, path, url, call, crisis

    def text(self, body: Body, language: str) -> Text:
        """Resolve a whole body."""
        pieces = tuple(self._pieces(body.segments))
        return Text(pieces=pieces, components=tuple(sorted(set(_names(pieces)))), language=language)

    def _pieces(self, segments: Iterable[Segment]) -> Iterator[Piece]:
        for segment in segments:
            if isinstance(segment, Html):
                yield segment
            elif isinstance(segment, Link):
                yield from self._link(segment)
            elif isinstance(segment, Image):
                yield Shown(self._picture(segment.source, segment.alt, title=segment.title))
            else:
                yield self._block(segment)

    def _link(self, link: Link) -> Iterator[Piece]:
        target = resolve_link(link.target, self.path, self.url, self.book)
        inner = tuple(self._pieces(link.body))
        if target.url:
            yield Link(target.url, link.title, inner)  # type: ignore[arg-type]
        else:
            yield from inner

    def _picture(self, source: str, alt: str, *, title: str = "", credit: str = "") -> Picture:
        found = find_picture(source, self.path, self.book)
        if found is None:
            return Picture(url=identity_known(source, self.path, self.book) or "", alt=alt, title=title, credit=credit)
        return Picture(url=found.url, alt=alt, width=found.width, height=found.height, title=title, credit=credit)

    def _block(self, component: Component) -> Block:
        attributes = component.attributes
        is_figure = component.name == "figure"
        picture = (
            self._picture(component.argument, attributes.get("alt", ""), credit=attributes.get("credit", ""))
            if is_figure
            else None
        )
        return Block(
            component.name,
            component.argument,
            attributes,
            tuple(self._pieces(component.body)),
            picture,
            self.call(component.argument) if component.name == "cta" else None,
            self.crisis if component.name == "crisis" else None,
        )


def holds_call(text: Text, name: str) -> bool:
    """Say whether a text shows this call-to-action already."""
    return any(block.name == "cta" and block.argument == name for block in _blocks(text.pieces))


def _blocks(pieces: Iterable[Piece]) -> Iterator[Block]:
    for piece in pieces:
        if isinstance(piece, Block):
            yield piece
            yield from _blocks(piece.body)


def _names(pieces: Iterable[Piece]) -> Iterator[str]:
    return (block.name for block in _blocks(pieces))
