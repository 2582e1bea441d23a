"""One edition of the site: a charted site → its addresses, and the bytes of each when somebody asks.

An address is looked up among those that the edition has. It is never joined to a path, so nothing else can be reached.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from therapyblog.content.scanning import Source, Sources
from therapyblog.memo.store import MemoError, Store, recall
from therapyblog.model.documents import Body
from therapyblog.routes.route import Route
from therapyblog.work.fingerprint import KeyedPage, PageKeys
from therapyblog.work.jobs import draw
from therapyblog.work.ways import Charted, published_files

HOME = "index.html"
MISSING = "404.html"


class Edition:
    """A site that can be shown."""

    def __init__(self, charted: Charted, sources: Sources, store: Store) -> None:
        self.charted, self.sources, self._store = charted, sources, store
        self.routes: dict[str, Route] = {route.file: route for route in charted.routes}
        self.assets: dict[str, bytes] = {asset.url[1:]: asset.content for asset in charted.theme.assets}
        self.files: dict[str, Source] = {file: source for source, file in published_files(sources, charted.files)}
        # A smaller picture is made when the site is built; here the picture itself stands for it, at once.
        self.files |= {file: one.source for file, one in charted.smaller.items()}
        self.pages_of: dict[str, Route] = {route.source: route for route in charted.routes if route.kind in _OF_TEXTS}
        self._keys = PageKeys(charted.shared, charted.renderer)
        self._below = urlsplit(charted.config.url).path.rstrip("/")

    def find(self, path: str) -> str | None:
        """Return the file that answers at a path, if any does."""
        for start in ("", self._below):
            if path.startswith(f"{start}/"):
                file = path[len(start) + 1 :]
                file = f"{file}{HOME}" if not file or file.endswith("/") else file
                if file in self.routes or file in self.assets or file in self.files:
                    return file
        return None

    def keyed(self, file: str) -> KeyedPage:
        """Return a page with its key: two pages of one key have the same bytes."""
        return self._keys.of(self.routes[file])

    def draw(self, keyed: KeyedPage) -> bytes:
        """Draw a page; raises `RenderError` where its template cannot, `MemoError` where a body was forgotten."""
        return draw(self.charted.renderer, keyed.page, self._body).content

    def _body(self, digest: bytes) -> Body:
        found = self._store.body(digest)
        if found is None:
            raise MemoError("a body is missing")
        return recall(found, Body)


_OF_TEXTS = ("home", "post", "page", "practitioner", "series")
"""The kinds of routes that stand for one file of the site."""
