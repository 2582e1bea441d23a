"""What stands on every page: the site's facts, the practice, the menu, and the calls-to-action that settings name."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config, MenuSetting
from therapyblog.model.documents import PageSettings
from therapyblog.model.practice_pages import CONTACT, LEGAL
from therapyblog.model.site import Byline, ExitButton, MenuItem, Picture, Practice, Practitioner, SiteFacts
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.model.theme import Theme, strings_for
from therapyblog.similar import KnownNames
from therapyblog.site.cta import site_accepting
from therapyblog.site.entries import AddressBook, PageEntry, PostEntry, SeriesEntry
from therapyblog.site.links import address_of, resolve_link
from therapyblog.site.naming import HOME_SLUG
from therapyblog.urls.permalinks import permalink

SERIES_URL, TEAM_URL = "/series/", "/team/"
CONTACT_SLUG = "contact"
OUT_OF_MENU = 0
"""`menu: false` of a page."""
_SMALL_PRINT = {HOME_SLUG, "privacy", "imprint", "impressum", "404", "safety", "accessibility"}


def is_contact(entry: PageEntry) -> bool:
    """Say whether a page is where visitors get in touch."""
    return entry.page.slug == CONTACT_SLUG or entry.document.settings.template == CONTACT


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
        team_url=team_address(team.values()),
        series_url=SERIES_URL if series else "",
    )


def team_address(team: Iterable[Practitioner]) -> str:
    """Return where one reads who works here: the team's page, or the page of the only practitioner."""
    people = tuple(team)
    return people[0].url if len(people) == 1 else TEAM_URL if people else ""


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


def practice_byline(config: Config) -> Byline:
    """Return the practice as the author of what no practitioner is named for."""
    return Byline(name=config.practice.name if config.practice else config.title, url="/")


def make_menu(
    config: Config,
    theme: Theme,
    pages: Sequence[PageEntry],
    listed: Sequence[PostEntry],
    book: AddressBook,
    team: Mapping[str, Practitioner],
    diagnostics: Diagnostics,
) -> tuple[MenuItem, ...]:
    """Return the menu: the one in the settings, else the site's own parts and its pages.

    An entry that leads to what is held back is left out, with a warning.
    """
    if config.menu is None:
        return _own_menu(config, theme, pages, listed, tuple(team.values()))
    by_slug = {entry.page.slug: entry.page for entry in pages}
    items = []
    names = KnownNames(lambda: by_slug)
    for index, entry in enumerate(config.menu):
        page = by_slug.get(entry.page)
        label = entry.label or (page.title if page else entry.page or entry.url)
        about = _held(entry, config, by_slug, book)
        if about:
            at = config.place(f"menu.{index}.{'page' if entry.page else 'url'}")
            says = f"the menu entry “{label}” leads to “{about}”, which is held back, so it is left out"
            diagnostics.add("TB-LINK-002", at=at, says=says, fix="nothing to do if you mean that")
        elif entry.page and page is None:
            at = config.place(f"menu.{index}.page")
            meant = names.nearest(entry.page)
            fix = f"did you mean {meant}?" if meant else "write the name of a file in pages/, without .md"
            diagnostics.add("TB-REF-004", at=at, says=f"there is no page “{entry.page}”", fix=fix)
        elif not entry.page and not entry.url:
            at = config.place(f"menu.{index}.label", f"menu.{index}", "menu")
            says = f"the menu entry “{label}” leads nowhere"
            diagnostics.add("TB-CONF-004", at=at, says=says, fix="add page = or url = to it")
        elif not page and not entry.label:
            at = config.place(f"menu.{index}.url")
            says = f"the menu entry that leads to {entry.url} has no words to show"
            diagnostics.add("TB-CONF-004", at=at, says=says, fix='add label = "…" to it')
        else:
            items.append(MenuItem(label=label, url=page.url if page else address_of(entry.url, book)))
    return tuple(items)


def _held(entry: MenuSetting, config: Config, by_slug: Container[str], book: AddressBook) -> str:
    """Return the title of what is held back and a menu entry leads to; empty if it leads to nothing of that kind."""
    if entry.page:
        return "" if entry.page in by_slug else book.held.get(permalink(config.permalinks.page, entry.page), "")
    target = resolve_link(entry.url, SETTINGS_FILE, "/", book)
    return target.about if target.kind == "held" else ""


def _own_menu(
    config: Config,
    theme: Theme,
    pages: Iterable[PageEntry],
    listed: Sequence[PostEntry],
    people: tuple[Practitioner, ...],
) -> tuple[MenuItem, ...]:
    """Return the menu of a site that writes none: its pages, who works here, the blog, and how to get in touch."""
    strings = strings_for(theme, config.language)
    shown = sorted((entry for entry in pages if _is_in_own_menu(entry)), key=_menu_order)
    last = [entry for entry in shown if is_contact(entry) and _page_settings(entry).menu is None]
    parts = [
        *(MenuItem(label=entry.page.title, url=entry.page.url) for entry in shown if entry not in last),
        *([MenuItem(label=_team_label(config, people, strings), url=team_address(people))] if people else []),
        *([MenuItem(label=str(strings.get("blog", "blog")), url=config.permalinks.blog)] if listed else []),
        *(MenuItem(label=entry.page.title, url=entry.page.url) for entry in last),
    ]
    return tuple(parts)


def _page_settings(entry: PageEntry) -> PageSettings:
    settings = entry.document.settings
    assert isinstance(settings, PageSettings)
    return settings


def _is_in_own_menu(entry: PageEntry) -> bool:
    return entry.listed and _page_settings(entry).menu != OUT_OF_MENU and not is_small_print(entry)


def _menu_order(entry: PageEntry) -> tuple[object, ...]:
    number = _page_settings(entry).menu
    return number is None, number or 0, entry.page.title.casefold(), entry.page.path


def _team_label(config: Config, people: tuple[Practitioner, ...], strings: Mapping[str, Any]) -> str:
    """Return what the menu calls the people: one has a name, unless the whole site bears it."""
    if len(people) > 1:
        return str(strings.get("team", "team"))
    name = people[0].name
    return name if name.casefold() not in config.title.casefold() else str(strings.get("about_me", name))


def menu_words(config: Config, menu: Sequence[MenuItem]) -> dict[str, str]:
    """Return the texts of the theme that give way to the site's own words: what its menu calls a part of it.

    A heading, or a link, that calls the same thing otherwise would make two things of it.
    """
    texts = {config.permalinks.blog: ("blog", "all_posts"), TEAM_URL: ("team",), SERIES_URL: ("series", "all_series")}
    written = menu if config.menu is not None else ()
    return {name: item.label for item in reversed(written) for name in texts.get(item.url, ())}


def make_small_print(
    pages: Iterable[PageEntry], menu: Iterable[MenuItem], leaving: ExitButton | None, strings: Mapping[str, Any]
) -> tuple[MenuItem, ...]:
    """Return the pages that every page must lead to and no menu need name: privacy, imprint, accessibility, safety."""
    in_menu = {item.url for item in menu}
    items = [
        MenuItem(label=entry.page.title, url=entry.page.url)
        for entry in pages
        if entry.listed and is_small_print(entry) and entry.page.slug != HOME_SLUG
    ]
    if leaving and leaving.generated:
        items.append(MenuItem(label=str(strings.get("safety_title", "Safety")), url=leaving.safety_url))
    return tuple(item for item in items if item.url not in in_menu)


def is_small_print(entry: PageEntry) -> bool:
    """Say whether every page leads to this one by itself, at its foot."""
    return entry.page.slug in _SMALL_PRINT or entry.document.settings.template in LEGAL
