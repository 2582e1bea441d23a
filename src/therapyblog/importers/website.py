"""One's own old site, by its address: every page that its sitemap names, or that its pages lead to.

The only way to bring pages from programs that export none. The site's own wishes are kept (robots.txt, RFC 9309), only
its own host is asked, once a second, and what was fetched is kept until the import is done, so that one that was
interrupted goes on where it was.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.robotparser import RobotFileParser

from bs4 import BeautifulSoup

from therapyblog.importers.addresses import urljoin, urlsplit, without_fragment
from therapyblog.importers.items import Facts, Item, Skipped
from therapyblog.importers.pasted import decoded
from therapyblog.importers.record import records
from therapyblog.importers.source import Refused, Source
from therapyblog.importers.web import NotFetched, Web
from therapyblog.importers.web_page import page_items
from therapyblog.importers.xml_stream import BrokenXml, elements
from therapyblog.model.codec import digest

NAME = "website"
WORDS = "your old site"

MOST_PAGES = 2_000
MOST_SITEMAPS = 50
_LARGEST = 16 * 1024**2
"""Bytes of one page or sitemap."""
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/blog-posts-sitemap.xml")
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|pdf|docx?|xml|json|css|js|zip|mp[34]|m4a|ico|woff2?|txt)\Z", re.IGNORECASE
)
_LISTS = re.compile(
    r"/(?:tag|tags|category|categories|author|page|archive|search|feed|cart|account)(?:/|\Z)|/\d{4}(?:/\d{2})?/?\Z"
)
_AGENT = "therapyblog"


class SiteSource(Source):
    """A site of the web. Its files are its pages, by their addresses, in the order in which they were found."""

    def __init__(self, address: str, web: Web, site: Path, progress: Callable[[int, int], None]) -> None:
        address = urljoin(address, urlsplit(address).path or "/")
        parts = urlsplit(address)
        self.address = f"{parts.scheme}://{parts.netloc}"
        self._host = parts.netloc.lower().removeprefix("www.")
        self._web = web
        self._kept = records(site)
        self._folder = f"fetched-{re.sub(r'[^a-z0-9.-]', '-', self._host)}"
        self.failed: dict[str, str] = {}
        robots = RobotFileParser()
        robots.parse(decoded(self._try(f"{self.address}/robots.txt") or b"").splitlines())
        self._robots = robots
        super().__init__(Path(self._host), {})
        if not self._fetch(address):
            why = self.failed.get(address, "it is no page")
            raise Refused(f"{address} cannot be imported: {why}.")
        self._collect(address, progress)

    def open(self, name: str) -> IO[bytes]:
        """Open a page by its address."""
        if name not in self.sizes:
            raise KeyError(name)
        return io.BytesIO(self._kept.read(self._file(name)))

    def forget(self) -> None:
        """Delete what was kept of the pages: the import is done."""
        self._kept.remove_all(self._folder)

    def _collect(self, address: str, progress: Callable[[int, int], None]) -> None:
        named = [url for url in self._sitemap() if self._is_own(url)]
        waiting = deque(dict.fromkeys([address, *named]))
        seen = set(waiting)
        while waiting and len(self.sizes) < MOST_PAGES:
            url = waiting.popleft()
            if not self._fetch(url):
                continue
            progress(len(self.sizes), len(self.sizes) + len(waiting))
            if not named:
                for found in self._links(url):
                    if found not in seen:
                        seen.add(found)
                        waiting.append(found)
        for url in waiting:
            self.failed[url] = f"there are more than {MOST_PAGES:,} pages"

    def _is_own(self, url: str) -> bool:
        parts = urlsplit(url)
        own = parts.scheme in ("http", "https") and parts.netloc.lower().removeprefix("www.") == self._host
        return own and not _NO_PAGE.search(parts.path)

    def _sitemap(self) -> list[str]:
        """Return the addresses that the site's sitemaps name (sitemaps.org)."""
        waiting = deque(self._robots.site_maps() or [f"{self.address}{path}" for path in _SITEMAPS])
        seen: set[str] = set()
        pages: dict[str, None] = {}
        while waiting and len(seen) < MOST_SITEMAPS and len(pages) < MOST_PAGES:
            url = waiting.popleft()
            if url in seen or urlsplit(url).netloc.lower().removeprefix("www.") != self._host:
                continue
            seen.add(url)
            content = self._try(url)
            if not content or (b"<urlset" not in content and b"<sitemapindex" not in content):
                continue
            for kind, location in _locations(content):
                if kind == "sitemap":
                    waiting.append(location)
                else:
                    pages[location] = None
        return list(pages)

    def _links(self, url: str) -> Iterator[str]:
        page = BeautifulSoup(self.read(url), "html.parser")
        for link in page.find_all("a", href=True):
            found = without_fragment(urljoin(url, str(link["href"])))
            if self._is_own(found) and not urlsplit(found).query:
                yield found

    def _fetch(self, url: str) -> bool:
        """Have a page, from this run or an interrupted one; say whether there is one."""
        if not self._robots.can_fetch(_AGENT, url):
            self.failed[url] = "the site's robots.txt asks not to read it"
            return False
        file = self._file(url)
        if not self._kept.is_file(file):
            try:
                answer = self._web.get(url, most=_LARGEST)
            except NotFetched as error:
                self.failed[url] = str(error)
                return False
            kind = answer.headers.get("content-type", "text/html")
            if answer.status != 200 or "html" not in kind:
                self.failed[url] = (
                    f"the server answers {answer.status}" if answer.status != 200 else f"it is {kind}, no page"
                )
                return False
            if urlsplit(answer.url).netloc.lower().removeprefix("www.") != self._host:
                self.failed[url] = f"it leads to {answer.url}, which is another site"
                return False
            self._kept.write(file, answer.content, synced=False)
        self.sizes[url] = 0
        return True

    def _try(self, url: str) -> bytes | None:
        try:
            answer = self._web.get(url, most=_LARGEST)
        except NotFetched:
            return None
        if answer.status != 200:
            return None
        return _unpacked(answer.content) if url.endswith(".gz") else answer.content

    def _file(self, url: str) -> str:
        return f"{self._folder}/{digest(url.encode()).hex()}.html"


def _unpacked(content: bytes) -> bytes | None:
    """Unpack a packed sitemap, as far as it is no larger than one may be."""
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return stream.read(_LARGEST)
    except (OSError, EOFError, zlib.error):
        return None


def _locations(content: bytes) -> Iterator[tuple[str, str]]:
    try:
        for element, _ in elements(io.BytesIO(content), ("url", "sitemap"), "the sitemap"):
            location = element.find("loc")
            if location is not None and location.text:
                yield element.tag, location.text.strip()
    except (BrokenXml, Refused):
        return


def recognises(source: Source) -> bool:
    """Say whether the source is a site of the web."""
    return isinstance(source, SiteSource)


def items(source: Source) -> Iterator[Item]:
    """Yield the site's facts with its menu, and the text of every page that is no list."""
    assert isinstance(source, SiteSource)
    first = next(iter(source.sizes))
    facts = Facts(address=source.address)
    for number, url in enumerate(source.sizes):
        path = urlsplit(url).path
        found = list(page_items(decoded(source.read(url)), url, url))
        if number == 0:
            given = next((item for item in found if isinstance(item, Facts)), Facts())
            title = given.title or _title(source.read(first))
            facts = Facts(
                title=title, language=given.language, address=source.address, menu=_menu(source.read(first), url)
            )
            yield facts
        if _LISTS.search(path) or path.rstrip("/") in ("/blog", "/news", "/posts"):
            yield Skipped(origin=url, title=path, why="it is a list of posts, which is made by itself here")
            continue
        yield from (item for item in found if not isinstance(item, Facts))
    for url, why in source.failed.items():
        yield Skipped(origin=url, title=urlsplit(url).path, why=why)


def _title(content: bytes) -> str:
    title = BeautifulSoup(content, "html.parser").find("title")
    return re.split(r"\s+[|–—-]\s+", title.get_text(strip=True))[-1] if title else ""


def _menu(content: bytes, url: str) -> tuple[tuple[str, str], ...]:
    page = BeautifulSoup(content, "html.parser")
    menu = page.find("nav") or page.find("header")
    links = menu.find_all("a", href=True) if menu is not None else []
    entries = {without_fragment(urljoin(url, str(link["href"]))): link.get_text(" ", strip=True) for link in links}
    return tuple((words, address) for address, words in entries.items() if words)
