"""`therapyblog desk`, and `therapyblog` alone, started as a person starts them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.served import PATIENCE, Client
from support.site import post
from therapyblog.cli.main import has_display

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the tests end it with signals that Windows does not have")


@pytest.fixture
def computer(site, tmp_path, monkeypatch):
    """A site, an account of its own, and a browser that only notes what it was started with."""
    site.write({"posts/one.md": post("One", date="2026-10-01")})
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{tmp_path}/opened"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("THERAPYBLOG_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    return site


class AtTerminal:
    """A command at a terminal: what it printed so far."""

    def __init__(self, *words: str, cwd: Path, **more: str) -> None:
        master, slave = os.openpty()
        self._master, self.printed = master, ""
        command = [sys.executable, "-m", "therapyblog", *words]
        environment = {**os.environ, **more}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=cwd, env=environment, start_new_session=True
        )
        os.close(slave)

    def read(self, pattern: str) -> re.Match[str]:
        """Wait for something to be printed."""
        while not (found := re.search(pattern, self.printed)):
            try:
                self.printed += os.read(self._master, 65536).decode()
            except OSError:
                raise AssertionError(f"{pattern} is not in {self.printed}") from None
        return found

    def end(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        with contextlib.suppress(OSError):
            while some := os.read(self._master, 65536).decode():
                self.printed += some
        os.close(self._master)
        return code


@pytest.fixture
def at_terminal():
    started = []

    def start(*words, **more):
        started.append(AtTerminal(*words, **more))
        return started[-1]

    yield start
    for command in started:
        if command.process.poll() is None:
            command.process.kill()
            command.process.wait()


def opened(folder):
    """Return the address that a browser was started with; wait for it."""
    note, until = folder / "opened", time.monotonic() + PATIENCE
    while not note.exists() or not note.read_text().endswith("\n"):
        assert time.monotonic() < until
        time.sleep(0.01)
    return note.read_text().split()


def test_the_address_is_printed_and_answers(computer, tmp_path, at_terminal):
    desk = at_terminal("desk", str(computer.folder), "--no-browser", cwd=tmp_path)
    found = desk.read(r"http://127\.0\.0\.1:(\d+)/#token=([\w-]+)")
    host = f"127.0.0.1:{found[1]}"
    assert Client(int(found[1])).ask("/").status == 200
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    headers = {"Origin": f"http://{host}", "Content-Type": "application/json", "X-Therapyblog-Token": found[2]}
    connection.request("POST", "/api/site.read", "{}", headers)
    assert json.loads(connection.getresponse().read())["title"] == "Still Water"
    connection.close()
    assert desk.end() == 0
    assert "The desk has ended." in desk.printed
    assert not (tmp_path / "opened").exists()


def test_alone_it_opens_the_desk_where_there_is_a_terminal_and_a_display(computer, tmp_path, at_terminal):
    """What a browser is started with can be read by other accounts: a code that counts once, never the token."""
    first = at_terminal(cwd=computer.folder, DISPLAY=":0")
    first.read("The desk is open until you end it")
    (address,) = opened(tmp_path)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter#[\w-]+", address)
    assert "token" not in first.printed
    (tmp_path / "opened").unlink()
    second = at_terminal(cwd=tmp_path, WAYLAND_DISPLAY="wayland-0")
    second.read("The desk is open already; this is another window of it.")
    assert second.process.wait(PATIENCE) == 0
    (again,) = opened(tmp_path)
    assert again.partition("/enter#")[0] == address.partition("/enter#")[0]
    assert again != address
    first.read(re.escape("The desk is open until"))
    assert first.end() == 0
    assert not (tmp_path / "config" / "desk-running.json").exists()


def test_without_a_browser_the_address_is_printed_after_all(computer, tmp_path, at_terminal):
    desk = at_terminal("desk", cwd=computer.folder, BROWSER=str(tmp_path / "nothing"), PATH=str(tmp_path))
    desk.read(r"No browser could be opened\. Open this address, .*: http://127\.0\.0\.1:\d+/#token=[\w-]+")
    assert desk.end() == 0


def test_alone_it_is_the_help_elsewhere(computer, tmp_path, at_terminal, run):
    help_at_terminal = at_terminal(cwd=computer.folder)
    help_at_terminal.read("Show the site while you write")
    piped = run(cwd=computer.folder)
    assert "Show the site while you write" in piped.out + piped.err
    assert not (tmp_path / "opened").exists()


def test_where_a_browser_can_be_shown():
    rows = [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "darwin", False),
        ({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "DISPLAY": "localhost:10.0"}, "linux", True),
    ]
    for environment, platform, shown in rows:
        assert has_display(environment, platform) is shown, (environment, platform)


def test_a_folder_that_is_no_site_and_a_port_that_is_taken(computer, tmp_path, run):
    nowhere = run("desk", "nowhere", "--no-browser", cwd=tmp_path)
    says = f"{tmp_path / 'nowhere'} is not there. Choose the folder in which therapyblog.toml lies."
    assert (nowhere.code, nowhere.err.strip()) == (2, f"therapyblog: {says}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = run("desk", str(computer.folder), "--port", port, "--no-browser", cwd=tmp_path)
    assert refused.code == 2
    assert f"port {port} is taken" in refused.err


def test_there_is_no_way_to_let_others_in(run, computer):
    for command in (("desk", "--expose"), ("desk", "--host", "0.0.0.0"), ("serve", "--desk")):  # noqa: S104 - refused
        refused = run(*command, cwd=computer.folder)
        assert (refused.code, "No such option" in refused.err) == (2, True)
    assert "expose" not in run("desk", "--help", cwd=computer.folder).out
