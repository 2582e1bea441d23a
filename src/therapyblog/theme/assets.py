"""Static files of a theme's layers → assets whose names hold the digest of their bytes.

A changed file has a new address, so a host may let browsers keep it for ever. `style.css` of all layers is joined
into one file, the parent's first, so that a look (or a site) adds rules without copying any.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from therapyblog.model.theme import Asset

JOINED = "style.css"
_TARGET = re.compile(r"([^?#]*)(.*)", re.DOTALL)
_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


def load_assets(folders: Sequence[Path]) -> tuple[Asset, ...]:
    """Read `static/` of each layer, nearest first; the nearest file of a name wins, `style.css` is joined."""
    files: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted((folder / "static").rglob("*")):
            name = path.relative_to(folder / "static").as_posix()
            if not path.is_file() or any(part.startswith(".") for part in name.split("/")):
                continue
            if name == JOINED and name in files:
                files[name] = path.read_bytes().rstrip() + b"\n\n" + files[name]
            else:
                files.setdefault(name, path.read_bytes())
    plain = [name_by_content(name, content) for name, content in sorted(files.items()) if not name.endswith(".css")]
    urls = {asset.name: asset.url for asset in plain}
    sheets = [
        name_by_content(name, _point_to(urls, name, content))
        for name, content in sorted(files.items())
        if name.endswith(".css")
    ]
    return tuple(sorted((*plain, *sheets), key=lambda asset: asset.name))


def name_by_content(name: str, content: bytes) -> Asset:
    """Give a file the address that its content decides."""
    stem, suffix = posixpath.splitext(name)
    digest = blake2b(content, digest_size=5).hexdigest()
    return Asset(name=name, url=f"/assets/{stem}.{digest}{suffix}", content=content)


def _point_to(urls: Mapping[str, str], sheet: str, content: bytes) -> bytes:
    """Rewrite `url(icons/x.svg)` in a style sheet to the file's address, relative to the sheet's."""
    folder = posixpath.dirname(sheet)
    start = posixpath.join("/assets", folder)

    def rewrite(found: re.Match[str]) -> str:
        target, rest = _TARGET.fullmatch(found[2]).groups()  # type: ignore[union-attr]
        url = urls.get(posixpath.normpath(posixpath.join(folder, target)))
        return f'url("{posixpath.relpath(url, start)}{rest}")' if url else found[0]

    # Bytes that are no UTF-8 stay as they are: a font's name in an old style sheet is no reason to build nothing.
    return _URL.sub(rewrite, content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
