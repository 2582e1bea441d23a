"""The ASGI application: an address → a page, a file of the site, or the preview's own script and event stream.

An address is looked up only in the site in memory. Only files that the scan of the site folder found are opened, by the
path from the scan.
"""

from __future__ import annotations

import asyncio
import mimetypes
import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from therapyblog.media.broken import BrokenPicture
from therapyblog.media.formats import HEAD, sniff
from therapyblog.media.published import published_content
from therapyblog.model.site_folder import is_static
from therapyblog.serve.events import EventStream
from therapyblog.serve.host_check import App, HostCheck
from therapyblog.serve.import_report import LastImport, report_page
from therapyblog.serve.inject import empty_page, with_preview
from therapyblog.serve.pages import HOME, NOT_FOUND_FILE, RenderedPage, SiteInMemory
from therapyblog.serve.session import Session

OWN_FILES = {"preview.js": "text/javascript", "stream.js": "text/javascript", "preview.css": "text/css"}
IMPORT_READ = "import-read"
KEEP_ALIVE = 15
"""Seconds between keep-alive messages of an idle stream: after a sleep, the browser notices a closed connection."""
MENDED = "Something is wrong. The page appears here by itself when that is mended."
NOT_FOUND, BROKEN, TOO_MANY = 404, 500, 503
# The system's types may be wrong (a Windows registry with text/plain for scripts), so these are fixed.
_TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


def make_app(session: Session, *, port: int, token: str, exposed: bool = False) -> App:
    """Return the preview as an ASGI application; its own files are below an address with the token."""
    start = f"/_preview/{token}"
    answers = _Answers(session, start)
    routes = [
        Route(f"{start}/events", answers.events),
        *(Route(f"{start}/{name}", answers.own) for name in OWN_FILES),
        Route(f"{start}/{IMPORT_READ}", answers.import_read, methods=["POST"]),
        Route("/", answers.home),
        Route("/{path:path}", answers.site),
    ]
    posts = (f"{start}/{IMPORT_READ}",)
    return HostCheck(Starlette(routes=routes), port=port, start=start, exposed=exposed, posts=posts)


class SiteAnswers:
    """What lies at the addresses of a site: its pages and files. `base` stands before each of them, as `/x`."""

    def __init__(self, session: Session, base: str = "") -> None:
        self._session, self._base = session, base

    async def site(self, request: Request) -> Response:
        """Answer with a page or a file of the site."""
        return await self.at(request.scope["path"])

    async def at(self, path: str) -> Response:
        """Answer with what lies at a path of the site."""
        file, page = await asyncio.wrap_future(self._session.look(path))
        site = self._session.preview.site
        if site is None:
            return self._page("", RenderedPage(b"", empty_page("Nothing to show yet", MENDED)), BROKEN)
        if file is None:
            return await self._missing(site, path)
        if file in site.assets or file in site.files:
            return await run_in_threadpool(self._as_it_is, site, file)
        if page is None:
            return self._page(file, RenderedPage(b"", empty_page("This page cannot be shown", MENDED)), BROKEN)
        if not file.endswith(".html") or site.routes[file].kind == "alias":
            return Response(page.content, media_type=media_type(file))
        return self._page(file, page, 200)

    async def _missing(self, site: SiteInMemory, path: str) -> Response:
        """Answer for an address without a page: redirect if there is one with a slash at the end, else 404."""
        file = site.find(f"{path}/")
        if file is not None:
            # The site's own address, not the requested one: `//elsewhere` must not redirect to another host.
            return RedirectResponse(f"{self._base}/{quote(file.removesuffix(HOME))}", 302)
        _, missing = await asyncio.wrap_future(self._session.look(f"/{NOT_FOUND_FILE}"))
        content = missing.content if missing else empty_page("There is no such page", "Nothing answers here.")
        # The page may be created later: then the browser loads it.
        return self._page(file_at(path), RenderedPage(b"", content), NOT_FOUND)

    def _page(self, file: str, page: RenderedPage, status: int) -> Response:
        """Answer with a page, and with what a preview adds to it."""
        raise NotImplementedError

    def _as_it_is(self, site: SiteInMemory, file: str) -> Response:
        """Answer with a file of the theme, or of the site folder unless it was replaced by a link."""
        if file in site.assets:
            return Response(site.assets[file], media_type=media_type(file))
        root = os.path.realpath(self._session.preview.folder)
        real = os.path.realpath(site.files[file].file)
        if not real.startswith(root + os.sep) or not os.path.isfile(real):
            return Response("This file is gone.\n", NOT_FOUND, media_type="text/plain")
        if not is_static(site.files[file].path) and _is_written_anew(real):
            return _as_published(real, file)
        return FileResponse(real, media_type=media_type(real))


class _Answers(SiteAnswers):
    def __init__(self, session: Session, start: str) -> None:
        super().__init__(session)
        self._start = start
        self._imports = LastImport(session.preview.folder)

    async def own(self, request: Request) -> Response:
        """Answer with one of the preview's own files."""
        name = request.url.path.rpartition("/")[2]
        content = (Path(__file__).parent / "static" / name).read_bytes()
        return Response(content, media_type=OWN_FILES[name])

    async def import_read(self, request: Request) -> Response:  # noqa: ARG002 - it says nothing
        """Note that the report of the last import was read, and show the site."""
        await run_in_threadpool(self._imports.dismiss)
        return RedirectResponse("/", 303)

    async def events(self, request: Request) -> Response:
        """Answer with the event stream for the open pages that the address names."""
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        stream = self._session.streams.open(tuple(request.query_params.getlist("file")))
        if stream is None:
            return Response("Too many pages are open.\n", TOO_MANY, media_type="text/plain")
        return StreamingResponse(self._messages(stream), media_type="text/event-stream")

    async def _messages(self, stream: EventStream) -> AsyncIterator[bytes]:
        try:
            yield b"retry: 500\n\n"
            yield _event(await asyncio.wrap_future(self._session.greeting(stream.files)))
            while True:
                try:
                    message = await asyncio.wait_for(stream.messages.get(), KEEP_ALIVE)
                except TimeoutError:
                    yield b": still here\n\n"
                    # Makes up for messages that were missed, for example during a sleep.
                    message = await asyncio.wrap_future(self._session.greeting(stream.files))
                if message is None:
                    return
                yield _event(message)
        finally:
            self._session.streams.remove(stream)

    async def home(self, request: Request) -> Response:
        """Answer with the report of the last import until it was read, then with the home page."""
        report = await run_in_threadpool(self._imports.report)
        if report is None:
            return await self.site(request)
        return self._page("", RenderedPage(b"", report_page(report, f"{self._start}/{IMPORT_READ}")), 200)

    def _page(self, file: str, page: RenderedPage, status: int) -> Response:
        content, policy = with_preview(page.content, start=self._start, file=file, key=page.key.hex())
        headers = {"content-security-policy": policy} if policy else {}
        return Response(content, status, headers, media_type="text/html")


def _is_written_anew(real: str) -> bool:
    """Say whether a picture is published in another form than in `media/`, not only without metadata."""
    with open(real, "rb") as opened:
        return sniff(opened.read(HEAD)).name in ("svg", "heic")


def _as_published(real: str, file: str) -> Response:
    """Answer with a picture as it is published: the file in `media/` may show or do something else."""
    try:
        content = published_content(Path(real).read_bytes(), file)
    except (BrokenPicture, OSError) as error:
        return Response(f"This picture cannot be shown: {error}.\n", BROKEN, media_type="text/plain")
    return Response(content, media_type=media_type(file))


def file_at(path: str) -> str:
    """Return the file that would be served at a path."""
    file = path.lstrip("/")
    return f"{file}{HOME}" if not file or file.endswith("/") else file


def _event(message: bytes) -> bytes:
    return b"data: " + message + b"\n\n"


def media_type(file: str) -> str:
    """Return the type of a file by its name."""
    suffix = os.path.splitext(file)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"
