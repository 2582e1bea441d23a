"""What changed of the files that pages fetch: where it is only style sheets, each can be exchanged in its place."""

from __future__ import annotations

import msgspec

from therapyblog.content.scanning import Sources
from therapyblog.model.theme import Theme
from therapyblog.serve.edition import Edition
from therapyblog.serve.ground import Ground
from therapyblog.site.addresses import identity


def restyled(
    before: Ground, now: Ground, theme_before: Theme, edition: Edition, *, texts: bool
) -> tuple[dict[str, str], bool]:
    """Return the old address of each style sheet with its new one, if nothing else changed; and whether pictures did.

    `edition` is made from the ground as it is `now`; `texts` says whether a document changed.
    """
    theme = edition.charted.theme
    sheets = sheets_only(before.sources, now.sources, edition.charted.files)
    pictures = sheets is None and before.sources.files != now.sources.files
    same = not texts and before.content == now.content and before.today == now.today
    if not same or sheets is None or [one.name for one in theme.assets] != [one.name for one in theme_before.assets]:
        return {}, pictures
    if msgspec.structs.replace(theme, assets=()) != msgspec.structs.replace(theme_before, assets=()):
        return {}, pictures
    pairs = [(was, is_) for was, is_ in zip(theme_before.assets, theme.assets, strict=True) if was != is_]
    if not all(is_.name.endswith(".css") for _, is_ in pairs):
        return {}, pictures
    return sheets | {was.url: is_.url for was, is_ in pairs}, pictures


def sheets_only(before: Sources, now: Sources, published: dict[str, str]) -> dict[str, str] | None:
    """Return the style sheets among the site's own files that changed: address → the same with a mark behind it.

    `None` where another file changed, came or went.
    """
    if [one.path for one in before.files] != [one.path for one in now.files]:
        return None
    differing = [one for one, was in zip(now.files, before.files, strict=True) if one != was]
    if not all(one.path.endswith(".css") for one in differing):
        return None
    return {
        published[name]: f"{published[name]}?{one.time}"
        for one in differing
        if (name := identity(one.path)) in published
    }
