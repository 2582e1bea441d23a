"""Keeping a published site true: a job of the system that publishes on the days when something falls due.

The job runs once a day and does nothing unless something that was published falls due. Then it builds what was last
published from the files that were kept with it, as of that day, and never what she is still writing. A text that the
folder now holds back, has moved to a later day, or no longer has is left out.
"""

from __future__ import annotations

import datetime as dt
import os
import plistlib
import shlex
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from xml.sax.saxutils import escape

from therapyblog.api import build
from therapyblog.errors import TherapyblogError, UsageError, disk_error
from therapyblog.exit_codes import UNREACHABLE
from therapyblog.files import absolute
from therapyblog.model.due import Due
from therapyblog.model.value import Value
from therapyblog.output.lock import SiteLock
from therapyblog.output.publications import PUBLICATIONS
from therapyblog.output.workspace import FOLDER
from therapyblog.publishing.publishing import Order, PublishReport, Target, agree_to, read_target, republish
from therapyblog.publishing.records import Record
from therapyblog.publishing.secret_store import WITHOUT_SECRET, is_kept, variable_of
from therapyblog.publishing.sources import all_texts, site_texts

HOUR, MINUTE = 0, 10
"""When the job runs: soon after the day has begun."""
WORKFLOW = ".github/workflows/therapyblog.yml"
_OFF_THE_HOUR = "23 4 * * *"
"""Not at a full hour, when the machines of the host are busy (docs.github.com, schedule)."""


class JobError(TherapyblogError):
    """The system refused the job."""

    exit_code = UNREACHABLE


class Job(Value, frozen=True, kw_only=True):
    """What a system needs to run a command once a day."""

    name: str
    files: dict[str, bytes]
    """Absolute path → content."""
    on: tuple[tuple[str, ...], ...] = ()
    """Commands that switch it on."""
    off: tuple[tuple[str, ...], ...] = ()
    command: tuple[str, ...] = ()
    """What it runs."""
    notes: tuple[str, ...] = ()


def run(site: Path, order: Order) -> PublishReport:
    """Publish what falls due today; does nothing where nothing does.

    Raises `UsageError` where nothing was published from this computer yet, and what `publish` raises.
    """
    site = absolute(site)
    target = read_target(site, order.to)
    agree_to(target, order)
    with SiteLock(site / FOLDER, PUBLICATIONS):
        record = _kept(target)
        day = target.day(order.now)
        if not record.doubtful and record.complete and not due_by(record, day):
            return PublishReport(destination=target.words, address=target.address)
        return republish(target, order, record, sorted(left_out(site, order, record)))


def _kept(target: Target) -> Record:
    """Return the last publication that was a site."""
    if target.last is None or not target.last.sources:
        raise UsageError("Nothing is published there from this computer, so nothing falls due: therapyblog publish")
    return target.last


def due_by(record: Record, day: dt.date) -> list[Due]:
    """Return what has fallen due since a publication."""
    return [entry for entry in record.due if entry.day <= day]


def left_out(site: Path, order: Order, record: Record) -> set[str]:
    """Return the published texts that the folder now holds back, has moved to a later day, or no longer has."""
    held = {text.path for text in build(site, now=order.now).held if text.reason != "unlisted"}
    known = all_texts(record.sources)
    return (known & held) | (known - site_texts(site))


def job_for(target: Target, home: Path, platform: str) -> Job:
    """Return the job of this system, or the workflow of a folder that is a repository.

    Raises `UsageError` where a person would have to type the secret, and where the system has no such jobs.
    """
    # What lies on this computer is not there where a workflow runs.
    is_here = target.setting.way in WITHOUT_SECRET or bool(target.setting.key_file)
    if (target.site / ".git").exists() and not is_here:
        return workflow(target)
    if not is_kept(target.setting):
        raise UsageError(
            f"the password or token for {target.words} is not kept on this computer, and at night nobody can type it. "
            "Keep it in the system's keyring: `therapyblog publish` asks whether to"
        )
    makers: dict[str, Callable[[Target, Path], Job]] = {"linux": systemd_timer, "darwin": launch_agent, "win32": task}
    if platform not in makers:
        raise UsageError(
            f"this system has no jobs that therapyblog knows. Run once a day: {shlex.join(_command(target))}"
        )
    return makers[platform](target, home)


def _command(target: Target) -> list[str]:
    return [sys.executable, "-m", "therapyblog", "schedule", "run", os.fspath(target.site), "--to", target.setting.name]


def _name(target: Target) -> str:
    return f"therapyblog-{target.digest[:12]}"


def systemd_timer(target: Target, home: Path) -> Job:
    """Return a timer of systemd's user instance (systemd.timer(5)); a day that was slept through is made up for."""
    name, folder = _name(target), home / ".config/systemd/user"
    command = " ".join(_quoted_for_systemd(part) for part in _command(target))
    service = (
        f"[Unit]\nDescription=Publish {target.address.replace('%', '%%')} when something falls due\n"
        "StartLimitIntervalSec=6h\nStartLimitBurst=6\n\n"
        f"[Service]\nType=oneshot\nExecStart={command}\nRestart=on-failure\nRestartSec=30min\n"
        "# What a person has to mend is not tried again.\nRestartPreventExitStatus=1 2 5\n"
    )
    timer = (
        "[Unit]\nDescription=Once a day\n\n"
        f"[Timer]\nOnCalendar=*-*-* {HOUR:02}:{MINUTE:02}:00 {target.config.timezone}\n"
        "Persistent=true\nRandomizedDelaySec=10min\n\n[Install]\nWantedBy=timers.target\n"
    )
    return Job(
        name=name,
        files={
            os.fspath(folder / f"{name}.service"): service.encode(),
            os.fspath(folder / f"{name}.timer"): timer.encode(),
        },
        on=(("systemctl", "--user", "daemon-reload"), ("systemctl", "--user", "enable", "--now", f"{name}.timer")),
        command=tuple(_command(target)),
        off=(("systemctl", "--user", "disable", "--now", f"{name}.timer"),),
        notes=("It runs while you are logged in. To let it run always: loginctl enable-linger",),
    )


def _quoted_for_systemd(text: str) -> str:
    """Quote a word of a unit file (systemd.syntax(7)); % and $ have a meaning there."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def launch_agent(target: Target, home: Path) -> Job:
    """Return an agent of launchd (launchd.plist(5)); a day that was slept through is made up for."""
    name = f"org.therapyblog.{target.digest[:12]}"
    path = home / "Library/LaunchAgents" / f"{name}.plist"
    content = {
        "Label": name,
        "ProgramArguments": _command(target),
        "StartCalendarInterval": {"Hour": HOUR, "Minute": MINUTE},
        "ProcessType": "Background",
    }
    user = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    return Job(
        name=name,
        files={os.fspath(path): plistlib.dumps(content)},
        on=(("launchctl", "bootstrap", user, os.fspath(path)),),
        command=tuple(_command(target)),
        off=(("launchctl", "bootout", f"{user}/{name}"),),
    )


def task(target: Target, home: Path) -> Job:
    """Return a task of Windows' Task Scheduler (its XML schema); a missed day is made up for."""
    name = _name(target)
    path = home / "AppData/Local/therapyblog" / f"{name}.xml"
    program, *arguments = _command(target)
    xml = (
        '<?xml version="1.0" encoding="UTF-16"?>\n'
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n'
        f"  <Triggers><CalendarTrigger><StartBoundary>2026-01-01T{HOUR:02}:{MINUTE:02}:00</StartBoundary>"
        "<Enabled>true</Enabled><ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger></Triggers>\n"
        "  <Settings><StartWhenAvailable>true</StartWhenAvailable><RunOnlyIfNetworkAvailable>true"
        "</RunOnlyIfNetworkAvailable><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
        "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries></Settings>\n"
        # The keyring is open only where the person is logged in.
        '  <Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType></Principal></Principals>\n'
        f'  <Actions Context="Author"><Exec><Command>{escape(program)}</Command>'
        f"<Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments></Exec></Actions>\n</Task>\n"
    )
    return Job(
        name=name,
        files={os.fspath(path): xml.encode("utf-16")},
        on=(("schtasks", "/Create", "/F", "/TN", name, "/XML", os.fspath(path)),),
        command=(program, *arguments),
        off=(("schtasks", "/Delete", "/F", "/TN", name),),
    )


def workflow(target: Target) -> Job:
    """Return a workflow for GitHub's and Forgejo's runners, which publishes what was pushed, each day and at a push."""
    setting = target.setting
    extra = {"sftp": "[sftp]", "git": "[git]"}.get(setting.way, "")
    secret = variable_of(setting)
    content = (
        "# Written by `therapyblog schedule on`: publishes what is pushed here, and each day what falls due.\n"
        f"name: Publish\non:\n  push:\n  schedule:\n    - cron: '{_OFF_THE_HOUR}'\n  workflow_dispatch:\n"
        "permissions:\n  contents: read\nconcurrency:\n  group: publish\n"
        "jobs:\n  publish:\n    runs-on: ubuntu-latest\n"
        "    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-python@v5\n        with:\n"
        f"          python-version: '3.12'\n      - run: pip install 'therapyblog{extra}'\n"
        f"      - run: therapyblog publish --to {shlex.quote(setting.name)} --yes --allow-destination {target.digest}\n"
        f"        env:\n          {secret}: ${{{{ secrets.{secret} }}}}\n"
    )
    knows_no_server = setting.way == "sftp" and not setting.host_key
    says = "The workflow knows no server's key: write `host_key` below the [publish.…], as your host names it."
    return Job(
        name=WORKFLOW,
        files={os.fspath(target.site / WORKFLOW): content.encode()},
        notes=(
            *((says,) if knows_no_server else ()),
            f"Commit and push {WORKFLOW}. In the settings of the repository, add the secret {secret}.",
            "The workflow can publish only what its own account may: it does not see this computer.",
        ),
    )


def switch_on(job: Job, call: Callable[[tuple[str, ...]], str]) -> None:
    """Write the files of a job and switch it on; `call` runs a command and returns why it failed, or nothing."""
    for path, content in job.files.items():
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(content)
        except OSError as error:
            raise disk_error(error, path) from error
    for command in job.on:
        if reason := call(command):
            switch_off(job, call)
            raise JobError(f"the system refused the job ({reason}). Run once a day instead: {shlex.join(job.command)}")


def switch_off(job: Job, call: Callable[[tuple[str, ...]], str]) -> bool:
    """Switch a job off, and return whether it was there."""
    there = [path for path in job.files if os.path.lexists(path)]
    for command in job.off if there else ():
        call(command)
    for path in there:
        os.unlink(path)
    return bool(there)


def is_on(job: Job) -> bool:
    """Say whether the files of a job are there."""
    return all(os.path.lexists(path) for path in job.files)


def call_system(command: Collection[str]) -> str:
    """Run a command of the system; returns why it failed, or nothing."""
    try:
        done = subprocess.run([*command], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stderr or done.stdout).strip() or f"code {done.returncode}"
