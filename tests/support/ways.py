"""Every way to publish, with a running server or its likeness, and what a visitor would see there."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from support.host_apis import TOKEN, FakeCloudflare, FakeNetlify, answered_by, api_server
from support.hosts import Server, ftps_server, git_server, pyftpd_server, s3_server, sftp_server
from support.publishing import PublishedSite, files_of
from therapyblog.publishing.hosts.cloudflare import API as CLOUDFLARE
from therapyblog.publishing.hosts.netlify import API as NETLIFY


class Way(NamedTuple):
    """A running server with a destination for it."""

    settings: str
    secret: str
    files: Callable[[], dict[str, bytes]]
    """What a visitor can see."""
    put: Callable[[str, bytes], None]
    """Puts a file there, as somebody else would; where a whole site is replaced at once, it is the only one then."""
    empty: Callable[[], None]
    """Takes everything away, with what was noted there."""
    at_once: bool = False
    """Whether a whole site is replaced in one step."""
    is_here: bool = False
    """Whether it is a folder of this computer, so that only its disk can refuse."""
    root: Path = Path()
    """The folder of this computer that the account sees as its home, where there is one."""
    port: int = 0

    def takes(self, site: PublishedSite) -> None:
        """Have a site published to it; no web server shows what it holds."""
        site.destination(self.settings)
        site.secret, site.is_shown = self.secret, False


@contextlib.contextmanager
def folder_of_files(folder: Path) -> Iterator[Way]:
    root = folder / "home/www"
    settings = f'way = "folder"\nfolder = "{root}"'
    yield Way(settings, "", **_files_at(root), is_here=True)


@contextlib.contextmanager
def zip_file(folder: Path) -> Iterator[Way]:
    path = folder / "home/site.zip"

    def files() -> dict[str, bytes]:
        if not path.exists():
            return {}
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def put(name: str, content: bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, content)

    settings = f'way = "zip"\nfolder = "{path}"'
    yield Way(settings, "", files, put, _emptier(path.parent), at_once=True, is_here=True, root=path.parent)


@contextlib.contextmanager
def sftp(folder: Path, *, chroot: bool = False, options: str = "") -> Iterator[Way]:
    with sftp_server(folder, chroot=chroot, options=options) as server:
        settings = f'host = "127.0.0.1"\nport = {server.port}\nuser = "{server.user}"\nkey_file = "{server.key_file}"'
        settings = f'way = "sftp"\nfolder = "www"\n{settings}'
        yield Way(settings, "", **_files_at(server.root / "www"), port=server.port)


def ftps(folder: Path, more: str = "") -> AbstractContextManager[Way]:
    return _ftps(ftps_server(folder, more))


def pyftpd(folder: Path, **handler: object) -> AbstractContextManager[Way]:
    return _ftps(pyftpd_server(folder, **handler))


@contextlib.contextmanager
def _ftps(starts: AbstractContextManager[Server]) -> Iterator[Way]:
    with starts as server:
        settings = f'host = "localhost"\nport = {server.port}\nuser = "{server.user}"\nfolder = "www"'
        settings = f'way = "ftps"\n{settings}'
        yield Way(settings, server.password, **_files_at(server.root / "www"), port=server.port)


@contextlib.contextmanager
def git(folder: Path) -> Iterator[Way]:
    with git_server(folder) as server:
        run = ["git", "-C", str(server.root)]

        def files() -> dict[str, bytes]:
            archive = subprocess.run([*run, "archive", "pages"], capture_output=True, check=False).stdout
            if not archive:
                return {}
            with tarfile.open(fileobj=BytesIO(archive)) as tar:
                members = [member for member in tar if member.isfile() and member.name != ".nojekyll"]
                return {member.name: stream.read() for member in members if (stream := tar.extractfile(member))}

        def make(command: str, content: bytes) -> str:
            return subprocess.check_output([*run, *command.split()], input=content, env=GIT_PERSON).decode().strip()

        def put(path: str, content: bytes) -> None:
            blob = make("hash-object -w --stdin", content)
            tree = make("mktree", f"100644 blob {blob}\t{path}\n".encode())
            make(f"update-ref refs/heads/pages {make(f'commit-tree {tree}', b'By hand')}", b"")

        def empty() -> None:
            make("update-ref -d refs/heads/pages", b"")

        repository = f"http://127.0.0.1:{server.port}/site.git"
        settings = f'way = "git"\nrepository = "{repository}"\nbranch = "pages"'
        yield Way(settings, server.password, files, put, empty, at_once=True, port=server.port)


_VARIABLES = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
GIT_PERSON = {**os.environ, **dict.fromkeys(_VARIABLES, "somebody@b.example")}


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[Way]:
    del folder
    with s3_server() as server:
        settings = f'way = "s3"\nendpoint = "{server.address}"\nbucket = "site"\nuser = "key"\nfolder = "www"'

        def files() -> dict[str, bytes]:
            return {
                path.removeprefix("www/"): content
                for path, content in server.objects().items()
                if not path.startswith("www/.therapyblog/")
            }

        def put(path: str, content: bytes) -> None:
            server.put(f"www/{path}", content)

        yield Way(settings, "secret", files, put, server.empty, port=int(server.address.rpartition(":")[2]))


@contextlib.contextmanager
def netlify(folder: Path) -> Iterator[Way]:
    del folder
    api = FakeNetlify()
    with api_server(api) as address, answered_by({NETLIFY: address}):
        yield Way('way = "netlify"\nproject = "practice"', TOKEN, api.files, api.put, api.empty, at_once=True)


@contextlib.contextmanager
def cloudflare(folder: Path) -> Iterator[Way]:
    del folder
    api = FakeCloudflare()
    with api_server(api) as address, answered_by({CLOUDFLARE: address}):
        settings = 'way = "cloudflare"\naccount = "A1"\nproject = "practice"'
        yield Way(settings, TOKEN, api.files, api.put, api.empty, at_once=True)


def _files_at(root: Path) -> dict[str, Any]:
    """Return what is done to a folder that visitors see."""
    return {
        "files": lambda: files_of(root),
        "put": _writer(root),
        "empty": _emptier(root.parent),
        "root": root.parent,
    }


def _emptier(folder: Path) -> Callable[[], None]:
    def empty() -> None:
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return empty


def _writer(root: Path) -> Callable[[str, bytes], None]:
    def write(path: str, content: bytes) -> None:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        owner = root.parent.stat()
        for made in (place, *place.parents):
            if root in (made, *made.parents):
                os.chown(made, owner.st_uid, owner.st_gid)

    return write


WAYS: dict[str, Callable[[Path], AbstractContextManager[Way]]] = {
    "sftp": sftp,
    "sftp-chroot": lambda folder: sftp(folder, chroot=True),
    "ftps": ftps,
    "pyftpd": pyftpd,
    "git": git,
    "s3": s3,
    "netlify": netlify,
    "cloudflare": cloudflare,
}
"""Those with a server."""
EVERY_WAY = {"folder": folder_of_files, "zip": zip_file, **WAYS}
