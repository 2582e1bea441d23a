"""A password or token is nowhere but where a person put it: in no file, no log and no output."""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from support.publishing import PublishedSite, files_of, shown
from support.ways import WAYS, Way, pyftpd
from therapyblog.cli.publish import command
from therapyblog.publishing.publishing import read_target
from therapyblog.publishing.secret_store import variable_of

WITH_SECRET = ("ftps", "pyftpd", "git", "s3", "netlify", "cloudflare")
USERS = ("x-access-token", "key", "")
COMMANDS = ([], ["--json"], ["--debug"], ["--status"], ["--undo", "--debug"], ["--break-lock"])


@pytest.fixture(params=WITH_SECRET)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    folder = tmp_path / "server"
    folder.mkdir()
    with WAYS[request.param](folder) as running:
        yield running


@pytest.fixture
def address(way: Way) -> Iterator[str]:
    """Where visitors see what was published."""
    with shown(way.files) as address:
        yield address


def test_no_secret_is_written_or_shown(
    way: Way, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = PublishedSite(tmp_path / "site")
    site.destination(f'{way.settings}\nurl = "{address}"')
    target = read_target(site.folder, "")
    right = "a-secret-key-of-s3" if target.setting.way == "s3" else way.secret
    shown = ""
    with caplog.at_level(logging.DEBUG):
        for secret in (right, "a-wrong-secret-of-somebody"):
            monkeypatch.setenv(variable_of(target.setting), secret)
            for options in COMMANDS if secret == right else [["--debug"]]:
                site.post("rest", f"Words before {secret[:2]} {options}.")
                typed = [str(site.folder), "--yes", "--allow-destination", target.digest, *options]
                run = CliRunner().invoke(command, typed)
                shown += run.output
                assert run.exit_code == 0 or secret != right, run.output
    places = [path for name in ("site", "config") for path in (tmp_path / name).rglob("*") if path.is_file()]
    for secret in (right, "a-wrong-secret-of-somebody"):
        logins = [base64.b64encode(f"{user}:{secret}".encode()).decode() for user in USERS]
        for form in (secret, *logins):
            assert form not in shown
            assert form not in caplog.text
            assert not [path for path in places if form.encode() in path.read_bytes()]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
def test_a_keyring_keeps_what_the_host_took_and_nothing_else_does(tmp_path: Path) -> None:
    """A real keyring, in a file: a secret is kept in it once the host took it, and found there the next time."""
    folder = tmp_path / "server"
    folder.mkdir()
    kept = tmp_path / "keyring"
    with pyftpd(folder) as way, shown(way.files) as address:
        site = PublishedSite(tmp_path / "site")
        site.destination(f'{way.settings}\nurl = "{address}"')
        site.post("rest")
        agrees = ("new on this computer", "y")
        first = at_a_terminal(tmp_path, [agrees, ("Password for anna", "a-wrong-secret")], code=3)
        assert "refuses this user name or password" in first
        assert not list(kept.rglob("*.cfg"))
        right = ("Password for anna", way.secret)
        second = at_a_terminal(tmp_path, [right, ("Publish this now", "y"), ("Keep it in this system", "y")], code=0)
        site.post("new")
        third = at_a_terminal(tmp_path, [("Publish this now", "y")], code=0)
        assert "Password" not in third
        assert way.files() == files_of(site.out)
    places = [path for path in tmp_path.rglob("*") if path.is_file() and kept not in path.parents]
    for secret in ("a-wrong-secret", way.secret):
        assert secret not in first + second + third
        assert not [path for path in places if secret.encode() in path.read_bytes()]
    in_keyring = "".join(path.read_text() for path in kept.rglob("*.cfg"))
    stored = [base64.b64decode(text) for text in re.findall(r"= *\n?\s*(\S+)", in_keyring)]
    assert [text for text in stored if way.secret.encode() in text]
    assert not [text for text in stored if b"a-wrong-secret" in text]


def at_a_terminal(folder: Path, answers: list[tuple[str, str]], *, code: int) -> str:
    """Run `publish` at a terminal, as a person who answers each question when it is asked; return what was said."""
    import pty

    leader, follower = pty.openpty()
    environment = {
        **os.environ,
        "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
        "XDG_DATA_HOME": str(folder / "keyring"),
        "TERM": "dumb",
    }
    typed = [sys.executable, "-m", "therapyblog", "publish", str(folder / "site")]
    with subprocess.Popen(typed, stdin=follower, stdout=follower, stderr=follower, env=environment) as process:
        os.close(follower)
        said = ""
        with contextlib.suppress(OSError):  # the other end is closed
            while chunk := os.read(leader, 4096):
                said += chunk.decode()
                if answers and answers[0][0] in said.rpartition("\n")[2] and said.endswith(": "):
                    os.write(leader, f"{answers.pop(0)[1]}\n".encode())
        os.close(leader)
        assert process.wait() == code, said
    assert not answers, f"it did not ask {answers[0][0]!r}: {said}"
    return said
