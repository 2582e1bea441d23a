"""What stands on every page: the site's facts, the practice, the menu, and the calls-to-action that settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config, MenuSetting
from therapyblog.model.practice_pages import LEGAL
from therapyblog.model.site import ExitButton, MenuItem, Picture, Practice, Practitioner, SiteFacts
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.model.theme import Theme, strings_for
from therapyblog.similar import KnownNames
from therapyblog.site.cta import site_accepting
from therapyblog.site.entries import AddressBook, PageEntry, PostEntry, SeriesEntry
from therapyblog.site.links import resolve_link
from therapyblog.site.slugs import HOME_SLUG
from therapyblog.urls.permalinks import permalink

SERIES_URL, TEAM_URL = "/series/", "/team/"
_SMALL_PRINT = {HOME_SLUG, "privacy", "imprint", "impressum", "404", "safety", "accessibility"}


def site_facts(
    config: Config,
    listed: Sequence[PostEntry],
    series: Sequence[SeriesEntry],
    team: Mapping[str, Practitioner],
    logo: Picture | None,
) -> SiteFacts:
    """Return the few facts that every page receives."""
    return SiteFacts(
        title=config.title,
        url=config.url,
        description=config.description,
        language=config.language,
        country=config.country,
        accepting=site_accepting(config, team.values()),
        logo=logo,
        blog_url=config.permalinks.blog if listed else "",
        team_url=TEAM_URL if team else "",
        series_url=SERIES_URL if series else "",
    )


def make_practice(config: Config, picture: Callable[[str, str], Picture | None]) -> Practice | None:
    """Return the practice as pages show it."""
    setting = config.practice
    if setting is None:
        return None
    return Practice(
        name=setting.name,
        street=setting.street,
        town=setting.town,
        postcode=setting.postcode,
        region=setting.region,
        country=config.country,
        email=setting.email,
        phone=setting.phone,
        hours=setting.hours,
        founded=setting.founded,
        kind=setting.kind,
        photo=picture("practice.photo", setting.photo),
    )


def make_menu(
    config: Config,
    theme: Theme,
    pages: Sequence[PageEntry],
    listed: Sequence[PostEntry],
    book: AddressBook,
    has_team: bool,
    diagnostics: Diagnostics,
) -> tuple[MenuItem, ...]:
    """Return the menu: the one in the settings, else the site's own parts and its pages.

    An entry that leads to what is held back is left out, with a warning.
    """
    by_slug = {entry.page.slug: entry.page.url for entry in pages}
    if config.menu is None:
        return _own_menu(config, theme, pages, listed, has_team)
    items = []
    names = KnownNames(lambda: by_slug)
    for index, entry in enumerate(config.menu):
        about = _held(entry, config, by_slug, book)
        if about:
            at = config.place(f"menu.{index}.{'page' if entry.page else 'url'}")
            says = f"the menu entry “{entry.label}” leads to “{about}”, which is held back, so it is left out"
            diagnostics.add("TB-LINK-002", at=at, says=says, fix="nothing to do if you mean that")
        elif entry.page and entry.page not in by_slug:
            at = config.place(f"menu.{index}.page")
            meant = names.nearest(entry.page)
            fix = f"did you mean {meant}?" if meant else "write the name of a file in pages/, without .md"
            diagnostics.add("TB-REF-004", at=at, says=f"there is no page “{entry.page}”", fix=fix)
        elif not entry.page and not entry.url:
            at = config.place(f"menu.{index}.label")
            says = f"the menu entry “{entry.label}” leads nowhere"
            diagnostics.add("TB-CONF-004", at=at, says=says, fix="add page = or url = to it")
        else:
            items.append(MenuItem(label=entry.label, url=by_slug[entry.page] if entry.page else entry.url))
    return tuple(items)


def _held(entry: MenuSetting, config: Config, by_slug: Mapping[str, str], book: AddressBook) -> str:
    """Return the title of what is held back and a menu entry leads to; empty if it leads to nothing of that kind."""
    if entry.page:
        return "" if entry.page in by_slug else book.held.get(permalink(config.permalinks.page, entry.page), "")
    target = resolve_link(entry.url, SETTINGS_FILE, "/", book)
    return target.about if target.kind == "held" else ""


def _own_menu(
    config: Config, theme: Theme, pages: Iterable[PageEntry], listed: Sequence[PostEntry], has_team: bool
) -> tuple[MenuItem, ...]:
    strings = strings_for(theme, config.language)
    items = [
        MenuItem(label=str(strings.get(label, label)), url=url)
        for label, url, there in (("blog", config.permalinks.blog, bool(listed)), ("team", TEAM_URL, has_team))
        if there
    ]
    items += [
        MenuItem(label=entry.page.title, url=entry.page.url)
        for entry in pages
        if entry.listed and not _is_small_print(entry)
    ]
    return tuple(items)


def make_small_print(
    pages: Iterable[PageEntry], menu: Iterable[MenuItem], leaving: ExitButton | None, strings: Mapping[str, Any]
) -> tuple[MenuItem, ...]:
    """Return the pages that every page must lead to and no menu need name: privacy, imprint, accessibility, safety."""
    in_menu = {item.url for item in menu}
    items = [
        MenuItem(label=entry.page.title, url=entry.page.url)
        for entry in pages
        if entry.listed and _is_small_print(entry) and entry.page.slug != HOME_SLUG
    ]
    if leaving and leaving.generated:
        items.append(MenuItem(label=str(strings.get("safety_title", "Safety")), url=leaving.safety_url))
    return tuple(item for item in items if item.url not in in_menu)


def _is_small_print(entry: PageEntry) -> bool:
    return entry.page.slug in _SMALL_PRINT or entry.document.settings.template in LEGAL
