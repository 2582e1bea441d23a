"""Publishing to real servers on this computer: OpenSSH, vsftpd, git, and an S3 server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.host_apis import TOKEN, FakeCloudflare, FakeNetlify, answered_by, api_server
from support.publishing import PublishedSite, files_of
from support.ways import WAYS, Way, git, sftp
from therapyblog.errors import UsageError
from therapyblog.publishing.host import HostError
from therapyblog.publishing.hosts.cloudflare import API as CLOUDFLARE
from therapyblog.publishing.hosts.netlify import API as NETLIFY


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    folder = tmp_path / "server"
    folder.mkdir()
    with WAYS[request.param](folder) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, way: Way) -> PublishedSite:
    site = PublishedSite(tmp_path / "site")
    way.takes(site)
    for name in ("rest", "sleep"):
        site.post(name)
    return site


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
    if way.at_once:
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


def test_an_unknown_server_key_is_asked_about_once(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with sftp(folder) as way:
        site = PublishedSite(tmp_path / "site")
        way.takes(site)
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


def test_what_a_host_remembers_of_a_page_that_was_taken_back(tmp_path: Path) -> None:
    """Earlier deploys of ours are deleted, addresses of earlier versions are switched off, a commit is named."""
    site = PublishedSite(tmp_path / "site")
    site.secret, site.is_shown = TOKEN, False
    deploys, versions = FakeNetlify(), FakeCloudflare()
    with (
        api_server(deploys) as first,
        api_server(versions) as second,
        answered_by({NETLIFY: first, CLOUDFLARE: second}),
    ):
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
