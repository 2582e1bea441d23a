"""GitHub, GitLab and Codeberg Pages: a branch of a repository, pushed without git installed.

Needs dulwich (the extra `git`).

Each publication is one commit without parents that takes the place of the branch, so that what was taken back is not
in a history that everybody can read. Only what the host does not have travels.
"""

from __future__ import annotations

import posixpath
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from therapyblog.errors import UsageError
from therapyblog.model.codec import digest
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
    SecretRefused,
)

try:
    from dulwich.client import HTTPUnauthorized, get_transport_and_path
    from dulwich.errors import GitProtocolError, NotGitRepository, SendPackError
    from dulwich.objects import Blob, Commit, Tree
    from dulwich.pack import pack_objects_to_data
    from dulwich.repo import MemoryRepo
except ImportError:
    raise UsageError(
        "publishing to a repository needs one more package. Install it: pip install 'therapyblog[git]' "
        "(with pipx: pipx inject therapyblog dulwich)"
    ) from None

_MESSAGE = "Published by therapyblog: "
_AUTHOR = b"therapyblog <therapyblog@localhost>"
_NO_JEKYLL = ".nojekyll"
"""Without it GitHub Pages leaves out what begins with an underscore (docs.github.com, Jekyll and GitHub Pages)."""
_DOMAIN = "CNAME"
"""The file that names the site's own domain to GitHub Pages."""
_GIVEN_DOMAINS = (".github.io", ".gitlab.io", ".codeberg.page")
_USER = "x-access-token"
"""What GitHub wants as the name beside a token; others take any name."""
_NOTHING = b"0" * 40
_REFUSED = re.compile(r"\b40[13]\b|Unauthorized|Forbidden")
_UNAUTHORIZED = "{name} refuses this token: it must be valid and may write to the repository"
_NO_ROOM = re.compile(r"\b(?:413|507)\b")
"""Status or words of an answer; a port may hold the same digits."""


def connect(site: Path, destination: DestinationSetting, context: Context) -> GitHost:
    """Return the branch of a repository; raises `HostError`."""
    del site
    address = urlsplit(destination.repository)
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
        raise UsageError(f"{destination.repository} is not https, and a token is sent there: write its https address")
    token = context.secret(f"Token for {destination.repository}")
    with _told(destination.repository):
        client, path = get_transport_and_path(
            destination.repository, username=destination.user or _USER, password=token, quiet=True
        )
        tip = _tip_of(client, path, destination)
    return GitHost(client, path, destination, tip)


def _tip_of(client: Any, path: str, destination: DestinationSetting) -> bytes:
    """Return the newest commit of the branch; empty where there is none."""
    tip: bytes | None = client.get_refs(path).refs.get(f"refs/heads/{destination.branch}".encode())
    return tip or b""


class GitHost:
    """A branch that holds a whole site, replaced in one step."""

    def __init__(self, client: Any, path: str, destination: DestinationSetting, tip: bytes) -> None:
        self._client, self._path, self._repository = client, path, destination.repository.removesuffix(".git")
        self._branch = f"refs/heads/{destination.branch}".encode()
        self._tip = tip
        self._replaced = b""

    def look(self, address: str, files: Files, last: Files, states: Collection[str]) -> Remote:
        """Return what the branch holds; commits of others are foreign."""
        del files
        if not self._tip:
            return Remote()
        if self._tip.decode() in states:
            return Remote(files=dict(last))
        with _told(self._repository):
            store, commit = self._fetch()
        there = dict(_files_in(store, commit.tree))
        message = commit.message.decode("utf-8", "replace")
        if commit.parents or not message.startswith(_MESSAGE):
            return Remote(foreign=tuple(sorted(there)))
        if (other := message.removeprefix(_MESSAGE).strip()) != address:
            return Remote(other_site=other)
        return Remote(files=there)

    def _fetch(self) -> tuple[Any, Commit]:
        """Return the newest commit of the branch, with its files."""
        repository: Any = MemoryRepo()
        self._client.fetch(self._path, repository, determine_wants=lambda *_args, **_: [self._tip], depth=1)
        commit = repository.object_store[self._tip]
        if not isinstance(commit, Commit):
            raise HostError(f"{self._repository}: the branch holds no commit")
        return repository.object_store, commit

    def publish(self, publication: Publication, read: Read, note: Note, progress: Progress) -> str:
        """Replace the branch by one commit; another publication meanwhile is told."""
        commit, objects = self._commit(publication, read, progress)
        state = commit.id.decode()
        note(state)
        seen = self._tip or _NOTHING

        def update(refs: dict[bytes, bytes]) -> dict[bytes, bytes]:
            if (refs.get(self._branch) or _NOTHING) != seen:
                raise HostLocked("another publication to this branch was quicker; try again")
            return {self._branch: commit.id}

        with _told(self._repository):
            result = self._client.send_pack(
                self._path, update, lambda *_args, **_: pack_objects_to_data([(thing, None) for thing in objects])
            )
        if reason := (result.ref_status or {}).get(self._branch):
            raise HostError(
                f"{self._repository} refused the branch ({reason}). Allow it to be replaced (force pushes), "
                "or name another"
            )
        self._replaced, self._tip = self._tip, commit.id
        return state

    def _commit(self, publication: Publication, read: Read, progress: Progress) -> tuple[Commit, list[Any]]:
        """Return the commit of a publication, and the objects that the host lacks."""
        files: dict[str, FileEntry | None] = dict(publication.files)
        extras = {_NO_JEKYLL: b""}
        host = urlsplit(publication.address).hostname or ""
        if urlsplit(self._repository).hostname == "github.com" and not host.endswith(_GIVEN_DOMAINS):
            extras[_DOMAIN] = f"{host}\n".encode()
        extras = {path: content for path, content in extras.items() if path not in files}
        files |= dict.fromkeys(extras)
        folders: dict[str, dict[str, FileEntry | None]] = {"": {}}
        for path in sorted(files):
            folder = path
            while folder:
                folder = posixpath.dirname(folder)
                folders.setdefault(folder, {})[path] = files[path]
        trees: dict[str, Tree] = {}
        objects: list[Any] = []
        before = publication.before if self._tip else {}
        done = 0
        for folder in sorted(folders, key=lambda name: name.count("/") + bool(name), reverse=True):
            tree = trees[folder] = Tree()
            for path in (path for path in folders[folder] if posixpath.dirname(path) == folder):
                content = extras[path] if path in extras else read(path)
                blob = Blob.from_string(content)
                tree.add(posixpath.basename(path).encode(), stat.S_IFREG | 0o644, blob.id)
                if before.get(path) != files[path] or files[path] is None:
                    objects.append(blob)
                done += 1
                progress("Packing", done, len(files))
            for below in (name for name in trees if name and posixpath.dirname(name) == folder and name != folder):
                tree.add(posixpath.basename(below).encode(), stat.S_IFDIR, trees[below].id)
            if folder == "" or folders[folder] != _below(before, folder):
                objects.append(tree)
        commit = Commit()
        commit.tree = trees[""].id
        commit.author = commit.committer = _AUTHOR
        commit.author_time = commit.commit_time = 0
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding = b"UTF-8"
        commit.message = f"{_MESSAGE}{publication.address}\n".encode()
        return commit, [*objects, commit]

    def still_readable(self) -> tuple[str, ...]:
        """Return the address of the commit that was replaced: hosts keep it for a while for who knows its number."""
        if not self._replaced or self._replaced == self._tip:
            return ()
        middle = "/-/commit/" if "gitlab" in self._repository else "/commit/"
        return (f"{self._repository}{middle}{self._replaced.decode()} (until the host tidies up)",)

    def close(self) -> None:
        """Every request has its own connection."""


def _below(files: Files, folder: str) -> dict[str, FileEntry]:
    return {path: entry for path, entry in files.items() if path.startswith(f"{folder}/")}


def _files_in(store: Any, tree: bytes, below: str = "") -> Iterator[tuple[str, FileEntry]]:
    """Yield the files of a commit, but those that only the host reads."""
    for entry in store[tree].items():
        path = f"{below}{entry.path.decode('utf-8', 'replace')}"
        if stat.S_ISDIR(entry.mode):
            yield from _files_in(store, entry.sha, f"{path}/")
        elif path not in (_NO_JEKYLL, _DOMAIN):
            content = store[entry.sha].as_raw_string()
            yield path, FileEntry(digest(content).hex(), len(content))


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what goes wrong into one sentence."""
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - dulwich has imported it

    try:
        yield
    except (HostError, HostLocked):
        raise
    except NotGitRepository as error:
        raise HostError(f"there is no repository {name}, or this token may not see it") from error
    except HTTPUnauthorized as error:
        raise SecretRefused(_UNAUTHORIZED.format(name=name)) from error
    except SendPackError as error:
        raise HostError(f"{name} refused what was sent ({error})") from error
    except (GitProtocolError, HTTPError, OSError, ValueError) as error:
        # An answer that is none of git's is a `ValueError`.
        says = f"{name} does not answer ({error}); try again"
        if _REFUSED.search(str(error)):
            raise SecretRefused(_UNAUTHORIZED.format(name=name)) from error
        if _NO_ROOM.search(str(error)):
            says = f"{name} has no room left for this account"
        raise HostError(says) from error
