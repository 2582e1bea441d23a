"""The type of every name that a template receives."""

from __future__ import annotations

from typing import Any

from therapyblog.model.practice_pages import ContactForm, Imprint, Privacy, Service
from therapyblog.model.site import (
    CallToAction,
    Contents,
    CrisisHelp,
    ExitButton,
    Feed,
    MenuItem,
    Page,
    PageHead,
    Pager,
    Post,
    PostCard,
    Practice,
    Practitioner,
    Series,
    SeriesBox,
    SiteFacts,
    SitemapUrl,
    Term,
    Text,
)

TYPES: dict[str, Any] = {
    "assets": dict[str, str],
    "authors": tuple[Practitioner, ...],
    "canonical": str,
    "noindex": bool,
    "contact_form": ContactForm | None,
    "content": Text,
    "crisis": CrisisHelp,
    "cta": CallToAction | None,
    "document": Page | None,
    "embeds": tuple[str, ...],
    "exit": ExitButton | None,
    "feed": Feed,
    "imprint": Imprint,
    "language": str,
    "menu": tuple[MenuItem, ...],
    "newer": PostCard | None,
    "older": PostCard | None,
    "page": PageHead,
    "pager": Pager,
    "post": Post,
    "posts": tuple[PostCard, ...],
    "practice": Practice | None,
    "practitioner": Practitioner,
    "practitioners": tuple[Practitioner, ...],
    "privacy": Privacy,
    "recent_posts": tuple[PostCard, ...],
    "related": tuple[PostCard, ...],
    "series": SeriesBox | None,
    "series_list": tuple[Series, ...],
    "services": tuple[Service, ...],
    "site": SiteFacts,
    "sitemap_url": str,
    "small_print": tuple[MenuItem, ...],
    "strings": dict[str, Any],
    "structured_data": dict[str, Any],
    "target": str,
    "term": Term,
    "theme": dict[str, Any],
    "toc": Contents,
    "topics": tuple[Term, ...],
    "urls": tuple[SitemapUrl, ...],
}
_BY_KIND: dict[tuple[str, str], Any] = {("series", "series"): Series}


def type_of(name: str, kind: str = "") -> Any:
    """Return the type of a name; on pages of a kind it may have its own."""
    return _BY_KIND.get((kind, name)) or TYPES[name]
