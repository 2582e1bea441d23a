"""The site's own files as they were published: kept with each publication, and laid out again to be built anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from therapyblog.files import NotAFile
from therapyblog.model.codec import digest
from therapyblog.model.held import Held
from therapyblog.model.site_folder import DOCUMENT_FOLDERS, SETTINGS_FILE, SOURCE_FOLDERS
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.own_folder import NAME
from therapyblog.output.publications import PUBLICATIONS
from therapyblog.publishing.records import Records, Source

WORK = "site"
"""The folder below `publications/` that kept files are laid out in."""


def keep_sources(site: Path, records: Records, held: Collection[Held]) -> dict[str, Source]:
    """Keep every file of the site folder that a build reads; returns path → what was kept."""
    held_paths = {text.path for text in held}
    return {path: Source(records.keep(content), path in held_paths) for path, content in contents_of(site)}


def contents_of(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a site that a build reads, with its bytes, one at a time: photographs are large."""
    tree = Tree(site)
    names = [SETTINGS_FILE]
    for folder in SOURCE_FOLDERS:
        if folder != NAME and tree.is_folder(folder):
            names += [name for name, _ in tree.walk(folder)]
    for name in names:
        with suppress(NotAFile, FileNotFoundError):
            yield name, tree.read(name)


def all_texts(sources: Mapping[str, Source]) -> set[str]:
    """Return the files among kept ones that lie in the folders of texts."""
    return {path for path in sources if path.split("/")[0] in DOCUMENT_FOLDERS}


def texts(sources: Mapping[str, Source]) -> set[str]:
    """Return those of them that were not held back."""
    return {path for path in all_texts(sources) if not sources[path].held}


def site_texts(site: Path) -> set[str]:
    """Return the files in the folders of texts of a site."""
    tree = Tree(site)
    return {name for folder in DOCUMENT_FOLDERS if tree.is_folder(folder) for name, _ in tree.walk(folder)}


def lay_out(site: Path, records: Records, sources: Mapping[str, Source], without: Collection[str]) -> Path:
    """Write kept files to a folder of our own, without some, and return it; only what differs is written."""
    tree = Tree(site, f"{NAME}/{PUBLICATIONS}/{WORK}", PRIVATE)
    wanted = {path: source for path, source in sources.items() if path not in without}
    there = {name: digest(content).hex() for name, content in contents_of(tree.path())} if tree.is_folder() else {}
    for path in there.keys() - wanted.keys():
        tree.remove(path)
    for path, source in wanted.items():
        if there.get(path) != source.digest:
            tree.write(path, records.read(source.digest), synced=False)
    return tree.path()
