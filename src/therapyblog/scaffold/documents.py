"""`therapyblog new`: a kind and a title → a file with the settings that the kind needs, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from therapyblog.api import day_in, settings_content
from therapyblog.content.scan import Source, Sources, scan
from therapyblog.diagnostics import Diagnostics, SourceError
from therapyblog.errors import UsageError, disk_error
from therapyblog.files import absolute, read_regular
from therapyblog.model.config import Config
from therapyblog.model.documents import Kind
from therapyblog.model.new_document import NewDocument
from therapyblog.model.site_folder import DOCUMENT_FOLDERS
from therapyblog.output.directory_tree import Tree
from therapyblog.scaffold.words import words_in
from therapyblog.settings.bytes_to_text import decode
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.file_names import name_in_path
from therapyblog.settings.frontmatter import split
from therapyblog.settings.placeholders import to_write
from therapyblog.settings.site import sketch_config
from therapyblog.settings.writer import document
from therapyblog.urls.permalinks import identity, permalink
from therapyblog.urls.slugs import slugify

FOLDERS: dict[Kind, str] = {kind: folder for folder, kind in DOCUMENT_FOLDERS.items()}
NEEDED: dict[Kind, tuple[str, ...]] = {
    "post": ("date", "status"),
    "page": ("status",),
    "practitioner": ("role",),
    "series": (),
}
"""What a file of each kind begins with, besides the settings that its declaration requires."""
_WITH_SLUG = ("practitioner", "series", "topic", "tag")


def new_document(
    site: str | os.PathLike[str], kind: Kind, title: str, *, now: dt.datetime | None = None
) -> NewDocument:
    """Write a new text into a site folder: the settings that its kind needs, and for a page or person what to write.

    `title` is the title, or the name of a practitioner; the file's name is made of it as an address would be. A post is
    of the day of `now` (default: the clock's) in the site's time zone. Posts and pages begin as drafts.

    Raises `UsageError` for a folder that is no site, a title that says nothing, and where a file of the name is there
    or another text has the address; `DiskError` where the disk refuses. Nothing is ever overwritten.
    """
    folder, title = absolute(site), " ".join(title.split())
    if not title:
        raise UsageError(f'A {kind} needs a title: therapyblog new {kind} "Its title"')
    config = _config(folder)
    try:
        sources = scan(folder, Diagnostics())
        path = free_path(kind, title, config, sources)
        settings = {name: _value(name, title, config, now) for name in settings_of(kind)}
        content = document(settings, _note(kind, config.language))
        tree = Tree(folder)
        if tree.stat(path) is not None:
            raise UsageError(f"{path} is there already, and it stays as it is. Choose another title.")
        tree.write(path, content.encode(), synced=False)
    except NotADirectoryError:
        says = f"{folder / FOLDERS[kind]} is no folder, but a link or a file, so nothing was written there."
        raise UsageError(f"{says} Put a folder in its place.") from None
    except OSError as error:
        raise disk_error(error, folder) from error
    people = tuple(name_in_path(source.path) for source in _of_kind("practitioner", sources))
    return NewDocument(
        site=os.fspath(folder),
        file=path,
        kind=kind,
        title=title,
        draft="status" in settings,
        practitioners=people if kind == "post" and len(people) > 1 else (),
    )


def settings_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of the settings with which a file of a kind begins."""
    return (*(name for name, field in DOCUMENTS[kind].table.items() if field.required), *NEEDED[kind])


def _config(folder: Path) -> Config:
    config = sketch_config(settings_content(folder))
    if config is None:
        raise UsageError(f"{folder}: therapyblog.toml has mistakes. See which: therapyblog build")
    return config


def _value(name: str, title: str, config: Config, now: dt.datetime | None) -> str | dt.date:
    match name:
        case "date":
            return day_in(config.timezone, now)
        case "status":
            return "draft"
        case "role":
            return _note("role", config.language)
        case _:
            return title


def _note(what: Kind | Literal["role"], language: str) -> str:
    words = words_in(language)
    note = words["role"] if what == "role" else words["new"].get(what)
    return to_write(note, language) if note else ""


def free_path(kind: Kind, title: str, config: Config, sources: Sources) -> str:
    """Return the path of a new text; raises `UsageError` where one has its name or address."""
    slug = slugify(title, config.language)
    path = f"{FOLDERS[kind]}/{slug}.md"
    address = _address(kind, slug, config)
    for other, source in sources.documents:
        same_name = other == kind and identity(name_in_path(source.path)) == identity(slug)
        if same_name or (address and _address(other, _slug_of(source, config), config) == address):
            raise UsageError(f"{source.path} has that name already, and it stays as it is. Choose another title.")
    if kind in ("post", "page") and address in {*_own_addresses(config)}:
        raise UsageError(f"{address} is the address of a page that every site has. Choose another title.")
    return path


def _slug_of(source: Source, config: Config) -> str:
    """Return the slug of a text: that of its settings, else its file's name."""
    content = read_regular(source.file)
    if b"slug" in content:
        with suppress(SourceError):
            node = split(decode(content)).settings.get("slug")
            if node and isinstance(node.value, str) and node.value.strip():
                return node.value.strip()
    return slugify(name_in_path(source.path), config.language)


def _address(kind: Kind, slug: str, config: Config) -> str:
    """Return the address that a name has; empty where a date is part of it, so that others may have the name."""
    pattern = getattr(config.permalinks, kind)
    return identity(permalink(pattern, slug)) if pattern.count("{") == 1 else ""


def _own_addresses(config: Config) -> Iterable[str]:
    yield from (config.permalinks.blog, "/media/")
    yield from (getattr(config.permalinks, kind).partition("{")[0] for kind in _WITH_SLUG)


def _of_kind(kind: Kind, sources: Sources) -> list[Source]:
    return [source for other, source in sources.documents if other == kind]
