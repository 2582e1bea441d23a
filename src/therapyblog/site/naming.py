"""Which document is called what: slugs and addresses, before anything else is decided."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, Kind, PostSettings, Settings
from therapyblog.model.value import Value
from therapyblog.settings.file_names import INDEX, name_in_path
from therapyblog.urls.permalinks import permalink
from therapyblog.urls.slugs import slugify, unusable

HOME_SLUG = INDEX
"""The page of this name is the home page's introduction."""


class Named(Value, frozen=True, kw_only=True):
    """A document with its slug and its address."""

    document: Document
    slug: str
    url: str

    @property
    def path(self) -> str:
        """The path of its file below the site folder."""
        return self.document.path

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return self.document.kind

    @property
    def settings(self) -> Settings:
        """The settings at its top."""
        return self.document.settings


def name_documents(documents: Iterable[Document], config: Config, diagnostics: Diagnostics) -> list[Named]:
    """Give every document its slug and address; a slug that cannot be used is a problem."""
    named = []
    for document in documents:
        # A post names its series in any language: the name and the introduction's file make one slug.
        language = document.settings.language if document.kind != "series" else ""
        slug = document.settings.slug or slugify(name_in_path(document.path), language or config.language)
        slug = unicodedata.normalize("NFC", slug)
        if why := unusable(slug):
            says = f"the slug “{slug}” cannot be used: {why}"
            fix = f"write slug: {slugify(document.settings.title, language or config.language)}"
            diagnostics.add("TB-URL-002", at=document.place("slug"), says=says, fix=fix)
            continue
        named.append(Named(document=document, slug=slug, url=_address(document, slug, config)))
    return named


def _address(document: Document, slug: str, config: Config) -> str:
    if document.kind == "page" and slug == HOME_SLUG:
        return "/"
    pattern = getattr(config.permalinks, document.kind)
    when = document.settings.date if isinstance(document.settings, PostSettings) else None
    return permalink(pattern, slug, when)
