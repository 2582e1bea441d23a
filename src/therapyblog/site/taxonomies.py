"""Topics and tags: one address for each, however its name is spelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from therapyblog.model.documents import Document, PostSettings
from therapyblog.model.site import Term
from therapyblog.site.entries import PostEntry, TermEntry
from therapyblog.urls.permalinks import permalink
from therapyblog.urls.slugs import slugify


class Terms:
    """The terms of one kind, by slug; the spelling of the first document (by path) is the one that is shown."""

    def __init__(self, pattern: str, names: Iterable[tuple[str, bool]], language: str = "") -> None:
        spelt: dict[str, str] = {}
        counts: dict[str, int] = defaultdict(int)
        self._slugs: dict[str, str] = {}
        for name, listed in names:
            slug = self._slugs.get(name) or self._slugs.setdefault(name, slugify(name, language))
            spelt.setdefault(slug, name)
            counts[slug] += listed
        self._terms = {
            slug: Term(name=name, slug=slug, url=permalink(pattern, slug), count=counts[slug])
            for slug, name in spelt.items()
        }
        self._shown = {
            slug: Term(name=term.name, slug=slug, url=term.url) if term.count else None
            for slug, term in self._terms.items()
        }

    def shown(self, name: str) -> Term | None:
        """Return the term of this name; `None` where only unlisted posts have it, so that it has no page."""
        return self._shown[self._slugs[name]]

    def entries(
        self, posts: Iterable[PostEntry], of_post: Callable[[PostEntry], Iterable[Term]]
    ) -> tuple[TermEntry, ...]:
        """Gather the listed posts of each term, in the order in which they come; terms by name."""
        gathered: dict[str, list[PostEntry]] = defaultdict(list)
        for entry in posts:
            for term in of_post(entry):
                gathered[term.slug].append(entry)
        entries = (TermEntry(term=self._terms[slug], posts=tuple(held)) for slug, held in gathered.items())
        return tuple(sorted(entries, key=lambda entry: (entry.term.name.casefold(), entry.term.slug)))


def topic_names(documents: Iterable[tuple[Document, bool]]) -> Iterable[tuple[str, bool]]:
    """Yield each post's topic, and whether the post is listed."""
    for document, listed in documents:
        settings = document.settings
        if isinstance(settings, PostSettings) and settings.topic:
            yield settings.topic, listed


def tag_names(documents: Iterable[tuple[Document, bool]]) -> Iterable[tuple[str, bool]]:
    """Yield each post's tags, each once, and whether the post is listed."""
    for document, listed in documents:
        settings = document.settings
        if isinstance(settings, PostSettings):
            for name in dict.fromkeys(settings.tags):
                yield name, listed
