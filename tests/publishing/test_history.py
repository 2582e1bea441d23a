"""Taking a publication back, taking a site down, and keeping it true on later days."""

from __future__ import annotations

import datetime as dt
import os
import plistlib
import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from support.publishing import NOW, PublishedSite, files_of
from therapyblog.errors import UsageError
from therapyblog.publishing.publishing import read_target
from therapyblog.publishing.schedule import Job, job_for, run, systemd_timer
from therapyblog.publishing.status import status
from therapyblog.publishing.undo import undo, unpublish


def test_undo_brings_back_the_site_before(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    before = files_of(web)
    practice.post("rest", "Words that I regret.")
    practice.post("new")
    practice.publish()
    report = undo(practice.folder, practice.order())
    assert report.published
    assert files_of(web) == before
    assert "Words that I regret." in (practice.folder / "posts/rest.md").read_text()


def test_undo_goes_back_step_by_step(practice: PublishedSite, web: Path) -> None:
    states = []
    for number in range(3):
        practice.post("rest", f"Version {number}.")
        practice.publish()
        states.append(files_of(web))
    undo(practice.folder, practice.order())
    assert files_of(web) == states[1]
    undo(practice.folder, practice.order())
    assert files_of(web) == states[0]
    with pytest.raises(UsageError, match="no earlier publication"):
        undo(practice.folder, practice.order())


@pytest.mark.parametrize("how", ["draft", "deleted", "held since"])
def test_what_was_taken_back_stays_away_unless_it_is_named(practice: PublishedSite, web: Path, how: str) -> None:
    practice.publish()
    if how == "deleted":
        practice.delete("posts/rest.md")
    elif how == "draft":
        practice.post("rest", settings="status: draft\n")
    practice.post("sleep", "Other words.")
    practice.publish()
    if how == "held since":
        practice.post("rest", settings="status: draft\n")
    report = undo(practice.folder, practice.order())
    assert report.left_out == ("posts/rest.md",)
    assert not (web / "rest").exists()
    assert "About rest" not in (web / "index.html").read_text()


def test_what_was_taken_back_comes_back_where_it_is_named(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    practice.post("rest", settings="status: draft\n")
    practice.publish()
    report = undo(practice.folder, practice.order(), bring=["posts/rest.md"])
    assert not report.left_out
    assert (web / "rest/index.html").exists()


def test_a_credential_that_lapsed_since_does_not_come_back(practice: PublishedSite, web: Path) -> None:
    practice.write(
        {
            "practitioners/ada-moss.md": "---\nname: Ada Moss\ncredentials:\n  - letters: MBACP\n    name: Member\n"
            "    expires: 2026-11-30\n---\nAda listens.\n"
        }
    )
    practice.publish()
    assert "MBACP" in (web / "team/ada-moss/index.html").read_text()
    practice.post("new")
    practice.publish()
    undo(practice.folder, practice.order(now=NOW + dt.timedelta(days=30)))
    assert "MBACP" not in (web / "team/ada-moss/index.html").read_text()


def test_a_site_that_is_taken_down_leaves_one_honest_page(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    before = files_of(web)
    report = unpublish(practice.folder, practice.order())
    assert report.published
    assert files_of(web).keys() == {"index.html", "404.html"}
    assert "This website is no longer online." in (web / "index.html").read_text()
    assert (practice.folder / "posts/rest.md").exists()
    undo(practice.folder, practice.order())
    assert files_of(web) == before


TEN_DAYS = NOW + dt.timedelta(days=10)


def test_what_falls_due_is_published_and_unfinished_edits_are_not(practice: PublishedSite, web: Path) -> None:
    practice.post("later", settings="date: 2026-12-01\n")
    practice.publish()
    assert not (web / "later").exists()
    practice.post("rest", "An unfinished edit.")
    practice.post("unfinished")
    report = run(practice.folder, practice.order(now=TEN_DAYS))
    assert report.published
    assert (web / "later/index.html").exists()
    assert "An unfinished edit." not in (web / "rest/index.html").read_text()
    assert not (web / "unfinished").exists()
    assert not run(practice.folder, practice.order(now=TEN_DAYS)).changes


KEPT_AWAY = {
    "a draft now": "status: draft\n",
    "moved to a later day": "date: 2027-05-01\n",
    "no longer there": None,
}


@pytest.mark.parametrize("name", KEPT_AWAY)
def test_what_the_folder_holds_back_does_not_fall_due(practice: PublishedSite, web: Path, name: str) -> None:
    practice.post("later", settings="date: 2026-12-01\n")
    practice.publish()
    settings = KEPT_AWAY[name]
    if settings is None:
        practice.delete("posts/later.md")
    else:
        practice.post("later", settings=settings)
    run(practice.folder, practice.order(now=TEN_DAYS))
    assert not (web / "later").exists()


def test_nothing_happens_on_a_day_without_anything_due(practice: PublishedSite, web: Path) -> None:
    practice.post("later", settings="date: 2026-12-01\n")
    practice.publish()
    web.rename(web.with_name("gone"))
    assert not run(practice.folder, practice.order(now=NOW + dt.timedelta(days=2))).changes
    assert not web.exists()


B = "---\nname: B\ncredentials:\n  - letters: X\n    name: Y\n"
DUE = {
    "a scheduled post": (
        {"posts/p.md": "---\ntitle: P\nauthor: Ada Moss\ndate: 2026-12-24\n---\nText.\n"},
        "2026-12-24",
    ),
    "the end of a credential": (
        {"practitioners/b.md": f"{B}    expires: 2027-01-31\n---\nB.\n"},
        "2027-02-01",
    ),
    "a credential to come": (
        {"practitioners/b.md": f"{B}    valid_from: 2027-03-01\n---\nB.\n"},
        "2027-03-01",
    ),
    "a review": ({"pages/p.md": "---\ntitle: P\nreview_due: 2027-04-30\n---\nText.\n"}, "2027-05-01"),
}


@pytest.mark.parametrize("name", DUE)
def test_the_next_day_on_which_the_site_becomes_untrue_is_known(practice: PublishedSite, name: str) -> None:
    files, day = DUE[name]
    practice.write(files)
    assert str(practice.build().due[0].day) == day


def test_a_draft_does_not_fall_due(practice: PublishedSite) -> None:
    practice.post("later", settings="date: 2026-12-01\nstatus: draft\n")
    days = [entry.day for entry in practice.build().due]
    assert dt.date(2026, 12, 1) not in days


def test_the_job_of_each_system_names_this_site(practice: PublishedSite, tmp_path: Path) -> None:
    practice.publish()
    target = read_target(practice.folder, "")
    linux = job_for(target, tmp_path, "linux")
    service, timer = (content.decode() for content in linux.files.values())
    assert f'"{practice.folder}" "--to" "web"' in service
    assert "OnCalendar=*-*-* 00:10:00 Europe/London\nPersistent=true" in timer
    mac = plistlib.loads(next(iter(job_for(target, tmp_path, "darwin").files.values())))
    assert mac["ProgramArguments"][3:] == ["schedule", "run", str(practice.folder), "--to", "web"]
    assert f"run {practice.folder} --to web</Arguments>" in _text(job_for(target, tmp_path, "win32"))
    with pytest.raises(UsageError, match="Run once a day: "):
        job_for(target, tmp_path, "sunos5")
    (practice.folder / ".git").mkdir()
    here = job_for(target, tmp_path, "linux")
    assert here.files == linux.files, "a folder of this computer is not there where a workflow runs"
    practice.destination('way = "sftp"\nhost = "h"\nuser = "u"\nfolder = "www"')
    target = read_target(practice.folder, "")
    workflow = job_for(target, tmp_path, "linux")
    assert f"--allow-destination {target.digest}" in next(iter(workflow.files.values())).decode()
    assert "write `host_key`" in workflow.notes[0]


def test_the_command_of_the_timer_publishes_what_falls_due(tmp_path: Path) -> None:
    """As systemd runs it: the words that its unit says, in its own surroundings, whatever the folder is called."""
    site = PublishedSite(tmp_path / "my practice 50% $x 'q' \"d\"")
    site.destination('way = "folder"\nfolder = "../web"')
    site.post("later", settings="date: 2026-12-01\n")
    site.publish()
    job = systemd_timer(read_target(site.folder, ""), tmp_path)
    unit = next(content.decode() for path, content in job.files.items() if path.endswith(".service"))
    for path, content in job.files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
    if analyze := shutil.which("systemd-analyze"):
        surroundings = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
        checked = subprocess.run(
            [analyze, "verify", "--user", *job.files], env=surroundings, capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr
    (line,) = re.findall("^ExecStart=(.*)$", unit, re.MULTILINE)
    command = [_meant_by_systemd(word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', line)]
    assert command == list(job.command)
    own = {name: os.environ[name] for name in ("THERAPYBLOG_CONFIG", "SYSTEMROOT") if name in os.environ}
    says = []
    for day in ("2026-11-30", "2026-12-01", "2026-12-01"):
        now = str(int(dt.datetime.fromisoformat(f"{day}T00:15+00:00").timestamp()))
        surroundings = {"HOME": str(tmp_path), "PATH": "/usr/bin", "LANG": "C", "SOURCE_DATE_EPOCH": now, **own}
        ran = subprocess.run(command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        says.append(ran.stdout.split(" ", maxsplit=1)[0])
    assert says == ["Nothing", "Published", "Nothing"]
    assert (tmp_path / "web/later/index.html").is_file()


def _meant_by_systemd(word: str) -> str:
    """Return a quoted word of a unit as it is passed on (systemd.syntax(7), systemd.unit(5), SPECIFIERS)."""
    return re.sub(r"\\(.)", r"\1", word).replace("%%", "%").replace("$$", "$")


def _text(job: Job) -> str:
    return next(iter(job.files.values())).decode("utf-16")


def test_a_schedule_is_refused_where_a_person_would_have_to_type_the_secret(
    practice: PublishedSite, tmp_path: Path
) -> None:
    practice.destination('way = "ftps"\nhost = "h"\nuser = "u"\nfolder = "www"')
    with pytest.raises(UsageError, match="at night nobody can type it"):
        job_for(read_target(practice.folder, ""), tmp_path, "linux")


def test_status_says_what_differs_there_and_in_the_folder(practice: PublishedSite, web: Path) -> None:
    assert status(practice.folder, practice.order()).published_at is None
    practice.publish()
    seen = status(practice.folder, practice.order())
    assert not seen.there
    assert (seen.new_files, seen.changed_files, seen.gone_files) == ((), (), ())
    practice.post("rest", "Other words.")
    practice.post("new")
    practice.delete("posts/sleep.md")
    seen = status(practice.folder, practice.order())
    assert (seen.new_files, seen.changed_files, seen.gone_files) == (
        ("posts/new.md",),
        ("posts/rest.md",),
        ("posts/sleep.md",),
    )
    assert msgspec.json.encode(seen)
    assert (web / "sleep/index.html").exists()
