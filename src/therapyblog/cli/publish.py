"""`therapyblog publish`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import nearest_site
from therapyblog.cli.errors import guarded
from therapyblog.errors import UsageError
from therapyblog.files import absolute

if TYPE_CHECKING:
    from therapyblog.publishing.status import Status


@click.command("publish")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--to", default="", metavar="NAME", help="The [publish.NAME] to publish to.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before what changes is sent.")
@click.option("--overwrite", is_flag=True, help="Replace what somebody else put in the way.")
@click.option("--anyway", multiple=True, metavar='CODE="REASON"', help="Let the present cases of a warning go live.")
@click.option("--allow-destination", default="", metavar="DIGEST", help="Use this new destination without a question.")
@click.option("--undo", "is_undo", is_flag=True, help="Bring back the site before the last publication.")
@click.option("--with", "bring", multiple=True, metavar="PATH", help="With --undo: bring this text back, too.")
@click.option("--status", "is_status", is_flag=True, help="Say what is there, what differs, and what falls due next.")
@click.option("--setup", "is_setup", is_flag=True, help="Add a place to publish to, by a few questions.")
@click.option("--break-lock", is_flag=True, help="Take away the mark of a publication that never ended.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@guarded
def command(
    site: Path | None,
    *,
    to: str,
    dry_run: bool,
    yes: bool,
    overwrite: bool,
    anyway: tuple[str, ...],
    allow_destination: str,
    is_undo: bool,
    bring: tuple[str, ...],
    is_status: bool,
    is_setup: bool,
    break_lock: bool,
    as_json: bool,
) -> None:
    """Build SITE, check it, and bring it to the web: only what changed travels, and it is looked at afterwards."""
    from therapyblog.cli import publishing  # noqa: PLC0415 - the command line starts without it

    if sum((is_undo, is_status, is_setup, break_lock)) > 1:
        raise click.UsageError("--undo, --status, --setup and --break-lock are different things: choose one.")
    if bring and not is_undo:
        raise click.UsageError("--with belongs to --undo.")
    folder = absolute(site) if site else nearest_site(absolute(""))
    if is_setup:
        from therapyblog.cli.publish_setup import set_up  # noqa: PLC0415 - see above

        set_up(folder)
        return
    desk = publishing.Conversation(folder, to, as_json=as_json, yes=yes)
    order = desk.order(dry_run=dry_run, allow=allow_destination, overwrite=overwrite, anyway=_reasons(anyway))
    if break_lock:
        from therapyblog.publishing.publishing import break_lock as take_away  # noqa: PLC0415 - see above

        take_away(folder, order)
    elif is_status:
        from therapyblog.publishing.status import status  # noqa: PLC0415 - see above

        _show_status(status(folder, order), as_json=as_json)
    elif is_undo:
        from therapyblog.publishing.undo import undo  # noqa: PLC0415 - see above

        desk.finish(undo(folder, order, bring=bring), dry_run=dry_run)
    else:
        from therapyblog.publishing.publishing import publish  # noqa: PLC0415 - see above

        desk.finish(publish(folder, order), dry_run=dry_run)


def _reasons(given: tuple[str, ...]) -> dict[str, str]:
    """Return the reasons by code, of `CODE=REASON`."""
    reasons = {}
    for text in given:
        code, _, reason = text.partition("=")
        if not code.strip() or not reason.strip(' "'):
            example = '--anyway TB-EX-001="a demonstration"'
            raise UsageError(f"--anyway {text}: write the code and why, for example {example}")
        reasons[code.strip()] = reason.strip(' "')
    return reasons


_NAMED = 10


def _show_status(status: Status, *, as_json: bool) -> None:
    from therapyblog.cli.streams import give  # noqa: PLC0415 - see above
    from therapyblog.publishing.changes import address_of, in_words, pages  # noqa: PLC0415 - see above

    if as_json:
        import msgspec  # noqa: PLC0415 - only for this option

        give(msgspec.json.format(msgspec.json.encode(status)) + b"\n")
        return
    give(f"{status.address} ({status.destination})")
    if status.published_at is None:
        give("Nothing was published there from this computer.")
        return
    give(f"Published {status.published_at:%Y-%m-%d %H:%M} UTC: {pages(status.pages)}.")
    if not status.complete:
        give("The last publication was cut off; the next one finishes it.")
    if status.doubtful:
        give(f"Not as sent when last looked at: {', '.join(map(address_of, status.doubtful[:_NAMED]))}")
    if status.there:
        give(f"What lies there differs from what was published: {in_words(status.there)}.")
    if status.foreign:
        give(f"In the way, and not ours: {', '.join(status.foreign[:_NAMED])}")
    for words, files in (
        ("New in the folder", status.new_files),
        ("Changed in the folder", status.changed_files),
        ("No longer in the folder", status.gone_files),
    ):
        if files:
            give(f"{words}: {', '.join(files[:_NAMED])}{' …' if len(files) > _NAMED else ''}")
    for entry in status.due[:_NAMED]:
        give(f"Due {entry.day}: {entry.says}")
