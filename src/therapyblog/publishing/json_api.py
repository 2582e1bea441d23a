"""Asking a host's JSON interface, with one sentence for whatever goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import urllib3

from therapyblog import __version__
from therapyblog.publishing.host import HostError, SecretRefused

TIMEOUT = urllib3.Timeout(connect=10, read=120)
TRIES = urllib3.Retry(4, backoff_factor=1, status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False)
"""Answers that pass by themselves are tried again, as long as nothing is changed twice by that (RFC 9110, 9.2.2)."""
_NO_TOKEN, _FORBIDDEN, _MISSING, _TOO_MANY, _NO_ROOM = 401, 403, 404, 429, 507
_FIRST_REDIRECT, _FIRST_ERROR = 300, 400


class JsonApi:
    """One interface with one token."""

    def __init__(self, base: str, token: str, name: str) -> None:
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=TRIES)
        self._base, self._token, self._name = base, token, name

    def ask(
        self,
        method: str,
        path: str,
        *,
        send: object = None,
        fields: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        token: str = "",
    ) -> Any:
        """Send a request and return its JSON; `None` where there is no such thing (404) or no content."""
        headers = {"Authorization": f"Bearer {token or self._token}", "User-Agent": f"therapyblog/{__version__}"}
        options: dict[str, Any] = {}
        if fields is not None:
            options["fields"] = fields
        elif body is not None:
            options["body"] = body
            headers["Content-Type"] = "application/octet-stream"
        elif send is not None:
            options["body"] = msgspec.json.encode(send)
            headers["Content-Type"] = "application/json"
        try:
            answer = self._pool.request(method, f"{self._base}{path}", headers=headers, redirect=False, **options)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            reason = str(error).rpartition(": ")[2].strip("'\")(")
            raise HostError(f"{self._name} does not answer ({reason}); try again") from error
        if answer.status == _MISSING:
            return None
        if answer.status >= _FIRST_REDIRECT:
            kind = SecretRefused if answer.status == _NO_TOKEN else HostError
            raise kind(f"{self._name} {self._refusal(answer)}")
        try:
            return msgspec.json.decode(answer.data) if answer.data.strip() else None
        except msgspec.DecodeError as error:
            raise HostError(f"{self._name} answered with something that is no JSON; try again") from error

    def _refusal(self, answer: urllib3.BaseHTTPResponse) -> str:
        if answer.status == _NO_TOKEN:
            return "refuses this token: make a new one there"
        if answer.status == _FORBIDDEN:
            return "does not let this token do that: give it the right to change this site"
        if answer.status == _TOO_MANY:
            return "wants fewer requests: try again in a few minutes"
        if answer.status == _NO_ROOM:
            return "has no room left for this account"
        if answer.status < _FIRST_ERROR:
            elsewhere = urlsplit(answer.headers.get("Location", "")).netloc
            return f"leads to another address ({elsewhere}): look whether this network wants you to log in first"
        return f"refused ({answer.status}: {_reason(answer.data) or 'without a reason'})"

    def close(self) -> None:
        """End the connections."""
        self._pool.clear()


def _reason(content: bytes) -> str:
    """Return what an error says: `message`, or that of the first of `errors`."""
    try:
        data = msgspec.json.decode(content)
    except msgspec.DecodeError:
        return ""
    if not isinstance(data, dict):
        return ""
    errors = data.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else data
    return str(first.get("message", ""))[:200]
