"""Publishing to real servers on this computer: OpenSSH, vsftpd, git, and an S3 server."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from support.failing_host import FailingHost
from support.host_apis import TOKEN, FakeCloudflare, FakeNetlify, api_server
from support.hosts import ftps_server, git_server, s3_server, sftp_server
from support.publishing import PublishedSite, files_of
from therapyblog.errors import UsageError
from therapyblog.publishing import destinations
from therapyblog.publishing.file_host import FileHostPublisher
from therapyblog.publishing.host import HostError
from therapyblog.publishing.json_api import JsonApi


class Way(NamedTuple):
    """A running server with a destination for it."""

    settings: str
    secret: str
    files: Callable[[], dict[str, bytes]]
    """What a visitor can see."""
    put: Callable[[str, bytes], None] | None = None
    """Puts a file there, as somebody else would."""


@contextlib.contextmanager
def sftp(folder: Path, *, chroot: bool = False) -> Iterator[Way]:
    with sftp_server(folder, chroot=chroot) as server:
        settings = f'host = "127.0.0.1"\nport = {server.port}\nuser = "{server.user}"\nkey_file = "{server.key_file}"'
        root = server.root / "www"
        yield Way(f'way = "sftp"\nfolder = "www"\n{settings}', "", lambda: files_of(root), _writer(root))


@contextlib.contextmanager
def ftps(folder: Path) -> Iterator[Way]:
    with ftps_server(folder) as server:
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


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    folder = tmp_path / "server"
    folder.mkdir()
    with WAYS[request.param](folder) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, way: Way, monkeypatch: pytest.MonkeyPatch) -> PublishedSite:
    site = PublishedSite(tmp_path / "site")
    site.destination(way.settings)
    site.secret = way.secret
    for name in ("rest", "sleep"):
        site.post(name)
    # What these servers hold is compared below; no web server shows it.
    monkeypatch.setattr("therapyblog.publishing.publishing.check_public", lambda *_: _nothing_seen())
    return site


def _nothing_seen() -> object:
    from therapyblog.publishing.verification import Verification

    return Verification()


def test_a_site_is_published_changed_and_taken_back(site: PublishedSite, way: Way) -> None:
    assert site.publish().published
    assert way.files() == files_of(site.out)
    assert not site.publish().changes
    site.post("rest", "Other words.")
    site.post("sleep", settings="status: draft\n")
    site.post("new")
    report = site.publish()
    assert way.files() == files_of(site.out)
    assert report.changes.taken_back == ("sleep/index.html",)
    assert not [path for path in report.changes.sent if path.startswith("assets/")]


def test_one_edit_sends_few_files(site: PublishedSite, way: Way) -> None:
    for number in range(12):
        site.post(f"text{number}", settings=f"date: 2026-01-{number + 1:02}\n")
    site.publish()
    site.post("text3", "Other words.", settings="date: 2026-01-04\n")
    assert len(site.publish().changes.sent) <= 15
    assert way.files() == files_of(site.out)


def test_another_computer_goes_on(site: PublishedSite, way: Way, tmp_path: Path) -> None:
    """Where the account can sign the list, or the host tells what is whose, nothing is asked but the destination."""
    site.publish()
    for name in (".therapyblog", "public"):
        shutil.rmtree(site.folder / name)
    site.post("sleep", settings="status: draft\n")
    report = site.publish()
    assert way.files() == files_of(site.out)
    if "cloudflare" not in way.settings:  # it lists no files
        assert "sleep/index.html" in report.changes.removed
    questions = [question for question in site.asked if "did not put there" in question]
    assert bool(questions) == ("s3" in way.settings)


def test_what_somebody_else_put_there_stays(site: PublishedSite, way: Way) -> None:
    if way.put is None:
        pytest.skip("what is there is replaced whole, so there it is named and agreed to")
    way.put("theirs.html", b"theirs")
    way.put("index.html", b"theirs, too")
    site.says = False
    from therapyblog.publishing.publishing import read_target

    allow = read_target(site.folder, "").digest
    with pytest.raises((UsageError, HostError)):
        site.publish(allow=allow)
    assert way.files() == {"theirs.html": b"theirs", "index.html": b"theirs, too"}
    site.says = True
    site.publish()
    assert way.files() == files_of(site.out) | {"theirs.html": b"theirs"}


def test_a_wrong_secret_is_one_sentence(site: PublishedSite, way: Way) -> None:
    if not way.secret or 'way = "s3"' in way.settings:
        pytest.skip("this server of the tests lets in by a key, or anybody")
    site.secret = "wrong"  # noqa: S105 - the test's own
    with pytest.raises(HostError, match="refuses this") as told:
        site.publish()
    assert told.value.exit_code == 3
    assert "\n" not in str(told.value)
    assert way.files() == {}


def test_an_unknown_server_key_is_asked_about_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("therapyblog.publishing.publishing.check_public", lambda *_: _nothing_seen())
    folder = tmp_path / "server"
    folder.mkdir()
    with sftp(folder) as way:
        site = PublishedSite(tmp_path / "site")
        site.destination(way.settings)
        site.post("rest")
        site.publish()
        site.post("new")
        site.publish()
        assert len([question for question in site.asked if "SHA256:" in question]) == 1
        site.destination(f'{way.settings}\nhost_key = "SHA256:wrong"')
        with pytest.raises(HostError, match="shows another key than `host_key`"):
            site.publish()
    (tmp_path / "other").mkdir()
    with sftp(tmp_path / "other") as way:
        known = tmp_path / "known_hosts"
        port = way.settings.split("port = ")[1].split("\n")[0]
        known.write_text(known.read_text().replace(known.read_text().split("]")[1].split(" ")[0], f":{port}"))
        site.destination(way.settings)
        with pytest.raises(HostError, match="another key than before"):
            site.publish()


def test_what_a_host_remembers_of_a_page_that_was_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Earlier deploys of ours are deleted, addresses of earlier versions are switched off, a commit is named."""
    monkeypatch.setattr("therapyblog.publishing.publishing.check_public", lambda *_: _nothing_seen())
    site = PublishedSite(tmp_path / "site")
    site.secret = TOKEN
    deploys, versions = FakeNetlify(), FakeCloudflare()
    with api_server(deploys) as first, api_server(versions) as second:
        monkeypatch.setattr("therapyblog.publishing.hosts.netlify.API", first)
        monkeypatch.setattr("therapyblog.publishing.hosts.cloudflare.API", second)
        for settings in ('way = "netlify"', 'way = "cloudflare"\naccount = "A1"'):
            site.destination(f'{settings}\nproject = "practice"')
            site.post("rest")
            site.publish()
            site.post("rest", settings="status: draft\n")
            assert site.publish().readable == ()
    assert [deploy["gone"] for deploy in deploys.deploys.values()] == [True, False]
    assert not versions.previews
    (tmp_path / "server").mkdir()
    with git(tmp_path / "server") as way:
        site.destination(way.settings)
        site.secret = way.secret
        site.publish()
        site.post("rest")
        (named,) = site.publish().readable
        assert "/commit/" in named


FILES_ONE_BY_ONE = ("sftp", "ftps", "s3")


@pytest.mark.parametrize("name", FILES_ONE_BY_ONE)
def test_a_cut_at_any_operation_of_a_server_leaves_pages_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, torture: bool
) -> None:
    """Two states take turns; each publication is cut off one operation later, and the next run finishes it."""
    monkeypatch.setattr("therapyblog.publishing.publishing.check_public", lambda *_: _nothing_seen())
    (tmp_path / "server").mkdir()
    with WAYS[name](tmp_path / "server") as way:
        site = PublishedSite(tmp_path / "site")
        site.destination(way.settings)
        site.secret = way.secret
        site.post("rest")
        site.publish()
        before, at, turn, was_cut = way.files(), 1, 0, True
        while was_cut:
            turn += 1
            site.post("rest", f"Words of turn {turn}.", settings="" if turn % 2 else "status: unlisted\n")
            site.post("sleep", settings="status: draft\n" if turn % 2 else "")
            site.build()
            wanted = files_of(site.out)
            was_cut = _publish_with_a_cut(site, monkeypatch, at, after=bool(turn % 2))
            there = way.files()
            torn = [path for path, content in there.items() if content not in (before.get(path), wanted.get(path))]
            assert not torn, f"torn at operation {at}"
            assert before.keys() & wanted.keys() <= there.keys(), f"a page is missing at operation {at}"
            site.publish()
            assert way.files() == wanted, f"the next run did not finish what ended at operation {at}"
            before = wanted
            at += 1 if torture else 5
        assert turn > 2
    assert len([question for question in site.asked if "did not put there" in question]) == 0


def _publish_with_a_cut(site: PublishedSite, monkeypatch: pytest.MonkeyPatch, at: int, *, after: bool) -> bool:
    """Publish over a connection that is lost at an operation, and return whether it came to that."""
    real = destinations.connect

    def connect(*arguments: Any) -> FileHostPublisher:
        publisher = real(*arguments)
        assert isinstance(publisher, FileHostPublisher)
        failing = FailingHost(publisher.host, at, after=after, error=lambda: HostError("the connection was lost"))
        return FileHostPublisher(failing)

    with monkeypatch.context() as patch:
        patch.setattr(destinations, "connect", connect)
        try:
            site.publish()
        except HostError:
            return True
    return False


@pytest.mark.parametrize("name", ["netlify", "cloudflare"])
def test_a_cut_at_any_request_shows_one_site_or_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("therapyblog.publishing.publishing.check_public", lambda *_: _nothing_seen())
    (tmp_path / "server").mkdir()
    real = JsonApi.ask
    with WAYS[name](tmp_path / "server") as way:
        site = PublishedSite(tmp_path / "site")
        site.destination(way.settings)
        site.secret = way.secret
        site.post("rest")
        site.publish()
        before, at, was_cut = way.files(), 0, True
        while was_cut:
            at += 1
            site.post("rest", f"Words of turn {at}.")
            site.build()
            wanted, left = files_of(site.out), [at]

            def ask(self: JsonApi, *arguments: Any, left: list[int] = left, **options: Any) -> Any:
                left[0] -= 1
                if left[0] <= 0:
                    raise HostError("the connection was lost")
                return real(self, *arguments, **options)

            with monkeypatch.context() as patch:
                patch.setattr(JsonApi, "ask", ask)
                try:
                    site.publish()
                    was_cut = False
                except HostError:
                    assert way.files() in (before, wanted), f"at request {at}"
            site.publish()
            assert way.files() == wanted
            before = wanted
        assert at > 4
