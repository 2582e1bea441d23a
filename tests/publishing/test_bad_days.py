"""Bad days of hosts: one sentence each, the right exit code, and what was public stays whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from support.cuts import refused_requests
from support.faults import DIED, Watch, dying_at, in_a_process, operations, refusing, watched
from support.host_apis import answered_by
from support.hosts import free_port
from support.memory_host import CaseBlindHost
from support.publishing import PublishedSite, files_of, shown
from support.ways import CLOUDFLARE, EVERY_WAY, NETLIFY
from therapyblog.publishing.file_host import FEW, FileHostPublisher
from therapyblog.publishing.host import HostError
from therapyblog.publishing.publishing import read_target
from therapyblog.publishing.verification import verify


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    site = PublishedSite(tmp_path / "site")
    site.is_shown = False
    for name in ("rest", "sleep"):
        site.post(name)
    (tmp_path / "server").mkdir()
    return site


@contextmanager
def answering(status: int, content: bytes, headers: dict[str, str] | None = None) -> Iterator[int]:
    """Run a server that answers everything with the same, and yield its port."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 - the names that the library calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


SETTINGS = {
    "s3": 'way = "s3"\nendpoint = "http://127.0.0.1:{port}"\nbucket = "site"\nuser = "key"',
    "netlify": 'way = "netlify"\nproject = "practice"',
    "cloudflare": 'way = "cloudflare"\naccount = "A1"\nproject = "practice"',
    "git": 'way = "git"\nrepository = "http://127.0.0.1:{port}/site.git"\nbranch = "pages"',
}
ELSEWHERE = {"Location": "http://127.0.0.1:9/elsewhere"}
NO_JSON = b"<!doctype html><p>Please log in to this wireless network"
ANSWERS: dict[str, tuple[str, int, bytes, dict[str, str], str]] = {
    "clock": ("s3", 403, b"<Error><Code>RequestTimeTooSkewed</Code></Error>", {}, "clock of this computer is wrong"),
    "key unknown": ("s3", 403, b"<Error><Code>InvalidAccessKeyId</Code></Error>", {}, "does not know this key"),
    "secret wrong": ("s3", 403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", {}, "refuses the secret key"),
    "too few rights": ("s3", 403, b"<Error><Code>AccessDenied</Code></Error>", {}, "does not let this key write"),
    "no bucket": ("s3", 404, b"<Error><Code>NoSuchBucket</Code></Error>", {}, "has no bucket of that name"),
    "quota": ("s3", 403, b"<Error><Code>QuotaExceeded</Code></Error>", {}, "has no room left"),
    "bucket elsewhere": (
        "s3",
        301,
        b"<Error><Code>PermanentRedirect</Code></Error>",
        ELSEWHERE,
        "keeps this bucket at another address",
    ),
    "no list": ("s3", 200, NO_JSON, {}, "answered with something that is no list of objects"),
    "netlify: token": ("netlify", 401, b'{"message": "Unauthorized"}', {}, "refuses this token"),
    "netlify: rights": ("netlify", 403, b"{}", {}, "give it the right to change this site"),
    "netlify: no site": ("netlify", 404, b"{}", {}, "has no site practice"),
    "netlify: elsewhere": ("netlify", 302, b"", ELSEWHERE, "leads to another address"),
    "netlify: no JSON": ("netlify", 200, NO_JSON, {}, "something that is no JSON"),
    "netlify: a list": ("netlify", 200, b"[]", {}, "has no site practice"),
    "cloudflare: token": ("cloudflare", 401, b'{"errors": []}', {}, "refuses this token"),
    "cloudflare: rights": ("cloudflare", 403, b'{"errors": []}', {}, "give it the right"),
    "cloudflare: no account": ("cloudflare", 404, b"{}", {}, "has no such account"),
    "cloudflare: elsewhere": ("cloudflare", 307, b"", ELSEWHERE, "leads to another address"),
    "git: token": ("git", 401, b"", {}, "refuses this token"),
    "git: rights": ("git", 403, b"", {}, "refuses this token"),
    "git: no repository": ("git", 404, b"", {}, "there is no repository"),
    "git: no git": ("git", 200, NO_JSON, {}, "does not answer"),
    "git: elsewhere": ("git", 302, b"", ELSEWHERE, "does not answer"),
}
"""Bad day → way, status, content and headers of every answer, and what is said."""


@pytest.mark.parametrize("day", ANSWERS)
def test_answers_of_hosts(site: PublishedSite, day: str) -> None:
    way, status, content, headers, says = ANSWERS[day]
    with answering(status, content, headers) as port:
        here = f"http://127.0.0.1:{port}"
        with answered_by({NETLIFY: here, CLOUDFLARE: here}):
            site.destination(SETTINGS[way].format(port=port))
            site.secret = "some-secret-token"  # noqa: S105 - the test's own
            told = site.refused()
    assert says in told
    assert "some-secret-token" not in told


@pytest.mark.parametrize("way", ["s3", "git"])
def test_nobody_answers(site: PublishedSite, way: str) -> None:
    site.destination(SETTINGS[way].format(port=free_port()))
    site.secret = "secret"  # noqa: S105 - the test's own
    assert "does not answer" in site.refused()


class Refusal(NamedTuple):
    """A request that a host refuses, though it took those before."""

    way: str
    request: str
    """A pattern of method and address."""
    status: int
    content: bytes
    says: str
    first: int = 0
    """How many such requests it takes before."""


DENIED = b"<Error><Code>AccessDenied</Code></Error>"
NO_ROOM = b"<Error><Code>QuotaExceeded</Code></Error>"
MAY_READ_ONLY = {
    "git": Refusal("git", "git-receive-pack", 403, b"", "refuses this token: it must be valid and may write"),
    "s3": Refusal("s3", "^PUT ", 403, DENIED, "does not let this key write to the bucket"),
    "netlify": Refusal("netlify", "^POST .*/deploys", 403, b"{}", "give it the right to change this site"),
    "cloudflare": Refusal("cloudflare", "^POST .*upload-session", 403, b"{}", "give it the right"),
}
REFUSALS = {
    **{f"{way}: a token that may only read": refusal for way, refusal in MAY_READ_ONLY.items()},
    "s3: a key that may not delete": Refusal("s3", "^DELETE ", 403, DENIED, "does not let this key write"),
    "s3: quota in the middle": Refusal("s3", "^PUT ", 403, NO_ROOM, "has no room left for this account", 5),
    "s3: no room (RFC 4918)": Refusal("s3", "^PUT ", 507, b"", "has no room left for this account", 5),
    "s3: it wants fewer requests": Refusal("s3", "^PUT ", 429, b"", "wants fewer requests", 5),
    "netlify: files are refused": Refusal("netlify", "^PUT ", 422, b'{"message": "Too large"}', "Too large", 1),
    "netlify: no room": Refusal("netlify", "^POST .*/deploys", 402, b'{"message": "Usage exceeded"}', "Usage exceeded"),
    "netlify: no room (RFC 4918)": Refusal("netlify", "^PUT ", 507, b"", "has no room left", 1),
    "cloudflare: the version is refused": Refusal("cloudflare", "^PUT ", 403, b"{}", "give it the right"),
    "git: no room": Refusal("git", "^POST .*git-receive-pack", 507, b"", "has no room left"),
}


@pytest.mark.parametrize("day", REFUSALS)
def test_what_a_host_refuses_in_the_middle(site: PublishedSite, tmp_path: Path, day: str) -> None:
    refusal = REFUSALS[day]
    with EVERY_WAY[refusal.way](tmp_path / "server") as way:
        way.takes(site)
        site.publish()
        before = way.files()
        site.post("rest", "Other words.")
        site.post("sleep", settings="status: draft\n")
        with refused_requests(refusal.request, refusal.status, refusal.content, first=refusal.first):
            assert refusal.says in site.refused()
        there, wanted = way.files(), files_of(site.out)
        taken_back = before.keys() - wanted.keys()
        assert {path: before[path] for path in there} | {path: before[path] for path in taken_back} == before
        site.publish()
        assert way.files() == wanted


@pytest.mark.parametrize("lists_lower", [False, True])
@pytest.mark.parametrize("texts", [2, FEW + 2])
def test_a_host_that_takes_upper_and_lower_case_for_the_same(
    site: PublishedSite, texts: int, *, lists_lower: bool
) -> None:
    """A name that only changes its case is neither lost nor somebody else's; a file of theirs is still asked about."""
    host = CaseBlindHost(lists_lower=lists_lower)
    site.connect = lambda *_: FileHostPublisher(host)
    site.destination('way = "folder"\nfolder = "../web"')
    host.put("ROBOTS.TXT", b"theirs")
    names = [f"text{number}" for number in range(texts)]
    for case in (str.title, str.lower, str.upper):
        for name in names:
            site.post(name, settings=f"slug: {case(name)}\n")
        site.publish()
        assert {path.casefold(): content for path, content in host.files().items()} == {
            path.casefold(): content for path, content in files_of(site.out).items()
        }
        if lists_lower:  # as if on another computer
            site.forget()
    (question,) = [question for question in site.asked if "did not put there" in question]
    assert "holds 1 file that therapyblog did not put there: robots.txt." in question


def test_an_old_name_in_other_case_that_still_answers_is_no_fault(site: PublishedSite) -> None:
    """A web server that takes upper and lower case for the same shows the page at its old address, too."""
    site.destination('way = "folder"\nfolder = "../web"')
    site.publish()
    record = read_target(site.folder, "").last
    assert record is not None
    page = files_of(site.out)["rest/index.html"]
    with shown(lambda: {"rest/index.html": page, "Rest/index.html": page}) as address:
        assert not verify(address, record.files, [], ["Rest/index.html"], patience=0).wrong
        assert verify(address, {}, [], ["Rest/index.html"], patience=0).wrong


@pytest.mark.parametrize("moment", [0, 4_102_444_800])
@pytest.mark.parametrize("way", ["folder", "zip", "sftp", "ftps", "pyftpd"])
def test_times_at_the_host_prove_nothing(site: PublishedSite, tmp_path: Path, way: str, moment: int) -> None:
    """A host whose clock is wrong by decades gets what changed, and nothing else."""
    with EVERY_WAY[way](tmp_path / "server") as running:
        running.takes(site)
        site.publish()
        for place in running.root.rglob("*"):
            os.utime(place, (moment, moment))
        assert not site.publish().changes
        site.post("rest", "Other words.")
        assert "sleep/index.html" not in site.publish().changes.sent
        assert running.files() == files_of(site.out)


CUTS: dict[str, tuple[Callable[[int], Callable[[int, str, str], None]], int]] = {
    "the disk is full": (lambda at: refusing(errno.ENOSPC, at), 3),
    "the process is ended": (lambda at: dying_at(at, torn=True), DIED),
}
"""Bad day → what happens at an operation on a file, and the exit code."""


@pytest.mark.parametrize("day", CUTS)
def test_a_zip_file_that_is_cut_off_stays_as_it_was(site: PublishedSite, tmp_path: Path, day: str) -> None:
    """The next run finishes, and nothing stays beside it."""
    act, code = CUTS[day]
    with EVERY_WAY["zip"](tmp_path / "server") as way:
        way.takes(site)
        site.publish()
        path = tmp_path / "server/home/site.zip"
        site.post("rest", "Other words.")
        count = len(operations(site.publish, path.parent))
        assert count > 1
        for at in range(1, count + 1):
            before = path.read_bytes()
            site.post("rest", f"Words {at}.")
            assert in_a_process(lambda at=at: publish_watched(site, Watch((path.parent,), act(at)))) == code
            assert path.read_bytes() == before
            site.publish()
            assert way.files() == files_of(site.out)
            assert [entry.name for entry in path.parent.iterdir()] == ["site.zip"]


def publish_watched(site: PublishedSite, watch: Watch) -> int:
    """Publish, and return the exit code."""
    with watched(watch):
        try:
            site.publish()
        except HostError as error:
            return error.exit_code
    return 0


def test_a_zip_file_that_the_disk_takes_half_of_stays_as_it_was(site: PublishedSite, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    with EVERY_WAY["zip"](tmp_path / "server") as way:
        way.takes(site)
        site.publish()
        path = tmp_path / "server/home/site.zip"
        before = path.read_bytes()
        site.post("rest", "Other words.")

        def publish_with_little_room() -> int:
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, len(before)))
            return publish_watched(site, Watch((), lambda *_: None))

        assert in_a_process(publish_with_little_room) == 3
        assert path.read_bytes() == before
        assert [entry.name for entry in path.parent.iterdir()] == ["site.zip"]
        site.publish()
        assert way.files() == files_of(site.out)
