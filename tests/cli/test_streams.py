"""What a command writes to: a reader who has gone, a full disk, no stream at all, an encoding that lacks letters."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from support.rows import every_row
from support.site import SmallSite, post

COMMANDS = {
    ("build", "good"): (0, "out"),
    ("build", "good", "--json"): (0, "out"),
    ("build", "good", "--verbose"): (0, "out and err"),
    ("build", "bad"): (1, "err"),
    ("build", "bad", "--json"): (1, "out"),
    ("build", "nowhere"): (2, "err"),
    ("biuld",): (2, "err"),
    ("--version",): (0, "out"),
    ("build", "--help"): (0, "out"),
    ("schema",): (0, "out"),
    ("theme", "list"): (0, "out"),
    ("theme", "check", "calm"): (0, "out"),
}
"""Every way in which commands print: the exit code of each, and where something is printed."""
FULL = Path("/dev/full")
PATIENCE = 300
"""Seconds that a command may take on a busy machine."""
Refusal = Callable[[str], AbstractContextManager[dict[str, Any]]]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="file descriptors are given to the command as POSIX has them")
needs_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@pytest.fixture
def sites(tmp_path):
    SmallSite(tmp_path / "good").write({"posts/a.md": post("Łódź")})
    SmallSite(tmp_path / "bad").write({"posts/a.md": post("A", "[x](/nope/)")})
    return tmp_path


@contextmanager
def _gone(name: str) -> Iterator[dict]:
    """A pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield {name: writing}
    os.close(writing)


@contextmanager
def _full(name: str) -> Iterator[dict]:
    """A file on a full disk."""
    with FULL.open("wb") as full:
        yield {name: full}


@contextmanager
def _missing(name: str) -> Iterator[dict]:
    """No stream at all, as `2>&-` leaves it."""

    def begin() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close({"stdout": 1, "stderr": 2}[name])

    yield {name: subprocess.DEVNULL, "preexec_fn": begin}


@pytest.fixture
def turns(torture: bool) -> Callable[..., Sequence[Refusal]]:
    """Choose the ways in which a command's stream refuses: with --torture all of them in every test.

    Without, each command has its turn in one of the three tests, with one of its ways by turns.
    """

    def choose(number: int, test: int, refusing: Sequence[Refusal]) -> Sequence[Refusal]:
        there = [refuse for refuse in refusing if refuse is not _full or FULL.exists()]
        turn, mine = divmod(number, 3)
        return there if torture or not there else [there[turn % len(there)]] if mine == test else []

    return choose


@every_row("number, command", enumerate(COMMANDS), fresh=sites)
def test_nobody_hears_the_messages(sites, spawn, turns, number, command):
    code, prints = COMMANDS[command]
    for refuse in turns(number, 0, (_gone, _full, _missing)):
        with refuse("stderr") as options:
            ran = spawn(*command, cwd=sites, **options)
            out = ran.communicate(timeout=PATIENCE)[0]

        assert ran.returncode == code, refuse
        assert bool(out) is ("out" in prints), refuse


@every_row("number, command", enumerate(COMMANDS), fresh=sites)
def test_nobody_reads_the_result(sites, spawn, turns, number, command):
    code, prints = COMMANDS[command]
    for refuse in turns(number, 1, (_gone, _missing)):
        shutil.rmtree(sites / "good/.therapyblog", ignore_errors=True)
        shutil.rmtree(sites / "good/public", ignore_errors=True)
        with refuse("stdout") as options:
            ran = spawn(*command, cwd=sites, **options)
            err = ran.communicate(timeout=PATIENCE)[1].decode()

        assert ran.returncode == code, refuse
        assert bool(err) is ("err" in prints), refuse
        assert "Traceback" not in err
        assert "roken" not in err


@needs_a_full_disk
@every_row("number, command", enumerate(COMMANDS), fresh=sites)
def test_there_is_no_room_for_the_result(sites, spawn, turns, number, command):
    for refuse in turns(number, 2, (_full,) if "out" in COMMANDS[command][1] else ()):
        with refuse("stdout") as options:
            ran = spawn(*command, cwd=sites, **options)
            err = ran.communicate(timeout=PATIENCE)[1].decode()

        assert ran.returncode == 3
        assert err.splitlines()[-1] == (
            "therapyblog: standard output: no space left on device; what was asked for is done, but not printed"
        )
        assert "Traceback" not in err
        assert "Exception" not in err


def test_interrupted_where_nobody_hears(sites, spawn):
    with _gone("stderr") as options:
        ran = spawn("build", "good", interrupted_at="a.md", **options)
        assert ran.wait(PATIENCE) == 130


def test_an_encoding_that_lacks_letters(sites):
    (sites / "good").rename(sites / "Łódź")
    as_json, as_text = (
        subprocess.run(
            [sys.executable, "-m", "therapyblog", "build", "Łódź", *options],
            cwd=sites,
            env=os.environ | {"PYTHONIOENCODING": "cp1252"},
            capture_output=True,
            check=True,
        ).stdout
        for options in (["--json"], [])
    )

    assert json.loads(as_json.decode("utf-8"))["site"] == str(sites / "Łódź")
    assert as_text.decode("cp1252").endswith(": \\u0141ód\\u017a/public\n")


def test_debug_shows_where_and_keeps_the_exit_code(run):
    ran = run("build", "nowhere", "--debug")

    assert ran.code == 2
    assert ran.err.startswith("Traceback (most recent call last):\n")
    assert ran.err.splitlines()[-1] == run("build", "nowhere").err.splitlines()[-1]
