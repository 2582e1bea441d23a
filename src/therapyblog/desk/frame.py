"""The preview in the desk's frame: the pages of the open site, which can only be read.

Their scripts may be somebody else's. So they are on an origin of their own, below an address that nobody can guess, and
each answer is sandboxed: to a browser a page belongs to no origin at all, has no storage, opens no windows, and leads
no other window elsewhere (HTML, "sandboxing"). Only the desk may hold it in a frame.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from starlette.responses import Response
from starlette.types import Message

from therapyblog.desk.desk import Desk
from therapyblog.desk.protocol import FORBIDDEN, NOT_ALLOWED, NOT_FOUND
from therapyblog.desk.workspace import Workspace
from therapyblog.render.urls import rewrite_links
from therapyblog.serve.app import SiteAnswers
from therapyblog.serve.host_check import METHODS, Headers, Receive, Scope, Send, is_service_worker
from therapyblog.serve.inject import with_script
from therapyblog.serve.pages import RenderedPage

SCRIPT = "_desk/frame.js"
"""Where our own script lies among the site's addresses."""
SANDBOX = "sandbox allow-scripts allow-forms"
_SCRIPT = Path(__file__).parent / "pages" / "frame.js"


class Frame:
    """ASGI application: the pages of the site that is open in a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._policy = f"{SANDBOX}; frame-ancestors http://{desk.origins.desk}".encode()
        self._pages: tuple[Workspace | None, _Pages | None] = (None, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_part = _is_part_of_a_page(scope["headers"])

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers(is_part=is_part)]}
            await send(message)

        response = await self._response(scope)
        await response(scope, receive, guarded)

    def _headers(self, *, is_part: bool) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"cache-control", b"no-store"),
            # Besides the policy of the page itself: both count.
            (b"content-security-policy", self._policy),
            # A sandboxed page is another origin to a browser, for its own style sheets too.
            (b"cross-origin-resource-policy", b"cross-origin"),
            (b"referrer-policy", b"no-referrer"),
            (b"x-content-type-options", b"nosniff"),
        ]
        return [*headers, (b"access-control-allow-origin", b"null")] if is_part else headers

    async def _response(self, scope: Scope) -> Response:
        headers = scope["headers"]
        if [value for name, value in headers if name == b"host"] != [self._desk.origins.preview.encode()]:
            return _says("The preview answers only at the address that it named.", FORBIDDEN)
        if is_service_worker(headers):
            return _says("A preview has no service worker.", FORBIDDEN)
        if scope["method"] not in METHODS:
            return _says("The preview can only be read.", NOT_ALLOWED)
        token, slash, path = scope["path"].removeprefix("/").partition("/")
        workspace = self._desk.workspace
        if workspace is None or not slash or not secrets.compare_digest(token.encode(), workspace.token.encode()):
            return _says("There is nothing here.", NOT_FOUND)
        if path == SCRIPT:
            return Response(_SCRIPT.read_bytes(), media_type="text/javascript")
        return await self._pages_of(workspace).at(f"/{path}")

    def _pages_of(self, workspace: Workspace) -> _Pages:
        known, pages = self._pages
        if known is not workspace or pages is None:
            pages = _Pages(workspace, self._desk.origins.desk)
            self._pages = (workspace, pages)
        return pages


class _Pages(SiteAnswers):
    """The pages of one site, below its token."""

    def __init__(self, workspace: Workspace, desk: str) -> None:
        super().__init__(workspace.session, f"/{workspace.token}")
        self._data = {"desk": f"http://{desk}"}

    def _page(self, file: str, page: RenderedPage, status: int) -> Response:
        content = page.content
        if status == NOT_FOUND:
            # Every other page's links are relative to it.
            content = rewrite_links(content.decode(), self._below).encode()
        data = {**self._data, "file": file, "key": page.key.hex()}
        content, policy = with_script(content, f"{self._base}/{SCRIPT}", data)
        headers = {"content-security-policy": policy} if policy else {}
        return Response(content, status, headers, media_type="text/html")

    def _below(self, address: str) -> str:
        site = self._session.preview.site
        return f"{self._base}{address.removeprefix(site.base_path) if site else address}"


def _is_part_of_a_page(headers: Headers) -> bool:
    """Say whether a sandboxed page asks for what belongs to it and is only given to its own origin.

    That is a font, or a script that is a module (CSS Fonts 4, "font fetching"; HTML). Not what a script asks for: it
    would read the drafts of other pages.
    """
    return (b"origin", b"null") in headers and any(
        name == b"sec-fetch-dest" and value in _PARTS for name, value in headers
    )


_PARTS = (b"audio", b"font", b"image", b"manifest", b"script", b"style", b"track", b"video")


def _says(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, media_type="text/plain")
