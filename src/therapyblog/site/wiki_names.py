"""The names by which wiki-links find texts and files: file name, path, title and alias."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from posixpath import basename

from therapyblog.model.documents import Document
from therapyblog.settings.file_names import name_in_path
from therapyblog.urls.wiki import folded


def wiki_names(documents: Collection[Document], files: Iterable[str] = ()) -> dict[str, str]:
    """Return names as they are compared → paths below the site folder; nothing where no text holds a wiki-link.

    A file name counts more than a title, and that more than an alias; of equal names, the first path has it.
    """
    mentions = (mention for document in documents for mention in document.facts.mentions)
    if not any(mention.target.startswith("[[") for mention in mentions):
        return {}
    documents = sorted(documents, key=lambda document: document.path)
    names: dict[str, str] = {}
    for kind in (_file_names, _titles, _aliases):
        for document in documents:
            for name in kind(document):
                names.setdefault(folded(name), document.path)
    for path in sorted(files):
        for name in _ends(path):
            names.setdefault(folded(name), path)
    return names


def _ends(path: str) -> Iterator[str]:
    """Yield a path, and what is left of it without its outer folders."""
    while path:
        yield path
        path = path.partition("/")[2]


def _file_names(document: Document) -> Iterator[str]:
    yield from _ends(document.path)
    yield name_in_path(document.path)
    if document.settings.slug:
        yield document.settings.slug


def _titles(document: Document) -> Iterator[str]:
    yield document.settings.title


def _aliases(document: Document) -> Iterator[str]:
    for alias in document.settings.aliases:
        yield alias
        yield basename(alias.rstrip("/"))
