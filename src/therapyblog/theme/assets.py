"""Static files of a theme's layers → assets whose names hold the digest of their bytes.

A changed file has a new address, so a host may let browsers keep it for ever. `style.css` of all layers is joined
into one file, the parent's first, so that a look (or a site) adds rules without copying any.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from stat import S_IFMT

from therapyblog.content.scan import MAX_DEPTH, is_writable_name, printable
from therapyblog.files import KINDS, read_regular
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Asset
from therapyblog.theme.css import without_remarks
from therapyblog.theme.layers import Layer

JOINED_SHEET = "style.css"
DIGEST_BYTES = 5
"""How many bytes of a digest stand in a name, each as two signs."""
_TARGET = re.compile(r"([^?#]*)(.*)", re.DOTALL)
_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")

LeftOut = list[tuple[str, str]]
"""Paths with the reasons why they are left out; no reason where it is the name."""


def static_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the static files of a layer's folder with their names, without hidden ones."""
    for name, path in files_inside(folder / "static", folder):
        if not any(part.startswith(".") for part in name.split("/")):
            yield name, path


def files_inside(folder: Path, layer: Path, left_out: LeftOut | None = None) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder of a layer, by name; paths that cannot be used are added to `left_out`.

    A theme may come from somebody else: a link that leads out of it would publish files of this computer.
    """
    real = os.path.realpath(layer) + os.sep
    if not folder.is_dir() or not os.path.realpath(folder).startswith(real):
        return
    files: list[tuple[str, str]] = []
    _collect_files(os.fspath(folder), "", real, files, [] if left_out is None else left_out)
    for name, path in sorted(files):
        yield name, Path(path)


def unusable_files(layer: Layer) -> Iterator[Problem]:
    """Report the files of a layer that are left out, or have names that no page could hold."""
    left_out: LeftOut = []
    for part in ("templates", "static", "strings"):
        list(files_inside(layer.folder / part, layer.folder, left_out))
    for path, why in sorted(left_out):
        at = Place(path=f"{layer.shown}/{printable(os.path.relpath(path, layer.folder))}")
        if not why:
            says = "this file’s name holds signs that are no text (shown as \ufffd), so it cannot be published"
            yield problem("TB-FILE-004", at=at, says=says, fix="rename the file")
        else:
            yield problem("TB-FILE-005", at=at, says=f"{why}, so it is left out", fix="put the file itself here")


def _collect_files(folder: str, prefix: str, real: str, files: list[tuple[str, str]], left_out: LeftOut) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not is_writable_name(entry.name):
                left_out.append((entry.path, ""))
            elif prefix.count("/") > MAX_DEPTH:
                left_out.append((entry.path, "folders are nested too deeply here"))
            elif entry.is_symlink() and not os.path.realpath(entry.path).startswith(real):
                left_out.append((entry.path, "this is a link to a place outside the theme"))
            elif entry.is_dir(follow_symlinks=False):
                _collect_files(entry.path, f"{prefix}{entry.name}/", real, files, left_out)
            elif entry.is_file():
                files.append((f"{prefix}{entry.name}", entry.path))
            else:
                left_out.append((entry.path, KINDS[S_IFMT(entry.stat(follow_symlinks=False).st_mode)]))


def load_assets(folders: Sequence[Path], tokens: bytes = b"", own: int = 0) -> tuple[Asset, ...]:
    """Read `static/` of each layer, nearest first; the nearest file of a name wins, `style.css` is joined.

    `tokens` is the part of `style.css` that the theme's settings decide. It comes after the rules of the theme and
    before those of the first `own` folders, which are the site's, so that a site can override all others.
    """
    files: dict[str, bytes] = {}
    sheets: list[bytes] = []
    for index, folder in enumerate(folders):
        if index == own and tokens:
            sheets.append(tokens)
        for name, path in static_files(folder):
            if name == JOINED_SHEET:
                sheets.append(read_regular(path))
            else:
                files.setdefault(name, read_regular(path))
    if sheets:
        files[JOINED_SHEET] = b"\n\n".join([*(sheet.rstrip() for sheet in sheets[:0:-1]), sheets[0]])
    plain = [name_by_content(name, content) for name, content in sorted(files.items()) if not name.endswith(".css")]
    urls = {asset.name: asset.url for asset in plain}
    styles = [
        name_by_content(name, _rewrite_urls(urls, name, content))
        for name, content in sorted(files.items())
        if name.endswith(".css")
    ]
    return tuple(sorted((*plain, *styles), key=lambda asset: asset.name))


def as_published(assets: Sequence[Asset]) -> tuple[Asset, ...]:
    """Return the assets as they are published: a style sheet is without what only its authors read."""
    return tuple(
        name_by_content(asset.name, without_remarks(asset.content)) if asset.name.endswith(".css") else asset
        for asset in assets
    )


def name_by_content(name: str, content: bytes) -> Asset:
    """Give a file the address that its content decides."""
    stem, suffix = posixpath.splitext(name)
    digest = blake2b(content, digest_size=DIGEST_BYTES).hexdigest()
    return Asset(name=name, url=f"/assets/{stem}.{digest}{suffix}", content=content)


def _rewrite_urls(urls: Mapping[str, str], sheet: str, content: bytes) -> bytes:
    """Rewrite `url(icons/x.svg)` in a style sheet to the file's address, relative to the sheet's."""
    folder = posixpath.dirname(sheet)
    start = posixpath.join("/assets", folder)

    def rewrite(match: re.Match[str]) -> str:
        target, rest = _TARGET.fullmatch(match[2]).groups()  # type: ignore[union-attr]
        url = urls.get(posixpath.normpath(posixpath.join(folder, target)))
        return f'url("{posixpath.relpath(url, start)}{rest}")' if url else match[0]

    # Bytes that are no UTF-8 stay as they are: old style sheets have them in names of fonts.
    return _URL.sub(rewrite, content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
