"""The server's answers: an address → a page, a file of the site, or the preview's own script and stream.

An address is looked up in the site in memory and nowhere else. Only a file that the scan of the site folder found is
ever opened, by the name that the scan gave it.
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
from therapyblog.serve.events import EventStream
from therapyblog.serve.host_check import App, HostCheck
from therapyblog.serve.inject import empty_page, with_preview
from therapyblog.serve.pages import HOME, MISSING, Page, SiteInMemory
from therapyblog.serve.session import Session

OWN_FILES = {"preview.js": "text/javascript", "stream.js": "text/javascript", "preview.css": "text/css"}
KEEP_ALIVE = 15
"""Seconds after which a stream that has nothing to tell says so: a computer that slept finds out that it was cut."""
MENDED = "Something is wrong. The page appears here by itself when that is mended."
NOT_FOUND, BROKEN, TOO_MANY = 404, 500, 503
# What a computer says of itself may be wrong (a registry that calls scripts plain text), so these are ours.
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
    """Return the preview as an ASGI application; what it adds lies below an address with the token in it."""
    start = f"/_preview/{token}"
    answers = _Answers(session, start)
    routes = [
        Route(f"{start}/events", answers.events),
        *(Route(f"{start}/{name}", answers.own) for name in OWN_FILES),
        Route("/{path:path}", answers.site),
    ]
    return HostCheck(Starlette(routes=routes), port=port, start=start, exposed=exposed)


class _Answers:
    def __init__(self, session: Session, start: str) -> None:
        self._session, self._start = session, start

    async def own(self, request: Request) -> Response:
        """Answer with one of the preview's own files."""
        name = request.url.path.rpartition("/")[2]
        content = (Path(__file__).parent / "static" / name).read_bytes()
        return Response(content, media_type=OWN_FILES[name])

    async def events(self, request: Request) -> Response:
        """Answer open pages, whose files the address names, with a stream of what changes."""
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
                    # Whatever went past a computer that slept is made good by this.
                    message = await asyncio.wrap_future(self._session.greeting(stream.files))
                if message is None:
                    return
                yield _event(message)
        finally:
            self._session.streams.remove(stream)

    async def site(self, request: Request) -> Response:
        """Answer with a page or a file of the site."""
        path: str = request.scope["path"]
        file, page = await asyncio.wrap_future(self._session.look(path))
        site = self._session.preview.site
        if site is None:
            return self._page("", Page(b"", empty_page("Nothing to show yet", MENDED)), BROKEN)
        if file is None:
            return await self._missing(site, path)
        if file in site.assets or file in site.files:
            return await run_in_threadpool(self._as_it_is, site, file)
        if page is None:
            return self._page(file, Page(b"", empty_page("This page cannot be shown", MENDED)), BROKEN)
        if not file.endswith(".html") or site.routes[file].kind == "alias":
            return Response(page.content, media_type=media_type(file))
        return self._page(file, page, 200)

    async def _missing(self, site: SiteInMemory, path: str) -> Response:
        """Answer where no page is: it may be there with a slash behind it."""
        file = site.find(f"{path}/")
        if file is not None:
            # The site's own name, not what was asked for: `//elsewhere` must lead nowhere.
            return RedirectResponse(f"/{quote(file.removesuffix(HOME))}", 302)
        _, missing = await asyncio.wrap_future(self._session.look(f"/{MISSING}"))
        content = missing.content if missing else empty_page("There is no such page", "Nothing answers here.")
        # It may be written yet: the page looks again when there is one of this name.
        return self._page(file_at(path), Page(b"", content), NOT_FOUND)

    def _page(self, file: str, page: Page, status: int) -> Response:
        content, policy = with_preview(page.content, start=self._start, file=file, key=page.key.hex())
        headers = {"content-security-policy": policy} if policy else {}
        return Response(content, status, headers, media_type="text/html")

    def _as_it_is(self, site: SiteInMemory, file: str) -> Response:
        """Answer with a file of the theme, or of the site folder unless a link took its place since."""
        if file in site.assets:
            return Response(site.assets[file], media_type=media_type(file))
        root = os.path.realpath(self._session.preview.folder)
        real = os.path.realpath(site.files[file].file)
        if not real.startswith(root + os.sep) or not os.path.isfile(real):
            return Response("This file is gone.\n", NOT_FOUND, media_type="text/plain")
        if site.files[file].path.startswith("media/") and _is_written_anew(real):
            return _as_published(real, file)
        return FileResponse(real, media_type=media_type(real))


def _is_written_anew(real: str) -> bool:
    """Say whether a picture's published form is not only shorter than what lies in `media/`."""
    with open(real, "rb") as opened:
        return sniff(opened.read(HEAD)).name in ("svg", "heic")


def _as_published(real: str, file: str) -> Response:
    """Answer with a picture as it is published: as it lies in `media/` it may show or do something else."""
    try:
        content = published_content(Path(real).read_bytes(), file)
    except (BrokenPicture, OSError) as error:
        return Response(f"This picture cannot be shown: {error}.\n", BROKEN, media_type="text/plain")
    return Response(content, media_type=media_type(file))


def file_at(path: str) -> str:
    """Return the file that would answer at a path."""
    file = path.lstrip("/")
    return f"{file}{HOME}" if not file or file.endswith("/") else file


def _event(message: bytes) -> bytes:
    return b"data: " + message + b"\n\n"


def media_type(file: str) -> str:
    """Return the type of a file by its name."""
    suffix = os.path.splitext(file)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"
