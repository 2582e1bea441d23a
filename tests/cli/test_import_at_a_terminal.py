"""Who imports at a terminal is asked once whether to fetch pictures; nobody else is ever asked."""

from __future__ import annotations

import os
import sys

import pytest

from support.rows import every_row

PICTURE = (
    '<item><title>{0}</title><description>&lt;img src="http://127.0.0.1/{0}.png" alt="{0}"&gt;</description></item>'
)
FEED = '<rss version="2.0"><channel><title>Reed House</title><link>https://reed.example</link>{}</channel></rss>'
QUESTION = b"Pictures are still on the old site. Fetch them now?"


@pytest.fixture
def export(tmp_path):
    for name in ("one", "two"):
        items = "".join(PICTURE.format(f"{name}-{number}") for number in range(3))
        (tmp_path / f"{name}.xml").write_text(FEED.format(items))
    return "one.xml", "two.xml"


def said(leader):
    """Return all that a process wrote to a terminal."""
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:
            return shown
        if not part:
            return shown
        shown += part


ANSWERS = {
    b"n\n": b"is not here; `therapyblog import ",
    # An address of a private network is no answer of a server: nothing is asked.
    b"y\n": b"could not be fetched: 127.0.0.1 is an address of a private network",
    b"\n": b"could not be fetched: 127.0.0.1 is an address of a private network",
}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
@every_row("answer", ANSWERS)
def test_at_a_terminal_it_asks_once(spawn, export, tmp_path, answer):
    import pty

    leader, follower = pty.openpty()
    streams = {"stdin": follower, "stdout": follower, "stderr": follower}
    process = spawn("import", *export, "--into", f"site{len(answer)}{answer[0]}", env={"TERM": "dumb"}, **streams)
    os.close(follower)
    os.write(leader, answer)
    shown = said(leader)
    assert process.wait(timeout=60) == 0, shown.decode()
    os.close(leader)
    assert shown.count(QUESTION) == 1
    assert ANSWERS[answer] in shown
    assert b"(so it is with 2 more: posts/one-1.md:5, posts/one-2.md:5)" in shown


UNASKED = {
    "no terminal": ((), True),
    "no terminal to answer at": ((), False),
    "JSON": (("--json",), False),
    "a dry run": (("--dry-run",), False),
    "said beforehand": (("--no-download-media",), False),
}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
@every_row("options, piped", UNASKED.values(), ids=UNASKED)
def test_it_never_asks_where_nobody_answers(spawn, export, options, piped):
    """Neither where a script reads what it says, nor where a person reads it and a script writes."""
    import pty
    import subprocess

    leader, follower = pty.openpty()
    streams = {} if piped else {"stderr": follower, "stdout": follower}
    with_terminal = "--" in "".join(options)
    stdin = follower if with_terminal else subprocess.DEVNULL
    process = spawn("import", *export, "--into", "site", *options, stdin=stdin, env={"TERM": "dumb"}, **streams)
    os.close(follower)
    out, err = process.communicate(timeout=60) if piped else (said(leader), b"")
    assert process.wait(timeout=60) == 0, out + err
    os.close(leader)
    assert QUESTION not in out + err
    assert b"is not here" in out
