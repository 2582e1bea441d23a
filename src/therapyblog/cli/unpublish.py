"""`therapyblog unpublish`."""

from __future__ import annotations

from pathlib import Path

import click

from therapyblog.cli.build import nearest_site
from therapyblog.cli.errors import guarded
from therapyblog.errors import UsageError
from therapyblog.files import absolute


@click.command("unpublish")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--to", default="", metavar="NAME", help="The [publish.NAME] to take down.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@guarded
def command(site: Path | None, *, to: str, yes: bool, as_json: bool) -> None:
    """Take the whole SITE down, and leave one page that says so. Your folder stays as it is."""
    from therapyblog.cli.publishing import Conversation  # noqa: PLC0415 - see above
    from therapyblog.cli.schedule import switch_off_quietly  # noqa: PLC0415 - see above
    from therapyblog.cli.streams import is_terminal  # noqa: PLC0415 - the command line starts without it
    from therapyblog.publishing.undo import unpublish  # noqa: PLC0415 - see above

    if not yes and not (is_terminal() and not as_json):
        raise UsageError("this takes the whole site down. Say so: therapyblog unpublish --yes")
    folder = absolute(site) if site else nearest_site(absolute(""))
    conversation = Conversation(folder, to, as_json=as_json, yes=yes)
    report = unpublish(folder, conversation.order())
    if report.published:
        switch_off_quietly(folder, to)
    conversation.finish(report)
