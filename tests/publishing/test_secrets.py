"""A password or token is nowhere but where a person put it: in no file, no log and no output."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from support.publishing import PublishedSite, shown
from support.ways import WAYS, Way
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
