"""Bad days of hosts: one sentence each, the right exit code, and what was public stays whole."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from support.hosts import free_port
from support.publishing import PublishedSite, files_of
from support.ways import Way, ftps, sftp
from therapyblog.publishing.host import HostError
from therapyblog.publishing.publishing import read_target
from therapyblog.publishing.verification import Verification


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PublishedSite:
    monkeypatch.setattr("therapyblog.publishing.publishing.check_public", lambda *_: Verification())
    site = PublishedSite(tmp_path / "site")
    for name in ("rest", "sleep"):
        site.post(name)
    (tmp_path / "server").mkdir()
    return site


def refused(site: PublishedSite, settings: str, secret: str = "") -> str:
    """Return what is said of a publication that must fail: one sentence."""
    site.destination(settings)
    site.secret = secret
    with pytest.raises(HostError) as told:
        site.publish()
    assert told.value.exit_code == 3
    assert "\n" not in str(told.value)
    return str(told.value)


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
    "cloudflare: elsewhere": ("cloudflare", 307, b"", ELSEWHERE, "leads to another address"),
    "git: token": ("git", 401, b"", {}, "refuses this token"),
    "git: rights": ("git", 403, b"", {}, "refuses this token"),
    "git: no repository": ("git", 404, b"", {}, "there is no repository"),
    "git: no git": ("git", 200, NO_JSON, {}, "does not answer"),
    "git: elsewhere": ("git", 302, b"", ELSEWHERE, "does not answer"),
}
"""Bad day → way, status, content and headers of every answer, and what is said."""


@pytest.mark.parametrize("day", ANSWERS)
def test_answers_of_hosts(site: PublishedSite, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    way, status, content, headers, says = ANSWERS[day]
    with answering(status, content, headers) as port:
        for name in ("netlify", "cloudflare"):
            monkeypatch.setattr(f"therapyblog.publishing.hosts.{name}.API", f"http://127.0.0.1:{port}")
        told = refused(site, SETTINGS[way].format(port=port), "some-secret-token")
    assert says in told
    assert "some-secret-token" not in told


@pytest.mark.parametrize("way", ["s3", "git"])
def test_nobody_answers(site: PublishedSite, way: str) -> None:
    assert "does not answer" in refused(site, SETTINGS[way].format(port=free_port()), "secret")


FILE_SERVERS: dict[str, tuple[Callable[[Path], AbstractContextManager[Way]], str]] = {
    "sftp, read-only": (lambda folder: sftp(folder, options="-R"), "does not let this account write there"),
    "ftps, read-only": (lambda folder: ftps(folder, "write_enable=NO\n"), "does not let this account write there"),
    "ftps, passive mode refused": (lambda folder: ftps(folder, "pasv_enable=NO\n"), "refuses passive connections"),
    "ftps, without TLS": (lambda folder: ftps(folder, "ssl_enable=NO\n"), "has no FTPS"),
}


@pytest.mark.parametrize("day", FILE_SERVERS)
def test_servers_that_refuse(site: PublishedSite, tmp_path: Path, day: str) -> None:
    start, says = FILE_SERVERS[day]
    with start(tmp_path / "server") as way:
        assert says in refused(site, way.settings, way.secret)
        assert way.files() == {}


def test_an_ftp_server_that_lists_nothing_is_published_to(site: PublishedSite, tmp_path: Path) -> None:
    with ftps(tmp_path / "server", "dirlist_enable=NO\n") as way:
        site.destination(way.settings)
        site.secret = way.secret
        for text in ("Words.", "Other words."):
            site.post("rest", text)
            site.publish()
            assert way.files() == files_of(site.out)


@pytest.mark.parametrize("way", ["sftp", "ftps"])
def test_a_full_disk_leaves_what_was_public(site: PublishedSite, tmp_path: Path, way: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    start = {"sftp": sftp, "ftps": ftps}[way]
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(start(tmp_path / "server"))
        site.destination(running.settings)
        site.secret = running.secret
        site.publish()
        before = running.files()
        home = tmp_path / "server/home"
        keep = tmp_path / "keep"
        subprocess.run(["cp", "-a", str(home), str(keep)], check=True)
        size = sum(path.stat().st_size + 8192 for path in keep.rglob("*")) + 100_000
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(home)], check=False)
        if mounted.returncode:
            pytest.skip("this system mounts no small disk")
        stack.callback(subprocess.run, ["umount", "-l", str(home)], check=True)
        subprocess.run(["cp", "-a", f"{keep}/.", str(home)], check=True)
        site.post("rest", "A long text. " * 30_000)
        assert "full" in refused(site, running.settings, running.secret)
        assert running.files() == before
        site.post("rest", "A short text.")
        site.publish()
        assert running.files() == files_of(site.out)


def test_a_list_that_somebody_else_made_is_not_believed(site: PublishedSite, tmp_path: Path) -> None:
    """A forged list cannot have a file removed that nobody agreed to."""
    with sftp(tmp_path / "server") as way:
        assert way.put is not None
        way.put("theirs.html", b"theirs")
        rows = {path: {"digest": "00", "size": 6} for path in ("theirs.html", "../outside.html")}
        own = tmp_path / "server/home/.therapyblog-www"
        own.mkdir()
        (own.parent / "outside.html").write_bytes(b"x")
        site.destination(way.settings)
        listed = {"version": 1, "site": read_target(site.folder, "").address, "files": rows, "hidden": False}
        (own / "list.json").write_text(json.dumps({"content": json.dumps(listed), "signature": "00"}))
        site.publish()
        assert len([question for question in site.asked if "theirs.html" in question]) == 1
        assert not [question for question in site.asked if "outside" in question]
        assert (own.parent / "outside.html").exists()
