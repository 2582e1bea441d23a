"""Bringing texts in: from files that somebody drops on the desk, or from the address of their old site."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from therapyblog.desk.desk import Desk
from therapyblog.desk.protocol import Answer, Refused, Request, decoded
from therapyblog.desk.sites import chosen_folder
from therapyblog.desk.tasks import Report as Progress
from therapyblog.desk.tasks import Started
from therapyblog.desk.workspace import Workspace

LONGEST_NAME = 200


class DroppedFile(Request, frozen=True, kw_only=True):
    """A file; of a folder that was dropped, with its path in it (`/` between folders)."""

    name: str
    base64: str


class AddFile(Request, frozen=True, kw_only=True):
    """`imports.add`: a file, or the next part of one, for an import that is started later by the name of its upload."""

    name: str
    base64: str
    upload: str = ""


class Added(Answer, frozen=True, kw_only=True):
    """Where the file was put."""

    upload: str


class StartImport(Request, frozen=True, kw_only=True):
    """`imports.start`: into which folder (a new one, or a site), and what: an address, files, or an upload.

    `kind` says what it is where that is not recognised; `pictures`: fetch those that still lie at an old address.
    """

    folder: str
    address: str = ""
    files: tuple[DroppedFile, ...] = ()
    upload: str = ""
    kind: str = ""
    pictures: bool = False


class UndoImport(Request, frozen=True, kw_only=True):
    """`imports.undo`: of the open site, the last one."""


class ToLookAt(Answer, frozen=True, kw_only=True):
    """Something that a person should look at; `path` is a file of the site."""

    path: str
    says: str


class LeftOut(Answer, frozen=True, kw_only=True):
    """Something that did not come, and why."""

    title: str
    says: str


class Imported(Answer, frozen=True, kw_only=True):
    """What an import came to: how many files of each kind came, what to look at first, what was left out."""

    folder: str
    kind: str
    came: dict[str, int]
    kept: tuple[str, ...]
    look: tuple[ToLookAt, ...]
    left: tuple[LeftOut, ...]
    addresses_lost: int


class Undone(Answer, frozen=True, kw_only=True):
    """What taking an import back came to; `edited` were changed since, and stay."""

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    edited: tuple[str, ...]


def add(desk: Desk, request: AddFile) -> Added:
    """Put a file, or its next part, into an upload; a new one where none is named."""
    upload = request.upload or secrets.token_hex(8)
    place = _uploaded(desk, upload, new=not request.upload)
    _write(place, request.name, request.base64)
    return Added(upload=upload)


def start(desk: Desk, request: StartImport) -> Started:
    """Start an import as a task, whose result is `Imported`; raises `Refused` where there is nothing to import."""
    folder = chosen_folder(request.folder)
    if request.upload:
        place = _uploaded(desk, request.upload)
        return desk.tasks.start(lambda progress: _import_files(desk, request, folder, place, progress))
    if request.files:
        place = _uploaded(desk, secrets.token_hex(8), new=True)
        for file in request.files:
            _write(place, file.name, file.base64)
        return desk.tasks.start(lambda progress: _import_files(desk, request, folder, place, progress))
    address = request.address.strip()
    if not address:
        raise Refused("There is nothing to import.", fix="Choose a file, or write an address.", code="nothing")
    address = address if address.startswith(("http://", "https://")) else f"https://{address}"
    return desk.tasks.start(lambda progress: _import(desk, request, folder, [address], progress))


def undo(workspace: Workspace, request: UndoImport) -> Undone:  # noqa: ARG001 - it says nothing
    """Take the last import back."""
    from therapyblog.importers.record import undo as take_back  # noqa: PLC0415 - most sites never import

    done = take_back(workspace.folder)
    return Undone(removed=done.removed, restored=done.restored, edited=done.edited)


def _uploaded(desk: Desk, upload: str, *, new: bool = False) -> Path:
    """Return the folder of an upload."""
    if new:
        desk.uploads[upload] = Path(tempfile.mkdtemp(prefix="therapyblog-"))
    if upload not in desk.uploads:
        raise Refused("These files are gone.", fix="Choose them once more.", code="no-upload")
    return desk.uploads[upload]


def _write(folder: Path, name: str, content: str) -> None:
    """Append to a file below a folder; raises `Refused` for a name that leads elsewhere, and what is no Base64."""
    parts = name.replace("\\", "/").strip("/").split("/")
    if any(part in ("", ".", "..") or len(part) > LONGEST_NAME or "\0" in part or ":" in part for part in parts):
        raise Refused(f"{name[:LONGEST_NAME]} is no name of a file.", fix="Rename it.", code="name")
    part = decoded(name, content)
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as opened:
        opened.write(part)


def _import_files(desk: Desk, request: StartImport, folder: Path, place: Path, progress: Progress) -> Imported:
    try:
        return _import(desk, request, folder, [str(path) for path in sorted(place.iterdir())], progress)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        desk.uploads = {name: path for name, path in desk.uploads.items() if path != place}


def _import(desk: Desk, request: StartImport, folder: Path, sources: list[str], progress: Progress) -> Imported:
    from therapyblog.importers.importing import import_sources  # noqa: PLC0415 - most sites never import
    from therapyblog.importers.kind import UnknownKind  # noqa: PLC0415 - see above

    progress("reading", 0, 0)
    workspace = desk.workspace
    with _writing(workspace if workspace is not None and workspace.folder == folder else None):
        try:
            reports = import_sources(
                sources,
                folder,
                now=desk.now().astimezone(),
                kind=request.kind,
                download=lambda: request.pictures,
                web=desk.web(),
                progress=lambda done, total: progress("importing", done, total),
            )
        except UnknownKind as error:
            says = f"{Path(error.source).name} is nothing that is recognised."
            fix = "Say which program it comes from."
            raise Refused(says, fix=fix, code="unknown-kind", kinds=error.kinds) from None
    came = [file for report in reports for file in report.came]
    counted = [file.file.partition("/")[0] for file in came if file.done in ("new", "replaced")]
    return Imported(
        folder=str(folder),
        kind=", ".join(dict.fromkeys(report.kind for report in reports)),
        came={kind: counted.count(kind) for kind in dict.fromkeys(counted) if not kind.endswith(".toml")},
        kept=tuple(file.file for file in came if file.done == "kept"),
        look=tuple(ToLookAt(path=look.file, says=look.says) for report in reports for look in report.looks),
        left=tuple(
            LeftOut(title=left.title or left.origin, says=left.why) for report in reports for left in report.left
        ),
        addresses_lost=sum(report.redirects_lost for report in reports),
    )


@contextmanager
def _writing(workspace: Workspace | None) -> Iterator[None]:
    """Keep the desk from writing into the open site meanwhile."""
    if workspace is None:
        yield
    else:
        with workspace.write_lock:
            yield
