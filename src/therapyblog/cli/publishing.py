"""What the commands that publish share: whom to ask, where secrets come from, and how a report is shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from therapyblog.cli import messages
from therapyblog.cli.build import the_time
from therapyblog.cli.streams import give, is_terminal, tell
from therapyblog.errors import UsageError
from therapyblog.exit_codes import FINE, PROBLEMS, UNREACHABLE
from therapyblog.publishing.agreements import config_folder
from therapyblog.publishing.changes import Changes, address_of, in_words, size_in_words
from therapyblog.publishing.host import Context
from therapyblog.publishing.publishing import Order, PublishReport, read_target
from therapyblog.publishing.secret_store import find_secret, forget_secret, keep_secret

if TYPE_CHECKING:
    from therapyblog.model.config import DestinationSetting


class Conversation:
    """One command that publishes, with the person at the terminal, if there is one."""

    def __init__(self, site: Path, to: str, *, as_json: bool = False, yes: bool = False) -> None:
        self._as_json, self._yes = as_json, yes
        self._asks = is_terminal() and not as_json
        self._line = messages.ProgressLine(wanted=not as_json)
        self._target = read_target(site, to)
        self._to = to

    def order(self, **options: Any) -> Order:
        """Return the order that is carried out."""
        return Order(
            to=self._to,
            now=the_time(),
            confirm=self._confirm,
            context=context_of(self._target.setting, asks=self._asks),
            progress=self._line,
            go_on=self._go_on,
            **options,
        )

    def _confirm(self, question: str) -> bool:
        if not self._asks:
            allow = f"--allow-destination {self._target.digest}"
            raise UsageError(f"{question} Nobody can be asked here: run it once in a terminal, or add {allow}")
        self._line.clear()
        return click.confirm(question, default=False, err=True)

    def _go_on(self, changes: Changes) -> bool:
        """Say what will change, and ask a person whether it should."""
        self._line.clear()
        if self._as_json:
            return True
        tell(f"{self._target.words}: {_words(changes)}")
        for path in changes.taken_back:
            tell(f"taken back: {address_of(path)}")
        if self._yes or not self._asks or not changes:
            return True
        return click.confirm("Publish this now?", default=True, err=True)

    def finish(self, report: PublishReport, *, dry_run: bool = False) -> None:
        """Show the report, and end with its exit code."""
        self._line.clear()
        if self._as_json:
            import msgspec  # noqa: PLC0415 - only for this option

            give(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
        else:
            _show(report, dry_run=dry_run)
        raise click.exceptions.Exit(_exit_code(report, dry_run=dry_run))


def context_of(destination: DestinationSetting, *, asks: bool) -> Context:
    """Return what a way needs besides its settings."""
    return Context(
        secret=lambda words: find_secret(destination, (lambda: _secret(destination, words)) if asks else None),
        # Where nobody can type another one it stays: some hosts refuse logins for an hour.
        forget=lambda: _forget(destination) if asks else None,
        confirm=lambda question: asks and click.confirm(question, default=False, err=True),
        known_hosts=os.fspath(config_folder() / "known_hosts"),
    )


def _secret(destination: DestinationSetting, words: str) -> str:
    """Ask for a secret, and keep it where the person wants that and the system can."""
    secret = str(click.prompt(words, hide_input=True, err=True))
    wanted = click.confirm("Keep it in this system's keyring?", default=True, err=True)
    if wanted and not keep_secret(destination, secret):
        tell("There is no keyring here, so it will be asked for each time (pip install 'therapyblog[keyring]').")
    return secret


def _forget(destination: DestinationSetting) -> None:
    if forget_secret(destination):
        tell("The password or token that was kept in the keyring is forgotten. It will be asked for next time.")


def _words(changes: Changes) -> str:
    return f"{in_words(changes)}{f' ({size_in_words(changes.bytes)})' if changes.bytes else ''}"


def _exit_code(report: PublishReport, *, dry_run: bool) -> int:
    """Return 0, 1 where something stopped it, 3 where what is public is not what was sent."""
    if report.stops:
        return PROBLEMS
    return UNREACHABLE if report.verification.wrong and not dry_run else FINE


def _show(report: PublishReport, *, dry_run: bool) -> None:
    for sentence in (*report.verification.wrong, *report.verification.notes, *report.notices):
        tell(sentence)
    for address in report.readable:
        tell(f"An earlier version can still be read at {address}")
    for path in report.left_out:
        tell(f"not brought back: {path}, which was taken back since (--with {path} brings it)")
    if report.stops:
        messages.show_problems(report.stops, verbose=True)
        codes = sorted({problem.code for problem in report.stops if problem.severity == "warning"})
        hint = f' Or say why it may stay: therapyblog publish --anyway {codes[0]}="…"' if codes else ""
        tell(f"Nothing was published: mend what is named above.{hint}")
        if report.taken_back:
            tell(f"What was taken back was removed all the same: {', '.join(map(address_of, report.taken_back))}")
    elif dry_run:
        give(f"Would publish {_words(report.changes)}: {report.address}")
    elif report.published:
        give(f"Published {_words(report.changes)} in {report.seconds:.1f} s: {report.address}")
        if report.built is not None:
            messages.show_due(report.built.due)
    elif report.verification.wrong:
        tell(f"{report.address} does not yet show what was sent; see above, and try again: therapyblog publish")
    else:
        tell("Nothing was published.")
