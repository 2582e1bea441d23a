"""Every way to publish, with a running server or its likeness, and what a visitor would see there."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from support.host_apis import TOKEN, FakeCloudflare, FakeNetlify, api_server
from support.hosts import ftps_server, git_server, s3_server, sftp_server
from support.publishing import files_of


class Way(NamedTuple):
    """A running server with a destination for it."""

    settings: str
    secret: str
    files: Callable[[], dict[str, bytes]]
    """What a visitor can see."""
    put: Callable[[str, bytes], None] | None = None
    """Puts a file there, as somebody else would."""


@contextlib.contextmanager
def sftp(folder: Path, *, chroot: bool = False, options: str = "") -> Iterator[Way]:
    with sftp_server(folder, chroot=chroot, options=options) as server:
        settings = f'host = "127.0.0.1"\nport = {server.port}\nuser = "{server.user}"\nkey_file = "{server.key_file}"'
        root = server.root / "www"
        yield Way(f'way = "sftp"\nfolder = "www"\n{settings}', "", lambda: files_of(root), _writer(root))


@contextlib.contextmanager
def ftps(folder: Path, more: str = "") -> Iterator[Way]:
    with ftps_server(folder, more) as server:
        settings = f'host = "localhost"\nport = {server.port}\nuser = "{server.user}"\nfolder = "www"'
        root = server.root / "www"
        yield Way(f'way = "ftps"\n{settings}', server.password, lambda: files_of(root), _writer(root))


@contextlib.contextmanager
def git(folder: Path) -> Iterator[Way]:
    with git_server(folder) as server:

        def files() -> dict[str, bytes]:
            run = ["git", "-C", str(server.root)]
            if subprocess.run(
                [*run, "rev-parse", "-q", "--verify", "pages"], capture_output=True, check=False
            ).returncode:
                return {}
            names = subprocess.check_output([*run, "ls-tree", "-r", "-z", "--name-only", "pages"]).decode().split("\0")
            paths = [name for name in names if name not in ("", ".nojekyll")]
            return {path: subprocess.check_output([*run, "show", f"pages:{path}"]) for path in paths}

        repository = f"http://127.0.0.1:{server.port}/site.git"
        yield Way(f'way = "git"\nrepository = "{repository}"\nbranch = "pages"', server.password, files)


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[Way]:
    with s3_server() as server:
        settings = f'way = "s3"\nendpoint = "{server.address}"\nbucket = "site"\nuser = "key"\nfolder = "www"'

        def files() -> dict[str, bytes]:
            return {
                path.removeprefix("www/"): content
                for path, content in server.objects().items()
                if not path.startswith("www/.therapyblog/")
            }

        yield Way(settings, "secret", files, lambda path, content: server.put(f"www/{path}", content))


@contextlib.contextmanager
def netlify(folder: Path) -> Iterator[Way]:
    del folder
    api = FakeNetlify()
    with api_server(api) as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr("therapyblog.publishing.hosts.netlify.API", address)
        yield Way('way = "netlify"\nproject = "practice"', TOKEN, api.files)


@contextlib.contextmanager
def cloudflare(folder: Path) -> Iterator[Way]:
    del folder
    api = FakeCloudflare()
    with api_server(api) as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr("therapyblog.publishing.hosts.cloudflare.API", address)
        yield Way('way = "cloudflare"\naccount = "A1"\nproject = "practice"', TOKEN, api.files)


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


WAYS = {
    "sftp": sftp,
    "sftp-chroot": lambda folder: sftp(folder, chroot=True),
    "ftps": ftps,
    "git": git,
    "s3": s3,
    "netlify": netlify,
    "cloudflare": cloudflare,
}
