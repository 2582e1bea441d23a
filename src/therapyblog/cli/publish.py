"""`therapyblog publish`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import PROBLEMS, nearest_site, the_time
from therapyblog.cli.errors import guarded
from therapyblog.cli.output import give, is_terminal, tell
from therapyblog.errors import UsageError
from therapyblog.files import absolute

if TYPE_CHECKING:
    from therapyblog.publishing.changes import Changes
    from therapyblog.publishing.publishing import PublishReport

NOT_VERIFIED = 3
"""The exit code where what is public is not what was sent."""


@click.command("publish")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--to", default="", metavar="NAME", help="The [publish.NAME] to publish to.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before what changes is sent.")
@click.option("--overwrite", is_flag=True, help="Replace what somebody else put in the way.")
@click.option(
    "--anyway", multiple=True, metavar='CODE="REASON"', help="Publish with the cases of a warning as they are."
)
@click.option("--allow-destination", default="", metavar="DIGEST", help="Use this new destination without a question.")
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
    as_json: bool,
) -> None:
    """Build SITE, check it, and bring it to the web: only what changed travels, and it is looked at afterwards."""
    from therapyblog.cli.publishing import context_of, nobody_asked  # noqa: PLC0415 - the command line starts without it
    from therapyblog.cli.terminal import ProgressLine  # noqa: PLC0415 - see above
    from therapyblog.publishing.publishing import Order, publish, read_target  # noqa: PLC0415 - see above

    folder = absolute(site) if site else nearest_site(absolute(""))
    asks = is_terminal() and not as_json
    target = read_target(folder, to)
    line = ProgressLine(wanted=not as_json)

    def go_on(changes: Changes) -> bool:
        line.clear()
        if as_json:
            return True
        tell(f"{target.words}: {_in_words(changes)}")
        return yes or not changes or not asks or click.confirm("Publish this now?", default=True, err=True)

    order = Order(
        to=to,
        dry_run=dry_run,
        now=the_time(),
        confirm=_asked if asks else nobody_asked(target),
        context=context_of(target.setting, asks=asks),
        progress=line,
        go_on=go_on,
        allow=allow_destination,
        overwrite=overwrite,
        anyway=_reasons(anyway),
    )
    try:
        report = publish(folder, order)
    finally:
        line.clear()
    if as_json:
        import msgspec  # noqa: PLC0415 - only for this option

        give(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    else:
        _show(report, dry_run=dry_run)
    raise click.exceptions.Exit(exit_code(report, dry_run=dry_run))


def _asked(question: str) -> bool:
    return click.confirm(question, default=False, err=True)


def _reasons(given: tuple[str, ...]) -> dict[str, str]:
    """Return the reasons by code, of `CODE=REASON`."""
    reasons = {}
    for text in given:
        code, _, reason = text.partition("=")
        if not code.strip() or not reason.strip(' "'):
            raise UsageError(
                f'--anyway {text}: write the code and why, for example --anyway TB-EX-001="a demonstration"'
            )
        reasons[code.strip()] = reason.strip(' "')
    return reasons


def _in_words(changes: Changes) -> str:
    from therapyblog.publishing.changes import in_words, size_in_words  # noqa: PLC0415 - see above

    return f"{in_words(changes)}{f' ({size_in_words(changes.bytes)})' if changes.bytes else ''}"


def exit_code(report: PublishReport, *, dry_run: bool) -> int:
    """Return 0, 1 where something stopped it, 3 where what is public is not what was sent."""
    if report.stops:
        return PROBLEMS
    return NOT_VERIFIED if report.verification.wrong and not dry_run else 0


def _show(report: PublishReport, *, dry_run: bool) -> None:
    from therapyblog.cli import terminal  # noqa: PLC0415 - see above
    from therapyblog.publishing.changes import address_of  # noqa: PLC0415 - see above

    for path in report.changes.taken_back:
        tell(f"taken back: {address_of(path)}")
    for sentence in (*report.verification.wrong, *report.verification.notes, *report.notices):
        tell(sentence)
    for address in report.readable:
        tell(f"An earlier version can still be read at {address}")
    if report.stops:
        terminal.show_problems(report.stops, verbose=True)
        codes = sorted({problem.code for problem in report.stops if problem.severity == "warning"})
        hint = f' Or say why it may stay: therapyblog publish --anyway {codes[0]}="…"' if codes else ""
        tell(f"Nothing was published: mend what is named above.{hint}")
        if report.taken_back:
            tell(f"What was taken back was removed all the same: {', '.join(map(address_of, report.taken_back))}")
    elif dry_run:
        give(f"Would publish {_in_words(report.changes)}: {report.address}")
    elif report.published:
        give(f"Published {_in_words(report.changes)} in {report.seconds:.1f} s: {report.address}")
    elif report.verification.wrong:
        tell(f"{report.address} is not yet what was sent; see above, and try again: therapyblog publish")
    else:
        tell("Nothing was published.")
