"""What the commands that publish share: whom to ask, and where secrets come from."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from therapyblog.errors import UsageError

if TYPE_CHECKING:
    from therapyblog.model.config import DestinationSetting
    from therapyblog.publishing.host import Context
    from therapyblog.publishing.publishing import Target


def nobody_asked(target: Target) -> Callable[[str], bool]:
    """Return what is called instead of a question where nobody can be asked."""

    def refuse(question: str) -> bool:
        raise UsageError(
            f"{question} Nobody can be asked here. Run it once in a terminal, or add "
            f"--allow-destination {target.digest}"
        )

    return refuse


def context_of(destination: DestinationSetting, *, asks: bool) -> Context:
    """Return what a way needs besides its settings."""
    from therapyblog.publishing.agreements import config_folder  # noqa: PLC0415 - the command line starts without it
    from therapyblog.publishing.host import Context  # noqa: PLC0415 - see above
    from therapyblog.publishing.secret_store import find_secret  # noqa: PLC0415 - see above

    return Context(
        secret=lambda words: find_secret(destination, _hidden(words) if asks else None),
        confirm=lambda question: asks and click.confirm(question, default=False, err=True),
        known_hosts=os.fspath(config_folder() / "known_hosts"),
    )


def _hidden(words: str) -> Callable[[], str]:
    return lambda: str(click.prompt(words, hide_input=True, err=True))
