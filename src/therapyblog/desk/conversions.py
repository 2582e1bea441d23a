"""What was written elsewhere: pasted words as a person would have typed them here, and documents as posts."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from therapyblog.desk.protocol import Answer, Refused, Request, decoded
from therapyblog.desk.site_files import explained
from therapyblog.desk.workspace import Workspace
from therapyblog.errors import UsageError

MOST_SIGNS = 5 * 10**6
"""More than anybody pastes: ten books."""


class Convert(Request, frozen=True, kw_only=True):
    """`texts.convert`: what lies on the clipboard, in the richest form that it has."""

    html: str = ""
    text: str = ""
    rtf: str = ""


class Converted(Answer, frozen=True, kw_only=True):
    """`texts.convert`; `notes` say what did not come."""

    markdown: str
    notes: tuple[str, ...]


class BringDocument(Request, frozen=True, kw_only=True):
    """`texts.import`: a document of one text."""

    name: str
    base64: str


class Brought(Answer, frozen=True, kw_only=True):
    """The draft that was made of a document, and what to look at in it."""

    path: str
    report: tuple[str, ...]


def convert(workspace: Workspace, request: Convert) -> Converted:  # noqa: ARG001 - it is the same in every site
    """Return what was pasted as the desk writes it."""
    from therapyblog.importers import clipboard  # noqa: PLC0415 - its parsers are not needed before

    if len(request.html) + len(request.text) + len(request.rtf) > MOST_SIGNS:
        raise Refused("This is too long to be pasted at once.", fix="Paste it in parts.", code="too-large")
    if request.html:
        markdown, notes = clipboard.html_to_markdown(request.html)
        if markdown or not request.text:
            return Converted(markdown=markdown, notes=notes)
    if request.rtf and not request.text:
        try:
            markdown, notes = clipboard.rtf_to_markdown(request.rtf)
        except ValueError:
            raise Refused("What was pasted cannot be read.", fix="Paste it without its form.", code="no-rtf") from None
        return Converted(markdown=markdown, notes=notes)
    markdown, notes = clipboard.text_to_markdown(request.text)
    return Converted(markdown=markdown, notes=notes)


def bring(workspace: Workspace, request: BringDocument) -> Brought:
    """Make a draft of a document; its pictures and whoever signed it come with it."""
    from therapyblog.importers.kind import UnknownKind  # noqa: PLC0415 - most windows never bring one
    from therapyblog.importers.single import import_document  # noqa: PLC0415 - see above

    name = PurePosixPath(request.name.replace("\\", "/")).name.lstrip(".").replace("\0", "")
    content = decoded(name, request.base64)
    with tempfile.TemporaryDirectory(prefix="therapyblog-") as folder, workspace.write_lock, explained(name):
        document = Path(folder, name[-100:] or "document")
        document.write_bytes(content)
        try:
            made = import_document(document, workspace.folder, "post", "", now=workspace.now().astimezone())
        except UnknownKind:
            says = f"{name} is no document that can be read."
            raise Refused(says, fix="Save it as .docx, .odt or .rtf, and bring that.", code="unknown-kind") from None
        except UsageError as error:
            raise Refused(str(error).replace(str(document), name), code="no-document") from None
    for path in (made.file, *made.also):
        content = (workspace.folder / path).read_bytes()
        if path == made.file:
            workspace.versions.keep(path, content)
        workspace.wrote(path, content)
    return Brought(path=made.file, report=made.looks)
