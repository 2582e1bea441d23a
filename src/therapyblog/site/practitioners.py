"""Practitioners as the site shows them."""

from __future__ import annotations

from therapyblog.model.config import Config
from therapyblog.model.documents import Credential, Document, PractitionerSettings
from therapyblog.model.site import Byline, Picture, Practitioner
from therapyblog.model.value import shared
from therapyblog.site.credentials import letters_of


def practitioner(
    document: Document,
    *,
    slug: str,
    url: str,
    credentials: tuple[Credential, ...],
    photo: Picture | None,
    config: Config,
) -> Practitioner:
    """Build the practitioner as the site shows them; settings that are shown as they are need no line."""
    settings = document.settings
    assert isinstance(settings, PractitionerSettings)
    own = {
        "slug": slug,
        "name": settings.title,
        "url": url,
        "path": document.path,
        "letters": letters_of(credentials),
        "credentials": credentials,
        "photo": photo,
        "accepting": settings.accepting or config.accepting,
        "description": settings.description or document.facts.excerpt,
        "language": settings.language or config.language,
    }
    return Practitioner(**shared(settings, Practitioner) | own)


def byline(author: Practitioner) -> Byline:
    """Return an author as a card names them."""
    return Byline(name=author.name, url=author.url, letters=author.letters)
