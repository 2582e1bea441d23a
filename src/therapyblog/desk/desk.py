"""A running desk: the site that is open in it, the windows that show it, and how a window comes in."""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from therapyblog.desk.events import Events
from therapyblog.desk.protocol import CONFLICT, FORBIDDEN, Answer, Done, Refused, Request
from therapyblog.desk.remembered import remember_site
from therapyblog.desk.request_check import Origins
from therapyblog.desk.tasks import Tasks
from therapyblog.desk.workspace import Workspace
from therapyblog.files import absolute
from therapyblog.model.site_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from therapyblog.importers.web import Web

CODE_LASTS = 120.0
"""Seconds for a browser to start."""


def new_web() -> Web:
    """Return what fetches from the web."""
    from therapyblog.importers.web import Web  # noqa: PLC0415 - most desks never import

    return Web()


class Desk:
    """The desk's state; its methods may be called from any thread."""

    def __init__(self, origins: Origins, now: Callable[[], dt.datetime]) -> None:
        self.origins, self.now = origins, now
        self.token = secrets.token_urlsafe(32)
        self.events = Events()
        self.tasks = Tasks(self.events)
        self.end: Callable[[], None] = lambda: None
        """Ends the server, once it runs."""
        self.web = new_web
        self.uploads: dict[str, Path] = {}
        """Folders of files that were sent for an import, by the names of their uploads."""
        self._workspace: Workspace | None = None
        self._opening, self._lock = threading.Lock(), threading.Lock()
        self._codes: dict[str, float] = {}

    @property
    def address(self) -> str:
        """The desk's address, with the token: whoever has it can do everything."""
        return f"http://{self.origins.desk}/#token={self.token}"

    def entrance(self) -> str:
        """Return an address for a browser, which opens one window, once, and soon.

        Other accounts of a computer can read with what a program was started, so this is not the token's address.
        """
        code = secrets.token_urlsafe(24)
        with self._lock:
            now = time.monotonic()
            self._codes = {known: until for known, until in self._codes.items() if until > now}
            self._codes[code] = now + CODE_LASTS
        return f"http://{self.origins.desk}/enter#{code}"

    def token_for(self, code: str) -> str:
        """Return the token for a code, which counts once; raises `Refused`."""
        with self._lock:
            until = self._codes.pop(code, 0.0)
        if until <= time.monotonic():
            says = "This address was used before, or is too old."
            fix = "Close this window, and open the desk as you did the first time."
            raise Refused(says, fix=fix, code="no-token", status=FORBIDDEN)
        return self.token

    @property
    def workspace(self) -> Workspace | None:
        """The open site, if one is open."""
        return self._workspace

    def workspace_for(self, site: str) -> Workspace:
        """Return the open site; raises `Refused` where none is, or another one than the window shows (its id)."""
        workspace = self._workspace
        if workspace is None:
            raise Refused("No site is open.", code="no-site", status=CONFLICT)
        if site and site != workspace.id:
            says = "Another site was opened in another window."
            fix = "Open this site again. What you wrote last is still in this window."
            raise Refused(says, fix=fix, code="another-site", status=CONFLICT)
        return workspace

    def open(self, folder: Path) -> Workspace:
        """Open the site of a folder in the place of the one that is open; raises `Refused` where there is none."""
        folder = absolute(folder)
        if not (folder / SETTINGS_FILE).is_file():
            says = f"{folder} holds no site." if folder.is_dir() else f"{folder} is not there."
            raise Refused(says, fix="Choose the folder in which therapyblog.toml lies.", code="no-site-there")
        with self._opening:
            before = self._workspace
            if before is not None and before.folder == folder:
                return before
            workspace = Workspace(folder, self.origins.preview, self.events, self.tasks, self.now)
            workspace.start()
            self._workspace = workspace
        self.events.send("opened", site=workspace.id, folder=str(folder))
        if before is not None:
            before.close()
        with suppress(OSError):
            remember_site(folder, workspace.preview.title)
        return workspace

    def close(self) -> bool:
        """End; say whether nothing goes on."""
        self.events.close()
        for folder in self.uploads.values():
            shutil.rmtree(folder, ignore_errors=True)
        workspace, self._workspace = self._workspace, None
        return workspace.close() if workspace is not None else True


class Enter(Request, frozen=True, kw_only=True):
    """`desk.enter`: the code of the address that a browser was started with."""

    code: str


class Entered(Answer, frozen=True, kw_only=True):
    """The token for a window."""

    token: str


class Again(Request, frozen=True, kw_only=True):
    """`desk.again`: the desk was started once more, perhaps for a site."""

    folder: str = ""


class Entrance(Answer, frozen=True, kw_only=True):
    """An address that opens another window, once."""

    address: str


class End(Request, frozen=True, kw_only=True):
    """`desk.end`."""


def enter(desk: Desk, request: Enter) -> Entered:
    """Give a window that was just opened the token."""
    return Entered(token=desk.token_for(request.code))


def again(desk: Desk, request: Again) -> Entrance:
    """Open a site for whoever started the desk once more, and return the address for their browser."""
    if request.folder:
        desk.open(Path(request.folder))
    return Entrance(address=desk.entrance())


def end(desk: Desk, request: End) -> Done:  # noqa: ARG001 - it says nothing
    """End the desk, once this is answered."""
    threading.Timer(0.1, desk.end).start()
    return Done()
