"""The folders of a site: what is written in which, and which place an output folder may have among them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from therapyblog.model.documents import Kind

SETTINGS_FILE = "therapyblog.toml"
DOCUMENT_FOLDERS: dict[str, Kind] = {
    "posts": "post",
    "pages": "page",
    "practitioners": "practitioner",
    "series": "series",
}
FILE_FOLDERS = ("media", "static")
TEXT_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
"""The ends of the names of texts, in any case."""
PUBLISHED_FILES = "media"
"""The folder below which every file is published that is not one of `static/`."""
SOURCE_FOLDERS = (*DOCUMENT_FOLDERS, *FILE_FOLDERS, "theme", "themes", ".therapyblog")
"""Every folder of a site that is written by hand or keeps our work: nothing is published into it."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def is_static(path: str) -> bool:
    """Say whether a file of the site's own is published as it is, whatever leads to it."""
    return path.startswith("static/")


def is_inside_site(output: str) -> bool:
    """Say whether an output folder from the settings lies below the site folder, on every system.

    A site may come from somebody else, and must not choose where on our disk it is written to.
    """
    away = output.startswith(("/", "~")) or "\\" in output or ":" in output or _CONTROL.search(output)
    return not away and posixpath.normpath(output).split("/")[0] != ".."
