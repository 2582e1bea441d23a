"""The head of a page: titles, addresses, shared cards, breadcrumbs."""

from __future__ import annotations

from functools import lru_cache

from therapyblog.model.documents import When
from therapyblog.model.languages import direction
from therapyblog.model.site import Crumb, FeedLink, PageHead, Picture
from therapyblog.site.shared import Frame

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
SOCIAL_IMAGE = "social.png"
_DESCRIPTION_LENGTH = 200


def page_head(
    frame: Frame,
    kind: str,
    url: str,
    *,
    title: str,
    description: str = "",
    crumbs: tuple[Crumb, ...] = (),
    image: Picture | None = None,
    noindex: bool = False,
    published: When | None = None,
    modified: When | None = None,
    feeds: tuple[FeedLink, ...] = (),
) -> PageHead:
    """Build the head of a page; `crumbs` come between the home page and this one."""
    site, is_home = frame.site, url == "/"
    home = Crumb(title=text_of(frame, "home", site.title), url="/")
    trail = () if is_home else (home, *crumbs, Crumb(title=title, url=url))
    return PageHead(
        url=url,
        canonical=frame.absolute(url),
        title=title,
        full_title=title if is_home or title == site.title else f"{title} – {site.title}",
        description=shorten(description or site.description),
        kind=kind,
        language=frame.language,
        direction=direction(frame.language),
        noindex=noindex,
        image=card_image(frame, image),
        breadcrumbs=trail,
        feeds=(*feeds, *site_feeds(frame)),
        published=published,
        modified=modified,
    )


def text_of(frame: Frame, name: str, otherwise: str) -> str:
    """Return one of the theme's texts in the language of the page."""
    return str(frame.strings.get(name, otherwise))


def blog_crumb(frame: Frame) -> Crumb:
    """Return the breadcrumb of the archive."""
    return Crumb(title=text_of(frame, "blog", "Blog"), url=frame.blog)


def card_image(frame: Frame, image: Picture | None) -> Picture | None:
    """Return the picture for shared cards, with an absolute address: the page's own, else the theme's."""
    if image is None or image.url.endswith(".svg"):
        url = frame.assets.get(SOCIAL_IMAGE)
        return Picture(url=frame.absolute(url), alt=frame.site.title, width=1200, height=630) if url else None
    return Picture(url=frame.absolute(image.url), alt=image.alt, width=image.width, height=image.height)


def site_feeds(frame: Frame) -> tuple[FeedLink, ...]:
    """Return the feeds of the whole site, if there is a post to put in."""
    return feed_links(frame.site.title, "/") if frame.has_posts else ()


@lru_cache(maxsize=4096)
def feed_links(title: str, folder: str) -> tuple[FeedLink, ...]:
    """Return the two feeds of a folder."""
    return (
        FeedLink(title=title, url=f"{folder}feed.xml", type=ATOM),
        FeedLink(title=title, url=f"{folder}feed.json", type=JSON_FEED),
    )


def shorten(text: str, length: int = _DESCRIPTION_LENGTH) -> str:
    """Cut a text at a word's end; search engines show about 160 signs and cards about 200."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
