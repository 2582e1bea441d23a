"""`therapyblog publish`, `unpublish` and `schedule` as a person types them."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from pathlib import Path

import pytest

from support.publishing import PublishedSite, files_of
from support.ways import git


@pytest.fixture(autouse=True)
def own_config(tmp_path, monkeypatch):
    monkeypatch.setenv("THERAPYBLOG_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def practice(tmp_path):
    site = PublishedSite(tmp_path / "site")
    site.destination('way = "folder"\nfolder = "../web"')
    site.post("rest")
    return site


@pytest.fixture
def allowed(practice, run):
    """The option that a workflow would carry."""
    refused = run("publish", cwd=practice.folder)
    assert refused.code == 2
    return re.search(r"--allow-destination [0-9a-f]{32}", refused.err)[0].split()


def test_a_new_destination_needs_a_person(practice, run, tmp_path):
    ran = run("publish", cwd=practice.folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(
        "therapyblog: Publish to folder ../web? It is new on this computer. Nobody can be asked here"
    )
    assert not (tmp_path / "web").exists()


def test_it_says_what_changes_in_plain_words(practice, run, allowed, tmp_path):
    would = run("publish", "--dry-run", *allowed, cwd=practice.folder)
    assert re.fullmatch(
        r"Would publish \d pages new, \d+ other files \([\d.]+ KB\): https://stillwater.example\n", would.out
    )
    assert not (tmp_path / "web").exists()
    ran = run("publish", *allowed, cwd=practice.folder)
    assert ran.code == 0
    assert re.fullmatch(
        r"Published \d pages new, \d+ other files \([\d.]+ KB\) in \d+\.\d s: https://stillwater.example\n", ran.out
    )
    assert files_of(tmp_path / "web") == files_of(practice.out)
    practice.post("rest", settings="status: draft\n")
    ran = run("publish", *allowed, cwd=practice.folder)
    assert "taken back: /rest/\n" in ran.err
    assert "1 taken back" in ran.out


def test_what_stops_it_is_told_with_its_repair(practice, run, allowed):
    practice.write({"pages/about.md": "---\ntitle: About\n---\nWrite to hello@example.org\n"})
    ran = run("publish", *allowed, cwd=practice.folder)
    assert (ran.code, ran.out) == (1, "")
    assert "pages/about.md:4:10: warning TB-EX-001" in ran.err
    assert ran.err.endswith('Or say why it may stay: therapyblog publish --anyway TB-EX-001="…"\n')
    assert run("publish", *allowed, "--anyway", "TB-EX-001=a demonstration", cwd=practice.folder).code == 0


def test_the_report_as_json(practice, run, allowed):
    ran = run("publish", *allowed, "--json", cwd=practice.folder)
    report = json.loads(ran.out)
    assert report["published"] is True
    assert report["changes"]["new"]
    assert report["built"]["published"] is True
    seen = json.loads(run("publish", "--status", "--json", cwd=practice.folder).out)
    assert (seen["complete"], seen["changed_files"]) == (True, [])


def test_undo_status_and_unpublish(practice, run, allowed, tmp_path):
    run("publish", *allowed, cwd=practice.folder)
    before = files_of(tmp_path / "web")
    practice.post("new")
    run("publish", *allowed, cwd=practice.folder)
    assert "Changed" not in run("publish", "--status", cwd=practice.folder).out
    ran = run("publish", "--undo", *allowed, cwd=practice.folder)
    assert ran.code == 0
    assert "taken back: /new/" in ran.err
    assert files_of(tmp_path / "web") == before
    assert run("unpublish", cwd=practice.folder).code == 2
    # Taking down is no new destination, but nobody has agreed to this one on this computer.
    assert run("unpublish", "--yes", cwd=practice.folder).code == 2
    _agree(practice)
    assert run("unpublish", "--yes", cwd=practice.folder).code == 0
    assert files_of(tmp_path / "web").keys() == {"index.html", "404.html"}


def test_a_schedule_begins_with_a_publication(practice, run, allowed):
    ran = run("schedule", "on", cwd=practice.folder)
    assert ran.code == 2
    assert "publish once to folder ../web" in ran.err
    run("publish", *allowed, cwd=practice.folder)
    assert run("schedule", "status", cwd=practice.folder).out.startswith("Off: folder ../web\n")
    _agree(practice)
    ran = run("schedule", "run", cwd=practice.folder)
    assert (ran.code, ran.out) == (0, "Nothing is due.\n")


WRONG = {
    "two things at once": (["publish", "--undo", "--status"], "choose one"),
    "--with alone": (["publish", "--with", "posts/a.md"], "--with belongs to --undo"),
    "a place that is none": (
        ["publish", "--to", "other"],
        "there is no [publish.other] in therapyblog.toml; there is: web",
    ),
    "--anyway without a reason": (["publish", "--anyway", "TB-EX-001"], "write the code and why"),
    "questions without a person": (["publish", "--setup"], "nobody can be asked here"),
    "undo before anything": (["publish", "--undo"], "Nobody can be asked here"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_one_sentence(practice, run, name):
    arguments, says = WRONG[name]
    ran = run(*arguments, cwd=practice.folder)
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err


def _agree(practice):
    from therapyblog.publishing.agreements import agree
    from therapyblog.publishing.publishing import read_target

    agree(read_target(practice.folder, "").digest, "here")


@pytest.fixture
def typed(tmp_path, spawn):
    """Run a command in a terminal of its own, and type each answer when it is asked for; returns code and output."""
    pty = pytest.importorskip("pty", reason="there is no pty on Windows")

    def _run(folder, *command: str, answers: list[tuple[str, str]], **environment: str) -> tuple[int, str]:
        leader, follower = pty.openpty()
        environment |= {"THERAPYBLOG_CONFIG": str(tmp_path / "config"), "TERM": "dumb"}
        ends = {"stdin": follower, "stdout": follower, "stderr": follower, "start_new_session": True}
        process = spawn(*command, cwd=folder, env=environment, **ends)
        os.close(follower)
        said, seen = "", 0
        with suppress(OSError):  # the other end is closed
            while chunk := os.read(leader, 4096):
                said += chunk.decode(errors="replace")
                while answers and (at := said.find(answers[0][0], seen)) >= 0:
                    seen = at + len(answers[0][0])
                    os.write(leader, f"{answers.pop(0)[1]}\n".encode())
        os.close(leader)
        assert not answers, said
        return process.wait(60), said

    return _run


TO_A_FOLDER = [
    ("Where does the site go?", "folder"),
    ("called here?", "My Web"),
    ("called here?", ""),
    ("The folder", "../web"),
    ("Will its address be", "n"),
    ("Which address", "nonsense"),
    ("Which address", "https://a.uk"),
]
TO_A_ZIP = [
    ("Where does the site go?", "zip"),
    ("called here?", "web"),
    ("called here?", "other"),
    ("The zip file", "../web.zip"),
    ("Will its address be", ""),
]


def test_setup_asks_tests_and_writes_the_section(tmp_path, typed):
    site = PublishedSite(tmp_path / "site")
    site.settings("# my own words\n")
    site.post("rest")
    before = (site.folder / "therapyblog.toml").read_text()

    code, said = typed(site.folder, "publish", "--setup", answers=TO_A_FOLDER)

    assert code == 0, said
    text = (site.folder / "therapyblog.toml").read_text()
    section = 'way = "folder"\nfolder = "../web"\nurl = "https://a.uk"\ndefault = true\n'
    assert text == f"{before}\n[publish.web]\n{section}"
    assert "“My Web” is no name for a section" in said
    assert "“nonsense”" in said
    assert "It works" in said
    site.edit("therapyblog.toml", 'url = "https://a.uk"\n', "")
    code, said = typed(site.folder, "publish", "--setup", answers=TO_A_ZIP)
    assert code == 0, said
    assert "there is a [publish.web] already" in said


def test_a_secret_is_kept_once_it_was_taken_and_forgotten_once_it_is_refused(tmp_path, typed):
    keyring = tmp_path / "keyring"
    own = {
        "PYTHON_KEYRING_BACKEND": "support.file_keyring.FileKeyring",
        "FILE_KEYRING": str(keyring),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    site = PublishedSite(tmp_path / "site")
    site.settings("")
    site.post("rest")
    with git(tmp_path) as way:
        repository = way.settings.split('"')[3]
        branch = [("Where", "git"), ("called here", ""), ("repository", repository), ("branch", ""), ("address be", "")]
        code, said = typed(site.folder, "publish", "--setup", answers=[*branch, ("Token", "wrong")], **own)
        assert (code, keyring.exists()) == (3, False), said
        assert "refuses this token" in said
        code, said = typed(
            site.folder, "publish", "--setup", answers=[*branch, ("Token", way.secret), ("Keep it", "")], **own
        )
        assert code == 0, said
        assert "Keep it in this system's keyring?" in said
        assert way.secret in keyring.read_text()
        code, said = typed(site.folder, "publish", "--dry-run", answers=[], **own)
        assert (code, "Token" in said) == (0, False), said
        keyring.write_text(keyring.read_text().replace(way.secret, "of last year"))
        code, said = typed(site.folder, "publish", "--dry-run", answers=[], **own)
        assert code == 3, said
        assert "is forgotten. It will be asked for next time." in said
        code, said = typed(
            site.folder, "publish", "--dry-run", answers=[("Token", way.secret), ("Keep it", "n")], **own
        )
        assert code == 0, said
    assert way.secret not in keyring.read_text()
