"""What is held back, by every address and name under which the rest of the site may still speak of it.

A post must be retractable at once. So whatever leads to it, or to a topic, tag or series that is empty without it,
meets a warning and comes out as plain text; only what never was is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from therapyblog.model.config import Config
from therapyblog.model.documents import PostSettings
from therapyblog.site.naming import Named
from therapyblog.site.series import series_slug
from therapyblog.urls.permalinks import alias_path, permalink
from therapyblog.urls.query_alias import has_query
from therapyblog.urls.slugs import slugify

SERIES_URL = "/series/"


def retracted(
    all_named: Sequence[Named], written: Sequence[Named], listed: Sequence[Named], config: Config
) -> dict[str, str]:
    """Return paths and addresses of what is not there → its title; `listed` are the `written` ones that lists name."""
    introductions = {named.slug: named for named in written if named.kind == "series"}
    shown, in_lists = {named.path for named in written}, {named.path for named in listed}
    in_series = listed if introductions else ()
    empty = set(introductions) - {_series_of(named, introductions, config) for named in in_series}
    gone: dict[str, str] = {}
    for named in all_named:
        path, title = named.path, named.settings.title
        if path not in shown or (named.kind == "series" and named.slug in empty):
            gone |= dict.fromkeys(_own(named), title)
        if path not in in_lists:
            gone |= dict(_lists_of(named, introductions, config))
    if not gone:
        return {}
    for named in all_named:
        if named.path in shown and not (named.kind == "series" and named.slug in empty):
            _take_out(gone, _own(named))
        if named.path in in_lists:
            _take_out(gone, (address for address, _ in _lists_of(named, introductions, config)))
    return gone


def _own(named: Named) -> tuple[str, ...]:
    return (named.path, named.url, *(alias_path(alias) for alias in named.settings.aliases if not has_query(alias)))


def _take_out(gone: dict[str, str], names: Iterable[str]) -> None:
    for name in names:
        gone.pop(name, None)


def _series_of(named: Named, introductions: dict[str, Named], config: Config) -> str:
    settings = named.settings
    series = settings.series if isinstance(settings, PostSettings) else None
    return series_slug(series.name, introductions, config.language) if series else ""


def _lists_of(named: Named, introductions: dict[str, Named], config: Config) -> Iterator[tuple[str, str]]:
    """Yield the addresses of the lists that name a post, with their titles."""
    settings = named.settings
    if not isinstance(settings, PostSettings):
        return
    patterns = config.permalinks
    if settings.topic:
        yield permalink(patterns.topic, slugify(settings.topic, config.language)), settings.topic
    for tag in settings.tags:
        yield permalink(patterns.tag, slugify(tag, config.language)), tag
    folders = [("/", config.title)]
    if settings.series:
        slug = _series_of(named, introductions, config)
        url = introductions[slug].url if slug in introductions else permalink(patterns.series, slug)
        yield url, settings.series.name
        yield SERIES_URL, settings.series.name
        folders.append((url, settings.series.name))
    for folder, title in folders:
        yield f"{folder}feed.xml", title
        yield f"{folder}feed.json", title
