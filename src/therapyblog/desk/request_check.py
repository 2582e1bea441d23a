"""Decides which requests the desk's server answers at all.

Every page that a browser visits can send requests to this computer. The desk answers only at the one address that it
named (so no other name leads here), only to pages of its own origin, and calls only with the token, which travels in a
header that no other origin can send without being asked first, and never in an address or a cookie.

What browsers say of a request: `Origin` (RFC 6454, Fetch) and `Sec-Fetch-*` (Fetch Metadata, W3C).
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from therapyblog.desk.protocol import BAD_REQUEST, FORBIDDEN, NOT_ALLOWED, Refused, refusal
from therapyblog.serve.host_check import App, Headers, Receive, Scope, Send, guarded, is_service_worker

CALLS = "/api/"
TOKEN = b"x-therapyblog-token"
CODES = "/api/desk.enter"
"""The call that gives the token to a window which was just opened, for a code that counts once."""
_SAME = (b"same-origin", b"none")


class Origins(NamedTuple):
    """Where the desk and its preview answer: `127.0.0.1:PORT`."""

    desk: str
    preview: str


def desk_headers(origins: Origins) -> Headers:
    """Return what is sent with every answer of the desk."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
        f"connect-src 'self'; worker-src 'none'; frame-src http://{origins.preview}; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    return (
        (b"cache-control", b"no-store"),
        (b"content-security-policy", policy.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        # Not `no-referrer`: it would make `Origin` of the desk's own requests `null` (Fetch, 3.2).
        (b"referrer-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
    )


class RequestCheck:
    """ASGI middleware that passes only the desk's own requests on to `app`."""

    def __init__(self, app: App, origins: Origins, token: str) -> None:
        self._app, self._origins, self._token = app, origins, token.encode()
        self._headers = desk_headers(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        send = guarded(send, self._headers)
        try:
            check(scope, self._origins.desk, self._token)
        except Refused as refused:
            status, body = refusal(refused)
            await answer(send, status, body, empty=scope["method"] == "HEAD")
            return
        await self._app(scope, receive, send)


def check(scope: Scope, host: str, token: bytes) -> None:
    """Raise `Refused` for a request that is not the desk's own."""
    headers = _Headers(scope["headers"])
    if headers.only(b"host") != host.encode():
        raise _refused("The desk answers only at the address that it named.")
    if is_service_worker(scope["headers"]):
        raise _refused("The desk has no service worker.")
    if scope["path"].startswith(CALLS):
        _check_call(scope, headers, host, token)
        return
    if scope["method"] not in ("GET", "HEAD"):
        raise _refused("Only calls can be sent to the desk.", NOT_ALLOWED)
    # Another page may lead to the desk, which without the token shows nothing, but may not take parts of it.
    leads_here = headers.values(b"sec-fetch-mode") == [b"navigate"]
    if not leads_here and any(site not in _SAME for site in headers.values(b"sec-fetch-site")):
        raise _refused("Only the desk's own page may ask for this.")


def _check_call(scope: Scope, headers: _Headers, host: str, token: bytes) -> None:
    if scope["method"] != "POST":
        raise _refused("A call is sent by POST.", NOT_ALLOWED)
    if headers.only(b"origin") != f"http://{host}".encode():
        raise _refused("Only the desk's own page may ask for this.")
    if any(site != b"same-origin" for site in headers.values(b"sec-fetch-site")):
        raise _refused("Only the desk's own page may ask for this.")
    if any(kind != b"empty" for kind in headers.values(b"sec-fetch-dest")):
        raise _refused("Only the desk's own page may ask for this.")
    if (headers.only(b"content-type") or b"").partition(b";")[0].strip().lower() != b"application/json":
        raise _refused("A call is sent as JSON.", BAD_REQUEST)
    if scope["path"] == CODES:
        return
    if not secrets.compare_digest(headers.only(TOKEN) or b"", token):
        raise _refused(
            "This window does not belong to the desk that is running.",
            fix="Close it, and open the desk as you did the first time.",
            code="no-token",
        )


class _Headers:
    """The headers of a request. One that was sent twice counts as none: nobody knows which of them was meant."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers

    def values(self, name: bytes) -> list[bytes]:
        return [value for found, value in self._headers if found == name]

    def only(self, name: bytes) -> bytes | None:
        values = self.values(name)
        return values[0] if len(values) == 1 else None


def _refused(says: str, status: int = FORBIDDEN, *, fix: str = "", code: str = "refused") -> Refused:
    return Refused(says, fix=fix, code=code, status=status)


async def answer(send: Send, status: int, body: bytes, *, empty: bool = False) -> None:
    """Send JSON."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if empty else body})
