"""Cloudflare: the static assets of a Worker, uploaded directly (developers.cloudflare.com, Workers, Direct Uploads).

A version goes live whole. Cloudflare takes only files that it has not seen. Versions cannot be deleted there, so the
addresses at which earlier ones can be previewed are switched off.
"""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import msgspec

from therapyblog.model.config import DestinationSetting
from therapyblog.publishing.host import (
    Context,
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

API = "https://api.cloudflare.com/client/v4"
_NO_ACCOUNT = "Cloudflare has no such account, or this token may not see it: look at the Account ID"
_MESSAGE = "therapyblog "
_COMPATIBILITY = "2026-01-01"
_SERVER_FILES = ("_headers", "_redirects")
"""They are told to the Worker, and are no pages."""
MOST_FILES, LARGEST = 20_000, 25 * 1024**2
"""Of one version, on the free plan (Workers, Limits)."""
_WHAT_IS_THERE = "(what another program deployed)"


def connect(site: Path, destination: DestinationSetting, context: Context) -> CloudflareHost:
    """Return the Worker; raises `HostError` where the token is refused."""
    del site
    token = context.secret("Token of Cloudflare (My Profile, API Tokens, Edit Cloudflare Workers)")
    return CloudflareHost(JsonApi(API, token, "Cloudflare"), destination)


class CloudflareHost:
    """A Worker that shows static assets and nothing else."""

    def __init__(self, api: JsonApi, destination: DestinationSetting) -> None:
        self._api = api
        self._account = f"/accounts/{quote(destination.account, safe='')}/workers"
        self._script = f"{self._account}/scripts/{quote(destination.project, safe='')}"
        self._version = self._deployed()

    def _result(self, method: str, path: str, **options: Any) -> Any:
        answer = self._api.ask(method, path, **options)
        return answer.get("result") if isinstance(answer, dict) else None

    def _deployed(self) -> str:
        """Return the version that is shown now; empty where there is none."""
        deployments = (self._result("GET", f"{self._script}/deployments") or {}).get("deployments") or ()
        versions = deployments[0]["versions"] if deployments else ()
        return str(versions[0]["version_id"]) if versions else ""

    def look(self, address: str, files: Files, last: Files, states: Collection[str]) -> Remote:
        """Return what is shown; Cloudflare lists no files, so of another computer's only that they are ours."""
        del files
        if not self._version:
            # Such a Worker is made by the first publication; an account is not.
            if self._result("GET", f"{self._account}/scripts") is None:
                raise HostError(_NO_ACCOUNT)
            return Remote()
        if self._version in states:
            return Remote(files=dict(last))
        version = self._result("GET", f"{self._script}/versions/{self._version}") or {}
        message = str((version.get("annotations") or {}).get("workers/message") or "")
        if not message.startswith(_MESSAGE):
            return Remote(foreign=(_WHAT_IS_THERE,))
        other = message.removeprefix(_MESSAGE)
        return Remote() if other == address else Remote(other_site=other)

    def publish(self, publication: Publication, read: Read, note: Note, progress: Progress) -> str:
        """Upload what is missing, and deploy a version of these files."""
        paths = [path for path in sorted(publication.files) if path not in _SERVER_FILES]
        self._check(publication, paths)
        names: dict[str, str] = {}
        manifest = {}
        for path in paths:
            content = base64.b64encode(read(path))
            name = sha256(content + PurePosixPath(path).suffix[1:].encode()).hexdigest()[:32]
            names[name] = path
            manifest[f"/{path}"] = {"hash": name, "size": publication.files[path].size}
        session = self._result("POST", f"{self._script}/assets-upload-session", send={"manifest": manifest}) or {}
        token, buckets = str(session.get("jwt", "")), session.get("buckets") or ()
        total, done = sum(map(len, buckets)), 0
        proof = token
        for bucket in buckets:
            progress("Sending", done, total)
            fields = {name: _part(name, names[name], read(names[name])) for name in bucket}
            uploaded = self._result("POST", f"{self._account}/assets/upload?base64=true", fields=fields, token=token)
            proof = str((uploaded or {}).get("jwt") or proof)
            done += len(bucket)
        config: dict[str, Any] = {"html_handling": "auto-trailing-slash", "not_found_handling": "404-page"}
        config |= {name: read(name).decode() for name in _SERVER_FILES if name in publication.files}
        metadata = {
            "assets": {"jwt": proof, "config": config},
            "compatibility_date": _COMPATIBILITY,
            "annotations": {"workers/message": f"{_MESSAGE}{publication.address}"},
        }
        if self._deployed() != self._version:
            raise HostLocked("another publication to this Worker was quicker; try again")
        fields = {"metadata": ("metadata.json", msgspec.json.encode(metadata), "application/json")}
        if self._result("PUT", self._script, fields=fields) is None:
            raise HostError(_NO_ACCOUNT)
        version = self._deployed()
        note(version)
        self._hide_earlier()
        return version

    def _check(self, publication: Publication, paths: Collection[str]) -> None:
        if len(paths) > MOST_FILES:
            raise HostError(f"Cloudflare takes {MOST_FILES:,} files at most, and this site has {len(paths):,}")
        for path in paths:
            if publication.files[path].size > LARGEST:
                raise HostError(f"Cloudflare takes files of 25 MB at most, and {path} is larger")

    def _hide_earlier(self) -> None:
        """Switch off the addresses of earlier versions."""
        now = self._result("GET", f"{self._script}/subdomain") or {}
        if now.get("previews_enabled"):
            send = {"enabled": bool(now.get("enabled")), "previews_enabled": False}
            self._result("POST", f"{self._script}/subdomain", send=send)

    def still_readable(self) -> tuple[str, ...]:
        """Nothing: earlier versions have no address."""
        return ()

    def close(self) -> None:
        """End the connections."""
        self._api.close()


def _part(name: str, path: str, content: bytes) -> tuple[str, bytes, str]:
    """Return one file of an upload: its name is its hash, its bytes are base64, its type is how it will be shown."""
    kind = mimetypes.MimeTypes().guess_type(path)[0] or "application/octet-stream"
    return name, base64.b64encode(content), f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
