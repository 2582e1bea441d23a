"""The pictures of the open site: which there are and where each is used, new ones, and small versions for the desk."""

from __future__ import annotations

import base64
import functools
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from therapyblog.content.scan import is_hidden, is_writable_name
from therapyblog.desk.protocol import CONFLICT, NOT_FOUND, Answer, Refused, Request, decoded
from therapyblog.desk.site_files import explained, tree_of
from therapyblog.desk.workspace import Workspace
from therapyblog.media.broken import BrokenPicture
from therapyblog.media.formats import HEAD, PICTURE_SUFFIXES, sniff
from therapyblog.media.metadata import is_whole
from therapyblog.media.pictures import measure
from therapyblog.media.published import clean, published_content
from therapyblog.media.resize import resize
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.urls.slugs import slugify

FOLDER = "media"
MOST_WIDE = 1600
"""Pixels of the widest version that the desk shows."""
_SUFFIXES = "|".join(suffix.lstrip(".") for suffix in sorted(PICTURE_SUFFIXES))
_NAMED = re.compile(
    rf"""(?:!\[([^\]\n]*)\]\()?(?:<([^<>\n]+\.(?:{_SUFFIXES}))>|([^\s"'<>()\[\],]+\.(?:{_SUFFIXES})))""", re.IGNORECASE
)
_ENDS = re.compile(rf"\.(?:{_SUFFIXES})", re.IGNORECASE)
"""Looking for these alone is a hundred times quicker, and most texts name no picture."""
_ALT = re.compile(r"""[^\n]*?\balt="([^"\n]*)"|[\s\S]{0,300}?^image_alt:\s*(.+)$""", re.MULTILINE)
"""On the same line, or in the settings soon below."""


class ListPictures(Request, frozen=True, kw_only=True):
    """`pictures.list`."""


class AddPicture(Request, frozen=True, kw_only=True):
    """`pictures.add`: into a folder below `media/`."""

    name: str
    base64: str
    folder: str = ""


class OnePicture(Request, frozen=True, kw_only=True):
    """`pictures.delete`."""

    path: str


class ReadPicture(Request, frozen=True, kw_only=True):
    """`pictures.read`: no wider than so many pixels."""

    path: str
    width: int = 480


class ListedPicture(Answer, frozen=True, kw_only=True):
    """A picture; `alt` is what the first text says of it that says anything."""

    path: str
    width: int
    height: int
    bytes: int
    alt: str
    used_in: tuple[str, ...]


class Pictures(Answer, frozen=True, kw_only=True):
    """`pictures.list`."""

    pictures: tuple[ListedPicture, ...]


class AddedPicture(Answer, frozen=True, kw_only=True):
    """Where a new picture lies, and how a text names it."""

    path: str
    markdown_path: str


class PictureBytes(Answer, frozen=True, kw_only=True):
    """A picture to show."""

    base64: str
    type: str


class DeletedPicture(Answer, frozen=True, kw_only=True):
    """The id of a picture in the bin."""

    bin_id: str


def list_pictures(workspace: Workspace, request: ListPictures) -> Pictures:  # noqa: ARG001 - it says nothing
    """Return the pictures of the site."""
    files = {path: file for path, file in _files(workspace).items() if _is_picture(path)}
    used: dict[str, list[str]] = {path: [] for path in files}
    said: dict[str, str] = {}
    for text_path, text in _texts(workspace):
        for path, alt in _named(text_path, text, files):
            if text_path not in used[path]:
                used[path].append(text_path)
            if alt:
                said.setdefault(path, alt)
    return Pictures(
        pictures=tuple(
            ListedPicture(
                path=path,
                width=_size(file, *stamp)[0],
                height=_size(file, *stamp)[1],
                bytes=stamp[0],
                alt=said.get(path, ""),
                used_in=tuple(used[path]),
            )
            for path, (file, stamp) in sorted(files.items())
        )
    )


def add(workspace: Workspace, request: AddPicture) -> AddedPicture:
    """Take a picture in, under a name that is free, without what it tells of place, time and camera.

    A photograph in a form that browsers do not show stays as it is: what is published of it tells nothing either.
    """
    content = decoded(request.name, request.base64)
    kind = sniff(content[:HEAD])
    suffix = {"jpeg": ".jpg"}.get(kind.name, f".{kind.name}")
    if kind.role not in ("shown", "converted") or suffix not in PICTURE_SUFFIXES:
        says = f"{request.name} is no picture that can be shown."
        raise Refused(says, fix=kind.hint or "Save it as JPEG, PNG or WebP.", code="no-picture")
    stem = slugify(PurePosixPath(request.name.replace("\\", "/")).stem, "en") or "picture"
    folder = "/".join(slugify(part, "en") for part in re.split(r"[/\\]", request.folder) if part.strip(". "))
    path = posixpath.join(FOLDER, folder, f"{stem}{suffix}")
    try:
        published = published_content(content, path)
        content = clean(content)[0] if kind.role == "shown" else content
        if not is_whole(published):
            # A decoder may take it all the same.
            next(resize(published, [16]))
    except BrokenPicture as error:
        raise Refused(f"{request.name}: {error}.", fix=error.fix, code="broken-picture") from None
    path = put(workspace, path, content)
    return AddedPicture(path=path, markdown_path=f"/{path}")


def put(workspace: Workspace, path: str, content: bytes) -> str:
    """Write a picture under this path, or where that holds another, under one beside it; return which."""
    with workspace.write_lock, explained(path):
        tree = tree_of(workspace)
        path = _free(workspace, path, content)
        tree.make_folder(posixpath.dirname(path))
        if not tree.is_file(path):
            tree.write(path, content)
            workspace.wrote(path, content)
    return path


def delete(workspace: Workspace, request: OnePicture) -> DeletedPicture:
    """Put a picture into the bin, unless a text shows it."""
    for listed in list_pictures(workspace, ListPictures()).pictures:
        if listed.path != request.path:
            continue
        if listed.used_in:
            says = f"This picture is shown in {', '.join(listed.used_in)}."
            raise Refused(says, fix="Take it out there first.", code="in-use", status=CONFLICT)
        with workspace.write_lock, explained(request.path):
            tree = tree_of(workspace)
            content = tree.read(request.path)
            kept = workspace.versions.put_into_bin(request.path, content, PurePosixPath(request.path).name)
            tree.remove(request.path)
            workspace.wrote(request.path, None)
        return DeletedPicture(bin_id=kept)
    raise _no_picture()


def read(workspace: Workspace, request: ReadPicture) -> PictureBytes:
    """Return a picture as it would be published, small."""
    file = _files(workspace).get(request.path)
    if file is None or not _is_picture(request.path):
        raise _no_picture()
    width = min(max(request.width, 16), MOST_WIDE)
    with explained(request.path):
        content = tree_of(workspace).read(request.path)
    try:
        shown = published_content(content, request.path)
        kind = sniff(shown[:HEAD]).name
        size = _size(file[0], *file[1])
        if kind in ("jpeg", "png", "webp") and size[0] > width:
            shown, kind = next(resize(shown, [width])), "webp"
    except BrokenPicture as error:
        raise Refused(f"{request.path}: {error}.", fix=error.fix, code="broken-picture") from None
    return PictureBytes(base64=base64.b64encode(shown).decode(), type=f"image/{'svg+xml' if kind == 'svg' else kind}")


def _no_picture() -> Refused:
    return Refused("There is no such picture in the site.", code="gone", status=NOT_FOUND)


def _is_picture(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in PICTURE_SUFFIXES


def _files(workspace: Workspace) -> dict[str, tuple[str, tuple[int, int]]]:
    """Return the files of the site that are no texts: path → where it lies, its size and time."""
    # Behind what was just written.
    site = workspace.ask(lambda preview: preview.site)
    sources = site.snapshot.sources.files if site is not None else ()
    return {source.path: (source.file, (source.size, source.time)) for source in sources}


@functools.lru_cache(maxsize=4096)
def _size(file: str, size: int, time: int) -> tuple[int, int]:  # noqa: ARG001 - another size or time is another file
    """Return width and height; zeros where they cannot be told."""
    try:
        measured = measure(Path(file))
    except (BrokenPicture, OSError):
        return (0, 0)
    return (measured.width, measured.height)


def _texts(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Yield each text of the site, the settings first."""
    # Behind what was just written.
    site = workspace.ask(lambda preview: preview.site)
    paths = [SETTINGS_FILE, *(site.documents if site is not None else ())]
    for path in paths:
        try:
            yield path, tree_of(workspace).read(path).decode("utf-8", "replace")
        except OSError:
            continue


def _named(text_path: str, text: str, files: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield each of the pictures that a text names, with the words that it says of it."""
    for match in _NAMED.finditer(text) if _ENDS.search(text) else ():
        written = unquote((match[2] or match[3]).strip())
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(text_path), written.lstrip("/")))
        path = next((path for path in (written.lstrip("/"), beside) if path in files), None)
        if path is None:
            continue
        alt = match[1] or ""
        if not alt:
            near = _ALT.match(text, match.end())
            alt = (near[1] or near[2] or "").strip().strip("\"'") if near else ""
        yield path, alt


def _free(workspace: Workspace, path: str, content: bytes) -> str:
    """Return a path that is free, or holds just this picture."""
    if is_hidden(path) or not is_writable_name(path):
        raise Refused("This is no name of a picture.", fix="Rename it.", code="bad-name")
    tree = tree_of(workspace)
    stem, suffix = posixpath.splitext(path)
    number = 1
    while tree.stat(path) is not None:
        if tree.is_file(path) and tree.read(path) == content:
            return path
        number += 1
        path = f"{stem}-{number}{suffix}"
    return path
