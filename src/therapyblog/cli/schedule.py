"""`therapyblog schedule`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import nearest_site
from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import give, tell
from therapyblog.errors import UsageError
from therapyblog.files import absolute

if TYPE_CHECKING:
    from therapyblog.publishing.publishing import Target
    from therapyblog.publishing.schedule import Job


@click.command("schedule")
@click.argument("what", type=click.Choice(["on", "off", "status", "run"]))
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--to", default="", metavar="NAME", help="The [publish.NAME] to keep true.")
@guarded
def command(what: str, site: Path | None, *, to: str) -> None:
    """Keep a published SITE true: let this computer publish on the days when something falls due."""
    folder = absolute(site) if site else nearest_site(absolute(""))
    if what == "run":
        _run(folder, to)
        return
    from therapyblog.publishing.agreements import is_agreed  # noqa: PLC0415 - the command line starts without it
    from therapyblog.publishing.publishing import read_target  # noqa: PLC0415 - see above
    from therapyblog.publishing.schedule import call_system, is_on, switch_off, switch_on  # noqa: PLC0415 - see above

    target = read_target(folder, to)
    job = _job(target)
    if what == "on":
        if not is_agreed(target.digest) or target.last is None:
            raise UsageError(f"publish once to {target.words} before it is kept true: therapyblog publish")
        switch_on(job, call_system)
        give(f"On: {job.name}. What was last published is kept true; what you write goes live only by `publish`.")
        for note in job.notes:
            tell(note)
    elif what == "off":
        give("Off." if switch_off(job, call_system) else "It was not on.")
    else:
        give(f"{'On' if is_on(job) else 'Off'}: {target.words}")
    for entry in target.last.due[:5] if target.last else ():
        give(f"Due {entry.day}: {entry.says}")


def _job(target: Target) -> Job:
    from therapyblog.publishing.schedule import job_for  # noqa: PLC0415 - see above

    return job_for(target, Path.home(), sys.platform)


def _run(folder: Path, to: str) -> None:
    """Do what the job of the system does."""
    from therapyblog.cli.publishing import Conversation  # noqa: PLC0415 - see above
    from therapyblog.publishing.schedule import run  # noqa: PLC0415 - see above

    conversation = Conversation(folder, to, yes=True)
    report = run(folder, conversation.order())
    if not report.changes and not report.stops:
        give("Nothing is due.")
        return
    conversation.finish(report)


def switch_off_quietly(folder: Path, to: str) -> None:
    """Switch the job off, if there is one: a site that was taken down must not come back by itself."""
    from therapyblog.publishing.publishing import read_target  # noqa: PLC0415 - see above
    from therapyblog.publishing.schedule import call_system, switch_off  # noqa: PLC0415 - see above

    try:
        if switch_off(_job(read_target(folder, to)), call_system):
            tell("The schedule is off.")
    except UsageError:
        return
