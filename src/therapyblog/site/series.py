"""Series: which posts belong to one, in which order, and what its list says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from therapyblog.model.config import Config
from therapyblog.model.documents import PostSettings, SeriesSettings
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site import Picture, Series, SeriesBox, SeriesPart
from therapyblog.site.addresses import permalink, slugify
from therapyblog.site.entries import PostEntry, SeriesEntry
from therapyblog.site.naming import Named


def series_slug(name: str, introductions: Mapping[str, Named]) -> str:
    """Return the slug of the series that a post names: by an introduction's slug or title, else made from the name."""
    made = slugify(name)
    if made in introductions:
        return made
    folded = name.casefold()
    for slug, named in introductions.items():
        if named.document.settings.title.casefold() == folded or slug == name:
            return slug
    return made


def part_order(entry: PostEntry) -> tuple[object, ...]:
    """Sort key of parts: `part`, then date, then title, then path."""
    settings = entry.document.settings
    assert isinstance(settings, PostSettings)
    part = settings.series.part if settings.series else None
    when = entry.post.date
    return (
        part is None,
        part or 0,
        when is None,
        when.date.isoformat() if when else "",
        entry.post.title.casefold(),
        entry.post.path,
    )


def assemble_series(
    posts: Iterable[PostEntry], introductions: Mapping[str, Named], images: Mapping[str, Picture], config: Config
) -> tuple[tuple[SeriesEntry, ...], list[Problem]]:
    """Gather the listed posts of each series in order; doubled and missing parts are problems."""
    members: dict[str, list[PostEntry]] = defaultdict(list)
    for entry in posts:
        if entry.series:
            members[entry.series].append(entry)
    entries: list[SeriesEntry] = []
    problems: list[Problem] = []
    for slug in sorted({*members, *introductions}):
        ordered = tuple(sorted(members.get(slug, ()), key=part_order))
        problems += _check_parts(ordered)
        if ordered:
            entries.append(_entry(slug, ordered, introductions.get(slug), images, config))
    return tuple(entries), problems


def _entry(
    slug: str, ordered: Sequence[PostEntry], named: Named | None, images: Mapping[str, Picture], config: Config
) -> SeriesEntry:
    settings = named.document.settings if named else None
    first = ordered[0].document.settings
    assert isinstance(first, PostSettings)
    assert first.series is not None
    url = named.url if named else permalink(config.permalinks.series, slug)
    parts = tuple(
        SeriesPart(
            number=number,
            title=entry.post.title,
            url=entry.post.url,
            minutes=entry.post.minutes,
            summary=entry.post.summary,
        )
        for number, entry in enumerate(ordered, start=1)
    )
    series = Series(
        slug=slug,
        title=settings.title if settings else first.series.name,
        url=url,
        description=(settings.description or named.document.facts.excerpt) if settings and named else "",
        status=(settings.status or "") if isinstance(settings, SeriesSettings) else "",
        language=(settings.language if settings else "") or config.language,
        image=images.get(named.document.path) if named else None,
        parts=parts,
        minutes=sum(part.minutes for part in parts),
        feed_url=f"{url}feed.xml" if config.feeds_series else "",
        extra=settings.extra if settings else {},
    )
    call = settings.cta if settings else ""
    return SeriesEntry(series=series, document=named.document if named else None, posts=tuple(ordered), call=call)


def series_box(entry: PostEntry, series: SeriesEntry) -> SeriesBox | None:
    """Return where a post stands in its series; `None` for a post that the series does not list."""
    index = next((place for place, one in enumerate(series.posts) if one.post.path == entry.post.path), None)
    if index is None:
        return None
    parts = series.series.parts
    shown = tuple(
        SeriesPart(number=part.number, title=part.title, url=part.url, minutes=part.minutes, current=place == index)
        for place, part in enumerate(parts)
    )
    return SeriesBox(
        title=series.series.title,
        url=series.series.url,
        number=index + 1,
        total=len(parts),
        parts=shown,
        previous=shown[index - 1] if index else None,
        next=shown[index + 1] if index + 1 < len(shown) else None,
    )


def _check_parts(ordered: Sequence[PostEntry]) -> Iterable[Problem]:
    taken: dict[int, PostEntry] = {}
    for entry in ordered:
        settings = entry.document.settings
        assert isinstance(settings, PostSettings)
        part = settings.series.part if settings.series else None
        if part is None:
            continue
        places = entry.document.places
        line, column = places.get("part") or places.get("series") or (0, 0)
        at = Place(path=entry.post.path, line=line, column=column)
        if part in taken:
            says = f"this is part {part} of the series, and so is {taken[part].post.path}"
            yield problem("TB-SER-001", at=at, says=says, fix="give one of the two another number")
        elif part > 1 and part - 1 not in taken:
            says = f"this is part {part} of the series, but there is no part {part - 1}"
            yield problem(
                "TB-SER-002", at=at, says=says, fix="number the parts without a gap; readers see them counted from 1"
            )
        taken.setdefault(part, entry)
