"""The head of a page: titles, addresses, shared cards, the way from home."""

from __future__ import annotations

from functools import lru_cache

from therapyblog.model.documents import When
from therapyblog.model.languages import direction
from therapyblog.model.site import Crumb, FeedLink, PageHead, Picture
from therapyblog.routes.route import Route, Shared

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
SOCIAL_IMAGE = "social.png"
_DESCRIPTION_LENGTH = 200


def page_head(
    shared: Shared,
    route: Route,
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
    config = shared.config
    is_home = route.url == "/"
    home = Crumb(title=str(shared.strings(route.language).get("home", config.title)), url="/")
    trail = () if is_home else (home, *crumbs, Crumb(title=title, url=route.url))
    return PageHead(
        url=route.url,
        canonical=shared.absolute(route.url),
        title=title,
        full_title=title if is_home or title == config.title else f"{title} – {config.title}",
        description=shorten(description or config.description),
        kind=route.kind,
        language=route.language,
        direction=direction(route.language),
        noindex=noindex,
        image=card_image(shared, image),
        breadcrumbs=trail,
        feeds=(*feeds, *site_feeds(shared)),
        published=published,
        modified=modified,
    )


def card_image(shared: Shared, image: Picture | None) -> Picture | None:
    """Return the picture for shared cards, with an absolute address: the page's own, else the theme's."""
    if image is None or image.url.endswith(".svg"):
        url = shared.assets.get(SOCIAL_IMAGE)
        return Picture(url=shared.absolute(url), width=1200, height=630) if url else None
    return Picture(url=shared.absolute(image.url), alt=image.alt, width=image.width, height=image.height)


def site_feeds(shared: Shared) -> tuple[FeedLink, ...]:
    """Return the feeds of the whole site, if there is a post to put in."""
    if not shared.site.listed:
        return ()
    return feed_links(shared.config.title, "/")


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
