"""The menu of a source: what a page's own place in the menu cannot say becomes `[[menu]]`, or is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from therapyblog.importers.addresses import urljoin, urlsplit
from therapyblog.importers.names import key_of
from therapyblog.settings.writer import quoted

_LISTS = ("/blog", "/posts", "/news", "/articles", "/journal")
"""Where other programs list all posts."""


class Menu(NamedTuple):
    """The menu of a source, as this site can have it."""

    settings: str
    """`[[menu]]` for `therapyblog.toml`; empty where the pages say their places themselves."""
    lost: tuple[str, ...]
    """One sentence for each entry that leads to nothing here."""


def menu_of(entries: tuple[tuple[str, str], ...], address: str, files: Mapping[str, str]) -> Menu:
    """Return the menu. `address` is the source's own; `files` is an old address, by `key_of`, → the file now."""
    host = urlsplit(address).netloc.removeprefix("www.")
    blocks, lost, is_needed = [], [], False
    for label, target in entries:
        url = urljoin(address, target) if target else ""
        parts = urlsplit(url)
        file = files.get(key_of(url), "") if url else ""
        own = not parts.netloc or parts.netloc.removeprefix("www.") == host
        if file.startswith("pages/"):
            blocks.append((label, f"page = {quoted(PurePosixPath(file).stem)}"))
        elif file:
            is_needed = True
            blocks.append((label, f"url = {quoted(f'/{PurePosixPath(file).stem}/')}"))
        elif url and not own and parts.scheme in ("http", "https", "mailto", "tel"):
            is_needed = True
            blocks.append((label, f"url = {quoted(url)}"))
        elif own and parts.path.rstrip("/").lower() in _LISTS:
            blocks.append((label, 'url = "/blog/"'))
        elif not own or parts.path.strip("/"):
            lost.append(f"the entry “{label}” of the old menu led to {target[:100]}, which was not imported")
        elif not target:
            lost.append(
                f"the entry “{label}” of the old menu led to a list of posts: look whether a topic here is that list"
            )
    settings = "".join(f"\n[[menu]]\nlabel = {quoted(label)}\n{target}\n" for label, target in blocks)
    return Menu(settings if is_needed else "", tuple(lost))
