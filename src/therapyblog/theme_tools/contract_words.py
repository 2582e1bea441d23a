"""Descriptions of the names of the contract for the manual of themes, where their type does not say enough.

A name that is not here is described by its type, so a new one needs no line.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "home": "The home page",
    "post": "A post",
    "page": "A page",
    "404": "The page for what is not there",
    "blog": "The blog, page by page",
    "topic": "A topic with its posts",
    "tag": "A tag with its posts",
    "series_index": "The list of all series",
    "series": "A series with its parts",
    "practitioners": "The team",
    "practitioner": "A practitioner",
    "atom": "The Atom feed",
    "sitemap": "The sitemap for search engines",
    "robots": "What search engines are told",
    "alias": "An old address, which leads to the new one",
}
"""What each kind of page is."""

MEANINGS: Mapping[str, str] = {
    "assets": 'file name of the theme → address: `assets["style.css"]`',
    "authors": "who wrote it; empty where the practice is the author",
    "canonical": "the new address, absolute",
    "content": "the text as HTML, finished; may be empty",
    "crisis": "the crisis lines; `prominent` where they belong at the top",
    "cta": "the call-to-action; none too where the text shows it already",
    "document": "the page's own settings; on the home page none where pages/index.md is missing",
    "feed": "the feed; the `content` of an entry is HTML",
    "language": "the page's language, such as en-GB",
    "menu": "the main menu",
    "newer": "the neighbour in time that is newer",
    "noindex": "whether search engines are to leave it out: it leads to an unlisted page",
    "older": "the neighbour in time that is older",
    "page": "what the head says: titles, addresses, the way from home",
    "pager": "where in the list of pages this one is",
    "post": "the post; settings that we do not know are in `post.extra`",
    "posts": "the posts to list, in their order",
    "practice": "the practice, if the settings name one",
    "practitioner": "who this page is about",
    "practitioners": "everybody, in the order of their files",
    "recent_posts": "up to six posts, newest first; under a post without it and its neighbours, and empty where others "
    "are related",
    "related": "posts on the same subject, nearest first; without the post’s neighbours, unless `related` names them",
    "series": "on a post: its series and its place in it",
    "series_list": "every series",
    "site": "the site's own facts",
    "sitemap_url": "the sitemap's address, absolute",
    "small_print": "privacy, imprint and the like, where the menu does not name them",
    "strings": "the theme's texts in the page's language: `strings.home`",
    "structured_data": "for the `jsonld` filter",
    "target": "where it leads",
    "term": "the topic or tag",
    "theme": "the theme's settings: `theme.portrait`",
    "toc": "the headings of levels 2 and 3; empty where there are fewer than three",
    "topics": "every topic that has posts",
    "urls": "every address that may be found",
    "component": "the block as written: `component.argument`, `component.attributes`",
    "picture": "for `figure`: its picture",
}
"""Name → what it is."""
BY_KIND: Mapping[tuple[str, str], str] = {
    ("series", "series"): "the series that this page is about, with its parts",
    ("component", "content"): "the text inside the block, as HTML",
    ("component", "cta"): "for `cta`: the call-to-action that it names",
}
"""What a name means on pages of one kind."""


def meaning(name: str, kind: str = "") -> str:
    """Return what a name means; empty where its type says all."""
    return BY_KIND.get((kind, name)) or MEANINGS.get(name, "")
