"""Series: which posts belong to one, in which order, what its list says, and which parts it announces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, PostSettings, SeriesSettings
from therapyblog.model.site import Picture, Series, SeriesBox, SeriesPart
from therapyblog.site.entries import PostEntry, SeriesEntry
from therapyblog.site.naming import Named
from therapyblog.site.series_checks import Member, check_names, check_parts
from therapyblog.urls.permalinks import permalink
from therapyblog.urls.slugs import slugify


def series_slug(name: str, introductions: Mapping[str, Named], language: str) -> str:
    """Return the slug of the series that a post names: by an introduction's slug or title, else made from the name.

    `language` is the site's.
    """
    made_slug = slugify(name, language)
    if made_slug in introductions:
        return made_slug
    folded = name.casefold()
    for slug, named in introductions.items():
        if named.document.settings.title.casefold() == folded or slug == name:
            return slug
    return made_slug


def part_order(document: Document) -> tuple[object, ...]:
    """Sort key of parts: `part`, then date, then title, then path."""
    settings = document.settings
    assert isinstance(settings, PostSettings)
    part = settings.series.part if settings.series else None
    when = settings.date
    return (
        part is None,
        part or 0,
        when is None,
        when.date.isoformat() if when else "",
        settings.title.casefold(),
        document.path,
    )


def assemble_series(
    posts: Iterable[PostEntry],
    introductions: Mapping[str, Named],
    images: Mapping[str, Picture],
    config: Config,
    held: Iterable[tuple[Document, bool]],
    diagnostics: Diagnostics,
) -> tuple[SeriesEntry, ...]:
    """Gather the listed posts of each series in order; doubled and missing parts are problems.

    `held` are the posts that are held back, each with whether it only waits for its day: a series may announce those.
    """
    members: dict[str, list[Member]] = defaultdict(list)
    for entry in posts:
        if entry.series:
            members[entry.series].append(Member(entry.document, entry))
    for document, waits in held:
        settings = document.settings
        if isinstance(settings, PostSettings) and settings.series:
            slug = series_slug(settings.series.name, introductions, config.language)
            members[slug].append(Member(document, coming=waits and _announces(introductions.get(slug), config)))
    entries: list[SeriesEntry] = []
    for slug in sorted({*members, *introductions}):
        ordered = sorted(members.get(slug, ()), key=lambda member: part_order(member.document))
        if any(member.entry for member in ordered):
            diagnostics.extend(check_parts(ordered))
            entries.append(_entry(slug, ordered, introductions.get(slug), images, config))
    diagnostics.extend(check_names(members, {slug: named.document for slug, named in introductions.items()}))
    return tuple(entries)


def _announces(named: Named | None, config: Config) -> bool:
    """Say whether a series names the parts that wait for their day: its introduction decides, else the site."""
    settings = named.document.settings if named else None
    own = settings.announce_scheduled if isinstance(settings, SeriesSettings) else None
    return config.series_announce_scheduled if own is None else own


def _entry(
    slug: str, ordered: Sequence[Member], named: Named | None, images: Mapping[str, Picture], config: Config
) -> SeriesEntry:
    settings = named.document.settings if named else None
    posts = tuple(member.entry for member in ordered if member.entry)
    first = posts[0].document.settings
    assert isinstance(first, PostSettings)
    assert first.series is not None
    url = named.url if named else permalink(config.permalinks.series, slug)
    shown = [member for member in ordered if member.entry or member.coming]
    numbered = tuple(_part(number, member, config) for number, member in enumerate(shown, start=1))
    series = Series(
        slug=slug,
        title=settings.title if settings else first.series.name,
        url=url,
        description=(settings.description or named.document.facts.excerpt) if settings and named else "",
        status=(settings.status or "") if isinstance(settings, SeriesSettings) else "",
        language=(settings.language if settings else "") or config.language,
        image=images.get(named.document.path) if named else None,
        parts=tuple(part for part in numbered if not part.coming),
        coming=tuple(part for part in numbered if part.coming),
        minutes=_minutes(numbered),
        feed_url=f"{url}feed.xml" if config.feeds_series else "",
        extra=settings.extra if settings else {},
    )
    call = settings.cta if settings else ""
    return SeriesEntry(series=series, document=named.document if named else None, posts=posts, call=call)


def _part(number: int, member: Member, config: Config) -> SeriesPart:
    settings = member.document.settings
    assert isinstance(settings, PostSettings)
    language = settings.language or config.language
    if member.entry is None:
        return SeriesPart(number=number, title=settings.title, language=language, coming=True, date=settings.date)
    post = member.entry.post
    return SeriesPart(
        number=number,
        title=post.title,
        url=post.url,
        minutes=post.minutes,
        summary=post.summary,
        language=language,
    )


def _minutes(parts: Iterable[SeriesPart]) -> int:
    return sum(part.minutes for part in parts)


def without_summaries(series: Series) -> Series:
    """Return a series as the pages of its parts show it: a new summary of one part is no change of the others."""
    parts = tuple(msgspec.structs.replace(part, summary="") for part in series.parts)
    return msgspec.structs.replace(series, parts=parts)


def series_box(url: str, series: Series) -> SeriesBox | None:
    """Return where the post at an address stands in its series; `None` for one that the series does not list."""
    index = next((place for place, part in enumerate(series.parts) if part.url == url), None)
    if index is None:
        return None
    shown = tuple(
        SeriesPart(
            number=part.number,
            title=part.title,
            url=part.url,
            minutes=part.minutes,
            language=part.language,
            current=place == index,
        )
        for place, part in enumerate(series.parts)
    )
    return SeriesBox(
        title=series.title,
        url=series.url,
        language=series.language,
        status=series.status,
        number=shown[index].number,
        total=len(shown) + len(series.coming),
        parts=shown,
        coming=series.coming,
        previous=shown[index - 1] if index else None,
        next=shown[index + 1] if index + 1 < len(shown) else None,
    )
