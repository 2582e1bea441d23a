"""Pages of the web, saved as files (`.html`): the text of each, without what surrounds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.dates import moment
from therapyblog.importers.items import Facts, Image, Item, Note, Person, Skipped, Text
from therapyblog.importers.pasted import decoded
from therapyblog.importers.source import Source

NAME = "html"
WORDS = "saved web pages"

_FURNITURE = (
    "nav, header nav, footer, aside, form, dialog, [role=navigation], [role=banner], [role=contentinfo], [role=search]"
    ", [role=complementary], .sharedaddy, .share, .social-share, .comments, #comments, .comment-respond, .related-posts"
    ", .cookie-banner, .cookie-notice, .skip-link, .screen-reader-text, .menu, .sidebar, .breadcrumbs, .post-navigation"
    ", .widget, .pagination, .post-meta, .entry-meta, .entry-footer, .author-box, .newsletter, [data-hook=post-footer]"
    ", [data-hook=comments], [data-hook=related-posts], [data-hook=post-header], [data-hook=recent-posts]"
)
_TEXTS = (
    "[data-hook=post-description], [itemprop=articleBody], .entry-content, .post-content, .blog-item-content"
    ", .e-content, article .sqs-layout, .post-body, article, main article, [role=main], main, #content, .content, body"
)
_POST_TYPES = ("BlogPosting", "NewsArticle", "Article")
_POST_PATH = re.compile(r"/(?:post|blog|single-post|posts|articles?|news)/[^/]+/?\Z|/\d{4}/\d{2}/")


def recognises(source: Source) -> bool:
    """Say whether there are pages of the web and nothing that another kind knows."""
    return any(
        b"<html" in (start := source.start(name).lower()) or b"<!doctype html" in start
        for name in source.names(".html", ".htm", ".xhtml")
    )


def items(source: Source) -> Iterator[Item]:
    """Yield what each page holds."""
    yield Facts()
    for name in source.names(".html", ".htm", ".xhtml"):
        yield from page_items(decoded(source.read(name)), name, "")


def page_items(html: str, origin: str, address: str) -> Iterator[Item]:
    """Yield the text of one page, after its author; `address` is where it was fetched, if it was."""
    body = LexborHTMLParser(html).html
    page = BeautifulSoup(body or html, "html.parser")
    facts = _linked_data(page)
    address = address or _content(page, "og:url") or _canonical(page)
    title = str(facts.get("headline") or "") or _content(page, "og:title") or _heading(page)
    published = str(facts.get("datePublished") or "") or _content(page, "article:published_time") or _time(page)
    author = _author(facts) or _content(page, "author")
    root = page.find("html")
    language = str(root.get("lang") or "") if root is not None else ""
    name = _content(page, "og:site_name")
    text = _text_of(page)
    if text is None:
        yield Skipped(origin=origin, title=title, why="there is no text in it")
        return
    path = urlsplit(address).path
    is_post = (
        str(facts.get("@type") or "") in _POST_TYPES
        or bool(_POST_PATH.search(path))
        or (bool(published) and _content(page, "og:type") == "article")
    )
    if name or language:
        yield Facts(
            title=name,
            language=language,
            address=f"{urlsplit(address).scheme}://{urlsplit(address).netloc}" if address else "",
        )
    if author and is_post:
        yield Person(key=author, name=author)
    title = _without_site(title, name)
    _drop_heading(text, title)
    picture = _content(page, "og:image")
    yield Text(
        kind="post" if is_post else "page",
        title=title,
        html=str(text),
        slug=path.rstrip("/").rpartition("/")[2]
        or ("index" if address and path in ("", "/") else PurePosixPath(origin).stem),
        date=moment(published),
        updated=moment(str(facts.get("dateModified") or "") or _content(page, "article:modified_time")),
        authors=(author,) if author and is_post else (),
        description=_content(page, "og:description") or _content(page, "description"),
        image=Image(address=picture) if picture and is_post and not text.find("img", src=picture) else None,
        old_addresses=(address,) if address and path.strip("/") else (),
        origin=origin,
        notes=()
        if len(text.get_text(" ").split()) > 30
        else (Note(says="there are hardly any words in it; compare it with the old page"),),
    )


def _text_of(page: BeautifulSoup) -> Tag | None:
    for tag in page.select(_FURNITURE):
        if tag.name not in ("body", "html", "main", "article"):
            tag.decompose()
    candidates = (page.select_one(selector.strip()) for selector in _TEXTS.split(", "))
    return next((tag for tag in candidates if tag is not None and len(tag.get_text(" ", strip=True)) > 0), None)


def _linked_data(page: BeautifulSoup) -> dict[str, Any]:
    """Return what a page says of its article for machines (schema.org in JSON-LD)."""
    for script in page.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.string or "")
        except (ValueError, RecursionError):
            continue
        waiting = found if isinstance(found, list) else [found]
        for entry in waiting:
            for candidate in (entry, *(entry.get("@graph") or [] if isinstance(entry, dict) else [])):
                if isinstance(candidate, dict) and candidate.get("@type") in _POST_TYPES:
                    return candidate
    return {}


def _author(facts: dict[str, Any]) -> str:
    author = facts.get("author")
    author = author[0] if isinstance(author, list) and author else author
    return str(author.get("name") or "") if isinstance(author, dict) else str(author or "")


def _content(page: BeautifulSoup, name: str) -> str:
    found = page.find("meta", property=name) or page.find("meta", attrs={"name": name})
    return str(found.get("content") or "").strip() if isinstance(found, Tag) else ""


def _canonical(page: BeautifulSoup) -> str:
    found = page.find("link", rel="canonical")
    return str(found.get("href") or "") if isinstance(found, Tag) else ""


def _heading(page: BeautifulSoup) -> str:
    found = page.find("h1") or page.find("title")
    return found.get_text(" ", strip=True) if found else ""


def _time(page: BeautifulSoup) -> str:
    found = page.find("time", datetime=True)
    return str(found.get("datetime")) if isinstance(found, Tag) else ""


def _without_site(title: str, site: str) -> str:
    """Return a title without the site's name behind it."""
    parts = re.split(r"\s+[|–—-]\s+", title)
    return parts[0] if len(parts) == 2 and (not site or parts[1].casefold() == site.casefold()) and site else title


def _drop_heading(text: Tag, title: str) -> None:
    """Drop the title, which stands above the text by itself."""
    first = text.find("h1")
    if first is not None and first.get_text(" ", strip=True).casefold() == title.casefold():
        first.decompose()
