"""What no reader finds: pages that nothing leads to.

Without `[[menu]]` every page stands in the menu or in the small print. Whoever writes a menu, and later a page, has a
page that only the sitemap names.
"""

from __future__ import annotations

from collections.abc import Iterator

from therapyblog.model.documents import Document, PageSettings
from therapyblog.model.problems import Problem, problem
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.site.entries import PageEntry, PostEntry, PractitionerEntry, SeriesEntry, Site
from therapyblog.site.links import resolve_link
from therapyblog.site.navigation import OUT_OF_MENU, is_small_print
from therapyblog.site.privacy import button_addresses


def check_unlinked(site: Site) -> Iterator[Problem]:
    """Yield a warning for each page, and for the blog, that neither the menu nor a text nor a button leads to."""
    config = site.config
    # In HTML links may stand that are known only once the page is drawn.
    entries: tuple[PostEntry | PageEntry | PractitionerEntry | SeriesEntry, ...] = (
        *site.posts,
        *site.pages,
        *site.practitioners,
        *site.series,
    )
    if config.menu is None or any(entry.document and entry.document.facts.html_line for entry in entries):
        return
    blog = config.permalinks.blog
    alone = {entry.page.url: entry for entry in site.pages if _depends_on_links(entry)}
    # The home page shows the newest posts and a link to all, unless the theme is told to show none.
    wanted = {*alone, blog} if site.listed and site.theme.settings.get("home_posts") == 0 else {*alone}
    reached = {_page_of(item.url) for item in (*site.menu, *site.small_print)}
    if not wanted <= reached:
        reached |= _reached_from_texts(site, alone, reached)
    for url in sorted(url for url in wanted - reached if not _stands_in_theme(site, url)):
        if entry := alone.get(url):
            says = f"nothing leads to the page “{entry.page.title}”: neither the menu nor a text nor a button"
            fix = (
                f'add the lines `[[menu]]` and `page = "{entry.page.slug}"` to {SETTINGS_FILE}, or a link to a text; '
                "if you mean that, write `menu: false` at its top"
            )
            yield problem("TB-PAGE-003", at=entry.document.place("title"), says=says, fix=fix)
        else:
            says = "nothing leads to the posts: neither the menu nor the home page"
            fix = f'add the lines `[[menu]]`, `label = "Blog"` and `url = "{blog}"`, or take `home_posts = 0` out'
            yield problem("TB-PAGE-003", at=config.place("theme.home_posts", "menu"), says=says, fix=fix)


def _depends_on_links(entry: PageEntry) -> bool:
    """Say whether a page is found by links alone: it stands at no foot of a page and has no old address."""
    settings = entry.document.settings
    assert isinstance(settings, PageSettings)
    return entry.listed and not is_small_print(entry) and settings.menu != OUT_OF_MENU and not settings.aliases


def _reached_from_texts(site: Site, alone: dict[str, PageEntry], menu: set[str]) -> set[str]:
    """Return what buttons and texts lead to; pages that only lead to each other are not reached."""
    documents: list[tuple[Document, str]] = [
        *((entry.document, entry.page.url) for entry in site.pages if entry.page.url not in alone.keys() - menu),
        *((entry.document, entry.post.url) for entry in site.posts),
        *((entry.document, entry.practitioner.url) for entry in site.practitioners),
        *((entry.document, entry.series.url) for entry in site.series if entry.document),
    ]
    reached: set[str] = set()

    def follow(address: str) -> None:
        if address not in reached:
            reached.add(address)
            if address in alone and address not in menu:
                documents.append((alone[address].document, address))

    for address in button_addresses(site):
        follow(_page_of(address))
    for document, url in documents:  # grows while it is read
        for mention in document.facts.mentions:
            if mention.kind == "link":
                follow(_page_of(resolve_link(mention.target, document.path, url, site.book).url))
    return reached


def _page_of(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


def _stands_in_theme(site: Site, url: str) -> bool:
    """Say whether a template, or a setting that only the theme reads, names an address."""
    entries: tuple[PostEntry | PageEntry | PractitionerEntry | SeriesEntry, ...] = (
        *site.posts,
        *site.pages,
        *site.practitioners,
        *site.series,
    )
    extras = [entry.document.settings.extra for entry in entries if entry.document and entry.document.settings.extra]
    texts = (template.source for template in site.theme.templates.values())
    return any(url in text for text in (*texts, str(site.theme.settings), str(extras)))
