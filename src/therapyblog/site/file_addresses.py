"""Files of `media/` and `static/`: their addresses, and which pictures need measuring."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from therapyblog.media.formats import CONVERTED_SUFFIXES
from therapyblog.model.config import Config
from therapyblog.model.documents import Document, PractitionerSettings
from therapyblog.model.site_folder import PUBLISHED_FILES, SETTINGS_FILE, is_static
from therapyblog.site.links import picture_paths
from therapyblog.site.wiki_names import wiki_names
from therapyblog.urls.permalinks import identity


def file_addresses(paths: Iterable[str]) -> dict[str, str]:
    """Return the address of every file by the `identity` of its path: `static/x` answers at `/x`.

    What lies beside a text answers below `/media/` as well, where all rules for such files hold: `posts/rest/boat.jpg`
    at `/media/posts/rest/boat.jpg`, whatever the post's own address is or becomes. A HEIC
    photograph becomes a JPEG, and its address says so.
    """
    return {identity(path): _address(path) for path in paths}


def _address(path: str) -> str:
    if is_static(path):
        return f"/{path.removeprefix('static/')}"
    if path.lower().endswith(CONVERTED_SUFFIXES):
        path = str(PurePosixPath(path).with_suffix(".jpg"))
    return f"/{path}" if path.startswith(f"{PUBLISHED_FILES}/") else f"/{PUBLISHED_FILES}/{path}"


def mentioned_files(
    config: Config, documents: Sequence[Document], pictures: Iterable[str], files: Iterable[str]
) -> frozenset[str]:
    """Return the `identity` of every path that the settings or these documents may mean by a picture or link.

    `pictures` names the settings of the theme that are pictures; `files` are those of the site folder.
    """
    names = wiki_names(documents, files)
    sources = {(source, SETTINGS_FILE) for source in _of_settings(config, pictures)}
    for document in documents:
        # What one folder names in one way is one file, whichever text of it does.
        place = f"{posixpath.dirname(document.path)}/"
        sources.update((source, place) for source in _of_document(document))
    return frozenset(path for source, place in sources for path in picture_paths(source, place, names))


def _of_settings(config: Config, pictures: Iterable[str]) -> Iterator[str]:
    of_theme = (config.theme_settings.get(name, "") for name in pictures)
    yield from filter(None, (config.logo, config.practice.photo if config.practice else "", *of_theme))


def _of_document(document: Document) -> Iterator[str]:
    settings = document.settings
    if settings.image:
        yield settings.image
    if isinstance(settings, PractitionerSettings) and settings.photo:
        yield settings.photo
    for mention in document.facts.mentions:
        if mention.kind in ("link", "image"):
            yield mention.target
        elif mention.argument:
            yield mention.argument
