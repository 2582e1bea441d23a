"""What becomes of texts: new ones, copies, new addresses, the bin, and the states that were saved."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Any

from therapyblog.desk.documents import OpenDocument, Saved, known_values, plain_line, saved, sentence, with_settings
from therapyblog.desk.pictures import FOLDER as PICTURES
from therapyblog.desk.pictures import put
from therapyblog.desk.protocol import Answer, At, Refused, Request
from therapyblog.desk.saved_versions import Deleted, Version
from therapyblog.desk.setting_values import changed_text
from therapyblog.desk.site_files import TextFile, clean, explained, kind_of, read_text, remove, replace, tree_of
from therapyblog.desk.workspace import Workspace
from therapyblog.model.config import Config
from therapyblog.model.documents import Kind
from therapyblog.model.site_folder import DOCUMENT_FOLDERS, SETTINGS_FILE
from therapyblog.scaffold.documents import new_document
from therapyblog.settings.bytes_to_text import text_for_show
from therapyblog.settings.edits import CannotEdit, Lines
from therapyblog.settings.file_names import name_in_path
from therapyblog.urls.permalinks import identity, permalink
from therapyblog.urls.slugs import slugify


class CreateDocument(Request, frozen=True, kw_only=True):
    """`documents.create`."""

    kind: str
    title: str
    text: str = ""


class RenameDocument(Request, frozen=True, kw_only=True):
    """`documents.rename`: another title, another address; `redirect` lets the old address lead to the new one."""

    path: str
    title: str = ""
    address: str = ""
    redirect: bool = True


class ReadVersion(Request, frozen=True, kw_only=True):
    """`versions.read`."""

    path: str
    id: str


class RestoreVersion(Request, frozen=True, kw_only=True):
    """`versions.restore`."""

    path: str
    id: str
    digest: str
    window: str = ""


class ListBin(Request, frozen=True, kw_only=True):
    """`bin.list`."""


class RestoreDeleted(Request, frozen=True, kw_only=True):
    """`bin.restore`."""

    id: str


class AtPath(Answer, frozen=True, kw_only=True):
    """The path of a text that was made, moved or brought back."""

    path: str


class InBin(Answer, frozen=True, kw_only=True):
    """`documents.delete`."""

    bin_id: str


class Bin(Answer, frozen=True, kw_only=True):
    """`bin.list`."""

    deleted: tuple[Deleted, ...]


class Versions(Answer, frozen=True, kw_only=True):
    """`versions.list`, the last first."""

    versions: tuple[Version, ...]


class VersionText(Answer, frozen=True, kw_only=True):
    """`versions.read`."""

    text: str


def create(workspace: Workspace, request: CreateDocument) -> AtPath:
    """Begin a new text; posts and pages begin as drafts."""
    kind, title = _kind(request.kind), _title(request.title)
    with workspace.write_lock, explained(title):
        _config(workspace)
        made = new_document(workspace.folder, kind, title, now=workspace.now())
        content = tree_of(workspace).read(made.file)
        workspace.versions.keep(made.file, content)
        workspace.wrote(made.file, content)
        if body := clean(request.text).strip("\n"):
            file = read_text(workspace, made.file)
            replace(workspace, made.file, file.encoded(f"{file.text}\n{body}\n"), file.digest, "")
    return AtPath(path=made.file)


def _kind(kind: str) -> Kind:
    for known in DOCUMENT_FOLDERS.values():
        if known == kind:
            return known
    raise Refused("There are no such texts.", code="no-text")


def _title(title: str) -> str:
    words = " ".join(clean(title).split())
    if not words:
        raise Refused("A title is missing.", fix="Write one; you can change it at any time.", code="no-title")
    return words


def _config(workspace: Workspace) -> Config:
    """Return the settings of the site; raises `Refused` where they have mistakes."""
    site = workspace.site
    if site is None:
        says, fix = "The settings of the site have mistakes.", "Mend them first; the list of problems says where."
        raise Refused(says, fix=fix, code="mistakes", at=At(path=SETTINGS_FILE))
    return site.prepared.config


def duplicate(workspace: Workspace, request: OpenDocument) -> AtPath:
    """Make a copy of a text beside it; that of a post or page is a draft. Old addresses stay with the first."""
    kind = kind_of(request.path)
    if kind is None:
        raise Refused("The settings of the site are there once.", code="no-text")
    with workspace.write_lock:
        file = read_text(workspace, request.path)
        values = known_values(file.text, kind)[0]
        name = "name" if kind == "practitioner" else "title"
        changes: list[tuple[Sequence[str | int], Any]] = [((other,), None) for other in ("slug", "aliases")]
        changes.append(((name,), f"{plain_line(str(values.get(name) or name_in_path(request.path)))} (2)"))
        if kind in ("post", "page"):
            changes.append((("status",), "draft"))
        try:
            text = changed_text(file.raw, kind, changes)
        except CannotEdit as error:
            fix = "Mend its settings first, or copy the file in your folder."
            raise Refused(sentence(error.says), fix=fix, code="as-text") from None
        path = _free(workspace, request.path)
        replace(workspace, path, text.encode(), "", "")
    return AtPath(path=path)


def _free(workspace: Workspace, path: str) -> str:
    """Return a path beside another that no file has, on any system."""
    folder, stem = posixpath.split(posixpath.splitext(path)[0])
    if stem.lower() == "index" and "/" in folder:
        folder, stem = posixpath.split(folder)
    tree = tree_of(workspace)
    with explained(path):
        taken = (
            {identity(posixpath.splitext(name)[0]) for name in tree.names(folder)} if tree.is_folder(folder) else set()
        )
    number = 2
    while identity(f"{stem}-{number}") in taken:
        number += 1
    return f"{folder}/{stem}-{number}.md"


def rename(workspace: Workspace, request: RenameDocument) -> AtPath:
    """Give a text another title, another address, or both; its file stays where it is."""
    kind = kind_of(request.path)
    if kind is None:
        raise Refused("The settings of the site have one name.", code="no-text")
    changes: list[tuple[Sequence[str | int], Any]] = []
    if request.title:
        changes.append((("name" if kind == "practitioner" else "title",), _title(request.title)))
    with workspace.write_lock:
        file = read_text(workspace, request.path)
        if request.address:
            changes += _new_address(workspace, kind, file, request)
        if changes:
            with_settings(workspace, file, changes)
    return AtPath(path=request.path)


def _new_address(
    workspace: Workspace, kind: Kind, file: TextFile, request: RenameDocument
) -> list[tuple[Sequence[str | int], Any]]:
    config, site = _config(workspace), workspace.site
    slug = slugify(clean(request.address).strip("/").rpartition("/")[2], config.language)
    if not slug:
        raise Refused("This is no address.", fix="Use letters, digits and hyphens.", code="bad-name")
    pattern: str = getattr(config.permalinks, kind)
    old = site.url_of(file.path) if site else ""
    new = permalink(pattern, slug)
    aliases = known_values(file.text, kind)[0].get("aliases")
    own = [str(alias) for alias in aliases] if isinstance(aliases, list) else []
    kept = [alias for alias in own if alias.strip("/") != new.strip("/")]
    is_own = identity(new) == identity(old) or len(kept) < len(own)
    if site and pattern.count("{") == 1 and not is_own and site.find(new):
        raise Refused(f"{new} is the address of another page.", fix="Choose another one.", code="taken")
    if request.redirect and old and old != new and old not in kept:
        kept.append(old)
    return [(("slug",), slug), (("aliases",), kept or None)]


def delete(workspace: Workspace, request: OpenDocument) -> InBin:
    """Put a text into the bin."""
    kind = kind_of(request.path)
    if kind is None:
        raise Refused("A site needs its settings.", code="no-text")
    file = read_text(workspace, request.path)
    values = known_values(file.text, kind)[0]
    title = plain_line(str(values.get("title") or values.get("name") or name_in_path(request.path)))
    return InBin(bin_id=remove(workspace, file, title))


def list_bin(workspace: Workspace, request: ListBin) -> Bin:  # noqa: ARG001 - it says nothing
    """Return what was deleted at the desk."""
    return Bin(deleted=workspace.versions.bin())


def restore_deleted(workspace: Workspace, request: RestoreDeleted) -> AtPath:
    """Bring a file back from the bin; where another has its name by now, under a name beside it."""
    path, content = workspace.versions.in_bin(request.id)
    if path.startswith(f"{PICTURES}/"):
        path = put(workspace, path, content)
        workspace.versions.take_out_of_bin(request.id)
        return AtPath(path=path)
    kind_of(path)
    with workspace.write_lock, explained(path):
        path = _free(workspace, path) if tree_of(workspace).stat(path) is not None else path
        replace(workspace, path, content, "", "")
        workspace.versions.take_out_of_bin(request.id)
    return AtPath(path=path)


def list_versions(workspace: Workspace, request: OpenDocument) -> Versions:
    """Return the kept states of a text."""
    kind_of(request.path)
    with explained(request.path):
        return Versions(versions=workspace.versions.versions(request.path))


def read_version(workspace: Workspace, request: ReadVersion) -> VersionText:
    """Return a kept state of a text."""
    kind_of(request.path)
    return VersionText(text=Lines(text_for_show(workspace.versions.read(request.path, request.id))).plain)


def restore_version(workspace: Workspace, request: RestoreVersion) -> Saved:
    """Let a text be again what it was, byte for byte; what it is now is kept, too."""
    content = workspace.versions.read(request.path, request.id)
    return saved(replace(workspace, request.path, content, request.digest, request.window))
