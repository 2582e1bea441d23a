"""What a body's links, pictures and components are to this site, from the document's facts alone."""

from __future__ import annotations

from collections.abc import Callable

from therapyblog.model.documents import Document
from therapyblog.model.practice_pages import Service
from therapyblog.model.site import CallToAction, CrisisHelp, Picture, Text
from therapyblog.site.embeds import embedded
from therapyblog.site.entries import AddressBook
from therapyblog.site.links import find_picture, identity_known, is_external, resolve_link


def resolve_text(
    document: Document,
    url: str,
    language: str,
    book: AddressBook,
    *,
    call: Callable[[str], CallToAction | None],
    crisis: CrisisHelp,
    services: tuple[Service, ...] = (),
) -> Text:
    """Resolve everything that the body of the document at `url` names; an address outside the site stays as it is."""
    links: dict[str, str] = {}
    pictures: dict[str, Picture] = {}
    calls: dict[str, CallToAction] = {}
    components: dict[str, None] = {}
    for mention in document.facts.mentions:
        if mention.kind == "link":
            if is_external(mention.target):
                continue
            target = resolve_link(mention.target, document.path, url, book)
            if target.url != mention.target:
                links[mention.target] = target.url
        elif mention.kind == "image":
            pictures[mention.target] = _picture(mention.target, document.path, book)
        elif mention.kind == "component":
            components[mention.target] = None
            if mention.target == "figure":
                pictures[mention.argument] = _picture(mention.argument, document.path, book)
            elif mention.target == "cta" and (shown := call(mention.argument)):
                calls[mention.argument] = shown
    return Text(
        document=document.path,
        body=document.body,
        language=language,
        links=links,
        pictures=pictures,
        calls=calls,
        embeds=dict(embedded(document)) if "embed" in components else {},
        crisis=crisis if "crisis" in components else None,
        components=tuple(sorted(components)),
        services=services if "services" in components else (),
    )


def _picture(source: str, path: str, book: AddressBook) -> Picture:
    return find_picture(source, path, book) or Picture(url=identity_known(source, path, book) or "")


def holds_component(document: Document | None, name: str) -> bool:
    """Say whether a document's text shows a component of this name."""
    return document is not None and any(
        mention.kind == "component" and mention.target == name for mention in document.facts.mentions
    )


def holds_call(document: Document | None, name: str) -> bool:
    """Say whether a document's text shows this call-to-action already."""
    return document is not None and any(
        mention.kind == "component" and mention.target == "cta" and mention.argument == name
        for mention in document.facts.mentions
    )
