"""What the commands that publish share: whom to ask, where secrets come from, and how a report is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
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
from therapyblog.publishing.secret_store import find_secret, forget_secret, keep_secret, variable_of, why_not_kept

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
        self._secret = Secret(self._target.setting, asks=self._asks, before=self._line.clear)

    def order(self, **options: Any) -> Order:
        """Return the order that is carried out."""
        return Order(
            to=self._to,
            now=the_time(),
            confirm=self._confirm,
            context=context_of(self._secret, asks=self._asks),
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
        self._secret.offer_to_keep()
        if self._as_json:
            import msgspec  # noqa: PLC0415 - only for this option

            give(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
        else:
            _show(report, dry_run=dry_run)
        raise click.exceptions.Exit(_exit_code(report, dry_run=dry_run))


class Secret:
    """The password or token of a destination: known, or asked for; it is kept only after the host has taken it."""

    def __init__(
        self, destination: DestinationSetting, *, asks: bool, before: Callable[[], None] = lambda: None
    ) -> None:
        """`asks`: whether a person can be asked; `before` is called before that."""
        self._destination, self._asks, self._before = destination, asks, before
        self._typed = ""

    def __call__(self, words: str) -> str:
        """Return the secret; raises `HostError` where there is none and nobody can be asked."""
        return self._typed or find_secret(self._destination, (lambda: self._ask(words)) if self._asks else None)

    def _ask(self, words: str) -> str:
        self._before()
        self._typed = str(click.prompt(words, hide_input=True, err=True))
        return self._typed

    def forget(self) -> None:
        """Take what the host refused out of the keyring, where somebody can type another."""
        # Otherwise it stays: some hosts refuse logins for an hour.
        if self._asks and forget_secret(self._destination):
            tell("The password or token that was kept in the keyring is forgotten. It will be asked for next time.")

    def offer_to_keep(self, *, explains: bool = False) -> None:
        """Keep what was typed and taken where the person wants that; `explains` says why it cannot be kept."""
        if not self._typed:
            return
        trouble = why_not_kept()
        if not trouble and click.confirm("Keep it in this system's keyring?", default=True, err=True):
            trouble = "" if keep_secret(self._destination, self._typed) else "the keyring of this system refused"
        if trouble and explains:
            tell(f"It will be asked for each time: {trouble}. Or put it in {variable_of(self._destination)}.")
        self._typed = ""


def context_of(secret: Secret, *, asks: bool) -> Context:
    """Return what a way needs besides its settings."""
    return Context(
        secret=secret,
        forget=secret.forget,
        confirm=lambda question: asks and click.confirm(question, default=False, err=True),
        known_hosts=os.fspath(config_folder() / "known_hosts"),
    )


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
    elif report.published and not report.changes:
        give(f"Nothing to change: {report.address} is as it was built.")
    elif report.published:
        give(f"Published {_words(report.changes)} in {report.seconds:.1f} s: {report.address}")
        if report.built is not None:
            messages.show_due(report.built.due)
    elif report.verification.wrong:
        tell(f"{report.address} does not yet show what was sent; see above, and try again: therapyblog publish")
    else:
        tell("Nothing was published.")
