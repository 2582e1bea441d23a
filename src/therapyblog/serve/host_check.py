"""Checks every request: its method, its host, and its origin.

Any page that a browser visits can send requests to a server on the same computer. So only reading is possible (but
for saying that an import's report was read, which the page of the report does), foreign
host names are refused (DNS rebinding), no other origin may read an answer, and the preview's own addresses contain a
token that other pages cannot know.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Headers = Sequence[tuple[bytes, bytes]]
METHODS = ("GET", "HEAD")
HEADERS: Headers = (
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
)
NAMES = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::([0-9]{1,5}))?")
_SAME = (b"same-origin", b"none")


class HostCheck:
    """ASGI middleware that passes only valid requests on to `app`."""

    def __init__(self, app: App, *, port: int, start: str, exposed: bool, posts: tuple[str, ...] = ()) -> None:
        self._app, self._port, self._start, self._exposed, self._posts = app, port, start, exposed, posts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        status, says = self._verdict(scope)
        if not status:
            await self._app(scope, receive, guarded(send))
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(says)).encode())]
        headers += [(b"allow", ", ".join(METHODS).encode())] if status == NOT_ALLOWED else []
        await guarded(send)({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else says})

    def _verdict(self, scope: Scope) -> tuple[int, bytes]:
        """Return 0, or the status and the message of a refusal."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        if not self.allows([value for name, value in headers if name == b"host"]):
            return FORBIDDEN, b"The preview answers only at the address that it named.\n"
        if is_service_worker(headers):
            return FORBIDDEN, b"A preview has no service worker.\n"
        if scope["method"] not in METHODS and not self._may_post(scope, headers):
            return NOT_ALLOWED, b"The preview can only be read.\n"
        if not scope["path"].startswith("/"):
            return BAD, b"This is no address of a page.\n"
        if scope["path"].startswith(self._start):
            sites = [value for name, value in headers if name == b"sec-fetch-site"]
            if any(site not in _SAME for site in sites):
                return FORBIDDEN, b"Only pages of this preview may ask for this.\n"
        return 0, b""

    def _may_post(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> bool:
        """Say whether this is a form of the preview's own, sent by a page of this origin."""
        if scope["method"] != "POST" or scope["path"] not in self._posts:
            return False
        origins = [value for name, value in headers if name == b"origin"]
        hosts = [value for name, value in headers if name == b"host"]
        return origins == [b"http://" + host for host in hosts]

    def allows(self, hosts: list[bytes]) -> bool:
        """Say whether the `Host` of a request is ours; with `exposed`, any IP address is, but no name."""
        if len(hosts) != 1:
            return False
        match = _HOST.fullmatch(hosts[0].decode("latin-1"))
        if match is None:
            return False
        name, port = match[1].lower(), int(match[2] or "80")
        return port == self._port and (name in NAMES or (self._exposed and _is_address(name)))


BAD, FORBIDDEN, NOT_ALLOWED = 400, 403, 405


def is_service_worker(headers: list[tuple[bytes, bytes]]) -> bool:
    """Say whether a browser asks for the script of a service worker (Service Workers, "update").

    It would answer for all pages of this port, also for those of whatever else is started there another day.
    """
    return any(name == b"service-worker" or (name, value) == _WORKER for name, value in headers)


_WORKER = (b"sec-fetch-dest", b"serviceworker")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def guarded(send: Send, headers: Headers = HEADERS) -> Send:
    """Send these headers with every answer, in the place of others of their names."""

    async def _send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            our_headers = {name for name, _ in headers}
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in our_headers]
            message = {**message, "headers": [*kept, *headers]}
        await send(message)

    return _send
