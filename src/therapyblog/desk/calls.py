"""Every call of the desk: its name → what it is asked, and the function that answers.

A call of the site gets the open site (`Workspace`), one of the desk the desk itself (`Desk`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from therapyblog.desk import (
    checklist,
    conversions,
    desk,
    documents,
    filing,
    forms,
    imports,
    pictures,
    publications,
    sites,
)
from therapyblog.desk.desk import Desk
from therapyblog.desk.protocol import NOT_FOUND, Refused

MOST_BYTES = 64 * 2**20
"""Bytes of a request."""


class Call(NamedTuple):
    """A call. `answer` gets the open site (or the desk, see `DESK`) and the request."""

    request: type[msgspec.Struct]
    answer: Callable[[Any, Any], msgspec.Struct]


DESK: dict[str, Call] = {
    "desk.again": Call(desk.Again, desk.again),
    "desk.end": Call(desk.End, desk.end),
    "desk.enter": Call(desk.Enter, desk.enter),
    "folders.list": Call(sites.ListFolders, sites.list_folders),
    "imports.add": Call(imports.AddFile, imports.add),
    "imports.start": Call(imports.StartImport, imports.start),
    "sites.create": Call(sites.CreateSite, sites.create),
    "sites.example": Call(sites.TryExample, sites.try_example),
    "sites.forget": Call(sites.OpenSite, sites.forget),
    "sites.list": Call(sites.ListSites, sites.list_sites),
    "sites.open": Call(sites.OpenSite, sites.open_site),
    "sites.questions": Call(sites.AskQuestions, sites.questions),
}
"""Those that need no open site; their functions get the desk."""

CALLS: dict[str, Call] = {
    "bin.list": Call(filing.ListBin, filing.list_bin),
    "bin.restore": Call(filing.RestoreDeleted, filing.restore_deleted),
    "checklist.dismiss": Call(checklist.Dismiss, checklist.dismiss),
    "documents.create": Call(filing.CreateDocument, filing.create),
    "documents.delete": Call(documents.OpenDocument, filing.delete),
    "documents.duplicate": Call(documents.OpenDocument, filing.duplicate),
    "documents.list": Call(documents.ListDocuments, documents.list_documents),
    "documents.open": Call(documents.OpenDocument, documents.open_document),
    "documents.rename": Call(filing.RenameDocument, filing.rename),
    "documents.save": Call(documents.SaveDocument, documents.save),
    "documents.set": Call(documents.SetSettings, documents.set_settings),
    "forms.read": Call(forms.ReadForm, forms.read_form),
    "imports.undo": Call(imports.UndoImport, imports.undo),
    "pictures.add": Call(pictures.AddPicture, pictures.add),
    "pictures.delete": Call(pictures.OnePicture, pictures.delete),
    "pictures.list": Call(pictures.ListPictures, pictures.list_pictures),
    "pictures.read": Call(pictures.ReadPicture, pictures.read),
    "publish.destinations": Call(publications.NoQuestion, publications.list_destinations),
    "publish.plan": Call(publications.Answers, publications.plan),
    "publish.questions": Call(publications.AskWay, publications.ask_way),
    "publish.setup": Call(publications.SetUp, publications.set_up),
    "publish.start": Call(publications.Answers, publications.start),
    "publish.status": Call(publications.Answers, publications.read_status),
    "publish.undo": Call(publications.Answers, publications.go_back),
    "site.accepting": Call(documents.AcceptingNow, documents.accepting),
    "site.problems": Call(sites.ReadSite, sites.problems),
    "site.read": Call(sites.ReadSite, sites.read_site),
    "texts.convert": Call(conversions.Convert, conversions.convert),
    "texts.import": Call(conversions.BringDocument, conversions.bring),
    "versions.list": Call(documents.OpenDocument, filing.list_versions),
    "versions.read": Call(filing.ReadVersion, filing.read_version),
    "versions.restore": Call(filing.RestoreVersion, filing.restore_version),
}
"""Those of the open site; their functions get its workspace."""


def answer(of: Desk, name: str, body: bytes, site: str = "") -> bytes:
    """Answer a call; `site` is the id of the site that the window shows, if it says so.

    Raises `Refused` for a call that is not there, a request that is not one of it, and where the call refuses.
    """
    call = DESK.get(name) or CALLS.get(name)
    if call is None:
        raise Refused(f"There is no call {name}.", code="no-call", status=NOT_FOUND)
    try:
        request = msgspec.json.decode(body or b"{}", type=call.request)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"This is no request of {name}: {error}.", code="bad-request") from None
    return msgspec.json.encode(call.answer(of if name in DESK else of.workspace_for(site), request))
