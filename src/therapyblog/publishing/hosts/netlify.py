"""Netlify: a whole deploy at once, of which only files that it does not have travel (docs.netlify.com, API guide).

A deploy is told from those of others by its title. Earlier ones of ours are deleted, because each keeps an address at
which what was taken back could still be read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import quote

from therapyblog.model.config import DestinationSetting
from therapyblog.publishing.host import (
    Context,
    FileEntry,
    Files,
    HostError,
    HostLocked,
    Note,
    Progress,
    Publication,
    Read,
    Remote,
)
from therapyblog.publishing.json_api import JsonApi

API = "https://api.netlify.com/api/v1"
_TITLE = "therapyblog "
_PAUSE, _PATIENCE = 1.0, 600.0
_TAKES_FILES = ("prepared", "uploading", "uploaded", "processing", "processed", "ready")
_FAILED = ("error", "rejected")


def connect(site: Path, destination: DestinationSetting, context: Context) -> NetlifyHost:
    """Return the site at Netlify; raises `HostError` where there is none of that name, or the token is refused."""
    del site
    token = context.secret("Token of Netlify (User settings, Applications, Personal access tokens)")
    return NetlifyHost(JsonApi(API, token, "Netlify"), destination.project, context.wait)


class NetlifyHost:
    """A site at Netlify."""

    def __init__(self, api: JsonApi, project: str, wait: Callable[[float], None]) -> None:
        self._api, self._pause = api, wait
        known_as = project if "." in project or project.count("-") == 4 else f"{project}.netlify.app"  # noqa: PLR2004 - a UUID
        site = api.ask("GET", f"/sites/{quote(known_as)}")
        if not isinstance(site, dict):
            raise HostError(f"Netlify has no site {project}, or this token may not see it")
        self._site = f"/sites/{site['id']}"
        self._published: dict[str, Any] = site.get("published_deploy") or {}
        self._kept: tuple[str, ...] = ()

    def look(self, address: str, files: Files, last: Files, states: Collection[str]) -> Remote:
        """Return what the published deploy holds."""
        del files
        if not self._published:
            return Remote()
        if self._published["id"] in states:
            return Remote(files=dict(last))
        there = [str(row["path"]).lstrip("/") for row in self._api.ask("GET", f"{self._site}/files") or ()]
        title = str(self._published.get("title") or "")
        if not title.startswith(_TITLE):
            return Remote(foreign=tuple(sorted(there)))
        if (other := title.removeprefix(_TITLE)) != address:
            return Remote(other_site=other)
        return Remote(files={path: FileEntry("") for path in there})

    def publish(self, publication: Publication, read: Read, note: Note, progress: Progress) -> str:
        """Make a deploy of these files; it becomes the published one when all of them have arrived."""
        digests = {path: sha1(read(path)).hexdigest() for path in publication.files}  # noqa: S324 - as Netlify names files
        title = quote(f"{_TITLE}{publication.address}", safe="")
        order = {"files": {f"/{path}": name for path, name in digests.items()}, "async": True}
        self._check_that_nobody_was_quicker()
        deploy = self._api.ask("POST", f"{self._site}/deploys?title={title}", send=order) or {}
        name = str(deploy.get("id", ""))
        note(name)
        deploy = self._wait(name, _TAKES_FILES)
        wanted = set(deploy.get("required") or ())
        sends = [path for path in sorted(digests) if digests[path] in wanted]
        for done, path in enumerate(sends):
            progress("Sending", done, len(sends))
            if path == sends[-1]:
                # The deploy becomes the published one with the last file, or before it where that is there twice.
                self._check_that_nobody_was_quicker(name)
            self._api.ask("PUT", f"/deploys/{name}/files/{quote(path)}", body=read(path))
        self._wait(name, ("ready",))
        self._kept = tuple(self._forget(name))
        return name

    def _check_that_nobody_was_quicker(self, ours: str = "") -> None:
        now = self._api.ask("GET", self._site) or {}
        if (now.get("published_deploy") or {}).get("id") not in (self._published.get("id"), ours):
            raise HostLocked("another publication to this site was quicker; try again")

    def _wait(self, deploy: str, states: Collection[str]) -> dict[str, Any]:
        """Wait until a deploy is in one of these states."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            row = self._api.ask("GET", f"/deploys/{deploy}") or {}
            if row.get("state") in states:
                return dict(row)
            if row.get("state") in _FAILED:
                raise HostError(f"Netlify could not publish it ({row.get('error_message') or 'without a reason'})")
            self._pause(_PAUSE)
        raise HostError("Netlify has not finished after ten minutes; look at its page, and try again")

    def _forget(self, current: str) -> list[str]:
        """Delete our earlier deploys; return the addresses of those that stay."""
        stay = []
        for row in self._api.ask("GET", f"{self._site}/deploys?per_page=100") or ():
            if row["id"] == current or row.get("state") != "ready":
                continue
            if str(row.get("title") or "").startswith(_TITLE):
                self._api.ask("DELETE", f"/deploys/{row['id']}")
            elif address := row.get("deploy_ssl_url"):
                stay.append(str(address))
        return stay

    def still_readable(self) -> tuple[str, ...]:
        """Return the addresses of deploys that are not ours."""
        return self._kept

    def close(self) -> None:
        """End the connections."""
        self._api.close()
