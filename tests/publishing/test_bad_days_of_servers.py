"""Bad days of servers that are reached by SFTP and FTPS: one sentence each, and what was public stays whole."""

from __future__ import annotations

import contextlib
import ftplib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from support.cuts import Line
from support.publishing import PublishedSite, files_of
from support.ways import WAYS, Way, ftps, pyftpd, sftp
from therapyblog.publishing.host import HostError
from therapyblog.publishing.publishing import read_target


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    site = PublishedSite(tmp_path / "site")
    for name in ("rest", "sleep"):
        site.post(name)
    (tmp_path / "server").mkdir()
    return site


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
        way.takes(site)
        assert says in site.refused()
        assert way.files() == {}


def test_an_ftp_server_that_lists_nothing_is_published_to(site: PublishedSite, tmp_path: Path) -> None:
    with ftps(tmp_path / "server", "dirlist_enable=NO\n") as way:
        way.takes(site)
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
        running.takes(site)
        site.publish()
        before = running.files()
        home = running.root
        keep = tmp_path / "keep"
        subprocess.run(["cp", "-a", str(home), str(keep)], check=True)
        size = sum(path.stat().st_size + 8192 for path in keep.rglob("*")) + 100_000
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(home)], check=False)
        if mounted.returncode:
            pytest.skip("this system mounts no small disk")
        stack.callback(subprocess.run, ["umount", "-l", str(home)], check=True)
        subprocess.run(["cp", "-a", f"{keep}/.", str(home)], check=True)
        site.post("rest", "A long text. " * 30_000)
        assert "full" in site.refused()
        assert running.files() == before
        site.post("rest", "A short text.")
        site.publish()
        assert running.files() == files_of(site.out)


def test_a_list_that_somebody_else_made_is_not_believed(site: PublishedSite, tmp_path: Path) -> None:
    """A forged list cannot have a file removed that nobody agreed to."""
    with sftp(tmp_path / "server") as way:
        way.put("theirs.html", b"theirs")
        rows = {path: {"digest": "00", "size": 6} for path in ("theirs.html", "../outside.html")}
        own = way.root / ".therapyblog-www"
        own.mkdir()
        (own.parent / "outside.html").write_bytes(b"x")
        way.takes(site)
        listed = {"version": 1, "site": read_target(site.folder, "").address, "files": rows, "hidden": False}
        (own / "list.json").write_text(json.dumps({"content": json.dumps(listed), "signature": "00"}))
        site.publish()
        assert len([question for question in site.asked if "theirs.html" in question]) == 1
        assert not [question for question in site.asked if "outside" in question]
        assert (own.parent / "outside.html").exists()


def refuses(reply: str, command: str = "STOR") -> Callable[[Path], AbstractContextManager[Way]]:
    """Return an FTPS server that refuses a command."""

    def refuse(self: Any, *_: object) -> None:
        self.respond(reply)

    return lambda folder: pyftpd(folder, **{f"ftp_{command}": refuse})


QUOTAS = {
    "452": (refuses("452 Insufficient storage space."), "the disk of localhost, or your quota there, is full"),
    "552": (refuses("552 Exceeded storage allocation."), "the disk of localhost, or your quota there, is full"),
    "451": (refuses("451 Local error in processing."), "the disk there, or your quota, may be full"),
    "550 at renaming": (refuses("550 Not allowed.", "RNFR"), "does not let this account write there"),
    "421": (refuses("421 Too many files.", "STOR"), "the connection to localhost was lost"),
}


@pytest.mark.parametrize("day", QUOTAS)
def test_a_quota_that_is_full_is_one_sentence(site: PublishedSite, tmp_path: Path, day: str) -> None:
    start, says = QUOTAS[day]
    with start(tmp_path / "server") as way:
        way.takes(site)
        assert says in site.refused()
        assert way.files() == {}


@pytest.fixture(params=["ftps", "pyftpd"])
def ftp(request: pytest.FixtureRequest, tmp_path: Path, site: PublishedSite) -> Iterator[Way]:
    """An FTPS server that the site is published to."""
    with WAYS[request.param](tmp_path / "server") as way:
        way.takes(site)
        site.publish()
        yield way


def through(line: Line, way: Way) -> str:
    """Return the settings of a way through a line."""
    return way.settings.replace(f"port = {way.port}", f"port = {line.port}")


def test_a_connection_that_breaks_at_the_login_is_tried_again(site: PublishedSite, ftp: Way) -> None:
    """Nothing was sent yet, so it is tried again; where it breaks each time, that is one sentence."""
    with closing(Line(ftp.port)) as line:
        site.destination(through(line, ftp))
        site.publish()
        site.post("rest", "Other words.")
        for most in (0, 200, 1500, 2500):
            line.carried, line.most = 0, most
            assert "breaks off each time while logging in" in site.refused()
        pauses: list[float] = []

        def wait(seconds: float) -> None:
            pauses.append(seconds)
            line.most = None

        line.carried, line.most = 0, 200
        site.publish(context=msgspec.structs.replace(site.order().context, wait=wait))
        assert len(pauses) == 1
        assert ftp.files() == files_of(site.out)


@pytest.mark.parametrize("command", ["STOR", "RETR", "NLST", "MLSD"])
@pytest.mark.parametrize("most", [0, 700, 2500])
def test_a_data_connection_may_be_cut_in_the_middle(
    site: PublishedSite, ftp: Way, command: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page stays whole, what is told is one sentence, and the next run finishes."""
    before = ftp.files()
    site.post("rest", "Other words. " * 2000)
    site.post("sleep", settings="status: draft\n")
    site.post("new")
    site.forget()
    lines: list[Line] = []
    commands: list[str] = []
    makepasv, transfer = ftplib.FTP.makepasv, ftplib.FTP.ntransfercmd

    def note(connection: ftplib.FTP, wanted: str, rest: Any = None) -> Any:
        commands.append(wanted.split(maxsplit=1)[0])
        return transfer(connection, wanted, rest)

    def cut(connection: ftplib.FTP) -> tuple[str, int]:
        host, port = makepasv(connection)
        if commands[-1] != command:
            return host, port
        lines.append(Line(port))
        lines[-1].most = most
        return host, lines[-1].port

    with monkeypatch.context() as patch:
        patch.setattr(ftplib.FTP, "ntransfercmd", note)
        patch.setattr(ftplib.FTP, "makepasv", cut)
        try:
            site.publish()
        except HostError as error:
            told = str(error)
        else:
            told = ""
    assert "\n" not in told
    was_cut = any(line.carried >= most for line in lines)
    assert bool(told) == was_cut or command in ("NLST", "MLSD"), "a server that lists nothing is published to"
    there, wanted = ftp.files(), files_of(site.out)
    assert not [path for path in there if there[path] not in (before.get(path), wanted.get(path))]
    assert before.keys() & wanted.keys() <= there.keys()
    for line in lines:
        line.close()
    site.publish()
    assert ftp.files() == wanted
    assert lines or command not in commands
    assert not [question for question in site.asked if "did not put there" in question]
