"""The site in memory: a page is rendered when it is requested, and the others while the preview is idle.

An address is looked up among those of the site. It is never joined to a path, so no other file can be read.
"""

from __future__ import annotations

import time
import zlib
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

import msgspec

from therapyblog.cache.store import Store, recall
from therapyblog.content.scan import Source
from therapyblog.model.documents import Body, Document
from therapyblog.model.problems import Problem
from therapyblog.pipeline.build import PreparedSite, published_files
from therapyblog.pipeline.fingerprint import KeyedPage, PageKeys
from therapyblog.pipeline.jobs import draw
from therapyblog.pipeline.load import Library
from therapyblog.render.renderer import Rendered, RenderError
from therapyblog.routes.route import Route
from therapyblog.serve.events import EditedText
from therapyblog.serve.snapshot import Snapshot
from therapyblog.urls.permalinks import identity

HOME = "index.html"
NOT_FOUND_FILE = "404.html"
MAX_KEPT = 32 * 2**20
"""Bytes of rendered pages that are kept."""
_DOCUMENT_KINDS = ("home", "post", "page", "practitioner", "series")
"""The kinds of routes that show one document."""


class SiteInMemory:
    """A site that can be shown: its addresses, and the bytes of each page on demand."""

    def __init__(
        self, prepared: PreparedSite, snapshot: Snapshot, documents: Mapping[str, Document], store: Store
    ) -> None:
        self.prepared, self.snapshot, self.documents = prepared, snapshot, documents
        self.routes: dict[str, Route] = {route.file: route for route in prepared.routes}
        self.assets: dict[str, bytes] = {asset.url[1:]: asset.content for asset in prepared.theme.assets}
        published = published_files(snapshot.sources, prepared.files)
        self.files: dict[str, Source] = {file: source for source, file in published}
        # Smaller pictures are only made by builds; here the picture itself is served in their place.
        self.files |= {file: smaller.source for file, smaller in prepared.smaller.items()}
        self._document_routes = {route.source: route for route in prepared.routes if route.kind in _DOCUMENT_KINDS}
        self._keys = PageKeys(prepared.shared, prepared.renderer)
        self._library = Library(store)
        self.base_path = urlsplit(prepared.config.url).path.rstrip("/")
        """What stands before every address of the published site; empty where it is at the root."""

    def find(self, path: str) -> str | None:
        """Return the file that is served at a path, if any is."""
        for start in ("", self.base_path):
            if path.startswith(f"{start}/"):
                file = path[len(start) + 1 :]
                file = f"{file}{HOME}" if not file or file.endswith("/") else file
                if file in self.routes or file in self.assets or file in self.files:
                    return file
        return None

    def document(self, route: Route) -> Document | None:
        """Return the document that a route shows, if it shows one."""
        return self.documents.get(route.source) if self._document_routes.get(route.source) is route else None

    def url_of(self, path: str) -> str:
        """Return the address of the page that shows a document; empty where it has none."""
        route = self._document_routes.get(path)
        return route.url if route is not None else ""

    def texts(self, paths: Iterable[str]) -> tuple[EditedText, ...]:
        """Return the address and the title of each of these documents that has a page."""
        texts = []
        for path in sorted(paths):
            route, document = self._document_routes.get(path), self.documents.get(path)
            if route is not None and document is not None:
                settings = document.settings
                title = getattr(settings, "title", "") or getattr(settings, "name", "")
                texts.append(EditedText(url=route.url, title=title))
        return tuple(texts)

    def keyed(self, file: str) -> KeyedPage:
        """Return a page with its key: two pages of one key have the same bytes."""
        return self._keys.of(self.routes[file])

    def draw(self, keyed: KeyedPage) -> Rendered:
        """Render a page; raises `RenderError` where its template fails, `CacheError` where the cache lacks a body."""
        with self.prepared.renderer.timed():
            return draw(self.prepared.renderer, keyed.page, self._body)

    def _body(self, digest: bytes) -> Body:
        return recall(zlib.decompress(self._library.body(digest)), Body)


def changed_assets(before: SiteInMemory, now: SiteInMemory) -> tuple[dict[str, str], bool]:
    """Return the old address of each style sheet that changed with its new one, and whether pages must load anew.

    There are such addresses only where nothing but style sheets changed: then these are replaced without a reload.
    Pages must reload where another file changed that they fetch under the same address.
    """
    sheets = _changed_sheets(before, now) if _are_alike(before, now) else {}
    return sheets, not sheets and before.snapshot.sources.files != now.snapshot.sources.files


def _are_alike(before: SiteInMemory, now: SiteInMemory) -> bool:
    """Say whether two versions of a site can only differ in files that pages fetch."""
    was, is_ = before.snapshot, now.snapshot
    if (was.settings, was.today) != (is_.settings, is_.today) or before.documents != now.documents:
        return False
    themes = (msgspec.structs.replace(site.prepared.theme, assets=()) for site in (before, now))
    return next(themes) == next(themes)


def _changed_sheets(before: SiteInMemory, now: SiteInMemory) -> dict[str, str]:
    """Return the style sheets that changed, as in `changed_assets`; none where another file changed, came or went."""
    was, is_ = before.snapshot.sources.files, now.snapshot.sources.files
    assets_were, assets_are = before.prepared.theme.assets, now.prepared.theme.assets
    if [file.path for file in was] != [file.path for file in is_]:
        return {}
    if [asset.name for asset in assets_were] != [asset.name for asset in assets_are]:
        return {}
    files = [file for file, old in zip(is_, was, strict=True) if file != old]
    assets = [(old, asset) for old, asset in zip(assets_were, assets_are, strict=True) if old != asset]
    if not all(name.endswith(".css") for name in (*(file.path for file in files), *(new.name for _, new in assets))):
        return {}
    urls = now.prepared.files
    # The address of a file of the site stays the same, so a query string makes the browser fetch it again.
    sheets = {urls[name]: f"{urls[name]}?{file.time}" for file in files if (name := identity(file.path)) in urls}
    return sheets | {old.url: asset.url for old, asset in assets}


class RenderedPage(msgspec.Struct, frozen=True):
    """A rendered page."""

    key: bytes
    content: bytes


class PageCache:
    """The rendered pages of the current site.

    A page is rendered again when its key changes. Where that fails, the last good one stays.
    """

    def __init__(self, site: SiteInMemory | None = None) -> None:
        self.site = site
        self.new = 0
        """How many pages changed since `show`."""
        self.failed: dict[str, Problem] = {}
        """Pages that cannot be rendered: file → problem."""
        self.warnings: dict[str, tuple[Problem, ...]] = {}
        """What the templates of pages say wrongly, by file."""
        self._drawn: OrderedDict[str, RenderedPage] = OrderedDict()
        self._checked: dict[str, bytes] = {}
        """File → the key under which it was checked last."""
        self._unchecked: dict[str, None] = {}
        self._all_checked = False
        """Whether all pages of a site were checked once."""
        self._edited: Collection[str] = ()

    def show(self, site: SiteInMemory, edited: Collection[str] = ()) -> None:
        """Make this the current site; `edited` are the paths of the documents that changed."""
        self.site, self.failed, self.new, self._edited = site, {}, 0, edited
        self._unchecked = dict.fromkeys(site.routes)
        self.warnings = {file: found for file, found in self.warnings.items() if file in site.routes}

    def draw(self, site: SiteInMemory, file: str) -> RenderedPage:
        """Return a page of a site, which need not be the current one; raises `RenderError`, `CacheError`."""
        keyed = site.keyed(file)
        page = self._drawn.get(file)
        if page is None or page.key != keyed.key:
            drawn = site.draw(keyed)
            self.warnings[file] = drawn.problems
            page = self._drawn[file] = RenderedPage(keyed.key, drawn.content)
            kept = sum(len(drawn.content) for drawn in self._drawn.values())
            while kept > MAX_KEPT and len(self._drawn) > 1:
                _, dropped = self._drawn.popitem(last=False)
                kept -= len(dropped.content)
        self._drawn.move_to_end(file)
        return page

    def page(self, file: str) -> RenderedPage | None:
        """Return a page of the current site, or its last good version if it cannot be rendered; `None` for no page."""
        if self.site is None or file not in self.site.routes:
            return None
        try:
            return self.draw(self.site, file)
        except RenderError as error:
            self.failed[file] = error.problem
            return self._drawn.get(file)

    def key(self, file: str) -> str:
        """Return the key of what `page` returns; empty where there is none."""
        assert self.site is not None
        if file not in self.failed:
            return self.site.keyed(file).key.hex()
        good = self._drawn.get(file)
        return good.key.hex() if good else ""

    def check(self, seconds: float) -> bool:
        """Render pages that were not requested yet, for so many seconds; say whether all are checked now."""
        until = time.perf_counter() + seconds
        while self.site is not None and self._unchecked:
            file, _ = self._unchecked.popitem()
            keyed = self.site.keyed(file)
            if self._checked.get(file) != keyed.key:
                # A page that was never checked does not count as new, unless it shows an edited text.
                was_counted = file in self._checked or self._all_checked
                self.new += was_counted or any(text.document in self._edited for text in keyed.texts)
                self._checked[file] = keyed.key
                self._try(self.site, file, keyed)
            if time.perf_counter() > until:
                break
        self._all_checked = self._all_checked or not self._unchecked
        return not self._unchecked

    def _try(self, site: SiteInMemory, file: str, keyed: KeyedPage) -> None:
        """Render a page to find out whether that is possible."""
        page = self._drawn.get(file)
        self.failed.pop(file, None)
        if page is None or page.key != keyed.key:
            try:
                self.warnings[file] = site.draw(keyed).problems
            except RenderError as error:
                self.failed[file] = error.problem
