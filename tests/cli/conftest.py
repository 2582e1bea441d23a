"""Running the command as a person does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from therapyblog.cli.main import main

NOT_A_PERSONS = ("NO_COLOR", "SOURCE_DATE_EPOCH", "PYTHONUNBUFFERED")
"""Not set where people work. With the last one nothing is held back that could fail to go out at the very end."""


INTERRUPTED = """
import os, signal, sys
from therapyblog.cli.main import main

name = sys.argv.pop(1)
left = [name]

def interrupt(event, arguments):
    if left and event == "open" and str(arguments[0]).endswith(name):
        left.clear()
        os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(interrupt)
main()
"""
"""The command, to which Ctrl-C comes at the moment when it opens the file of this name."""


class Ran(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run a command in this process, in a folder of its own."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)

    def _run(*args: str | Path, cwd: Path | None = None, **environment: str) -> Ran:
        with monkeypatch.context() as here:
            here.chdir(cwd or tmp_path)
            here.setattr(sys, "argv", ["therapyblog", *map(str, args)])
            for name, value in environment.items():
                here.setenv(name, value)
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return _run


@pytest.fixture
def spawn(tmp_path):
    """Start a command in a process of its own, which ends with the test at the latest.

    With `interrupted_at` Ctrl-C comes to it when it opens the file of that name.
    """
    spawned = []

    def _spawn(*args: str | Path, cwd: Path | None = None, **options) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if name not in NOT_A_PERSONS}
        environment |= options.pop("env", {})
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        if os.name != "nt":
            # A shell starts what runs in the background deaf to Ctrl-C.
            options["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        at = options.pop("interrupted_at", "")
        command = [sys.executable, *(["-c", INTERRUPTED, at] if at else ["-m", "therapyblog"]), *map(str, args)]
        process = subprocess.Popen(command, cwd=cwd or tmp_path, env=environment, **options)
        spawned.append(process)
        return process

    yield _spawn
    for process in spawned:
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
