"""Addresses in a finished file → the files of this site that they lead to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from therapyblog.urls.origins import as_read, origin_of
from therapyblog.urls.permalinks import identity

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_WITHIN = re.compile(r"\.|/(?![/\\])")
"""With which an address begins that can name no server."""


@lru_cache(maxsize=4096)
def own_file(address: str, folder: str, site_url: str) -> str:
    """Return the `identity` of the file of this site that an address leads to; empty for an address of another site.

    `folder` is the folder of the file that holds the address (`/about/`). The site's own full address counts with
    `https:` and with `http:`, whatever port they have.
    """
    address = as_read(address)
    own = urlsplit(site_url)
    if not _WITHIN.match(address):
        origin = origin_of(address)
        if (origin and urlsplit(origin).hostname != own.hostname) or (not origin and _SCHEME.match(address)):
            return ""
        if origin:
            address = "/" + re.sub(r"^(?:[a-zA-Z]+:)?[/\\]*[^/\\?#]*[/\\]?", "", address)
    path = unquote(re.split(r"[?#]", address, maxsplit=1)[0]).replace("\\", "/")
    base = own.path.rstrip("/")
    if base and path.startswith(f"{base}/"):
        path = path.removeprefix(base)
    return identity(posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")) if path else ""


def media_files(addresses: Iterable[str], folder: str, site_url: str) -> tuple[str, ...]:
    """Return the files of `media/`, and style sheets, that addresses lead to."""
    paths = {own_file(address, folder, site_url) for address in addresses}
    return tuple(sorted(name for name in paths if name.startswith("media/") or _is_sheet(name)))


def _is_sheet(name: str) -> bool:
    """Say whether this is a style sheet of the site's own, not of the theme."""
    return name.endswith(".css") and not name.startswith("assets/")
