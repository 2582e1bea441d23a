"""`therapyblog publish --setup`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from therapyblog.cli.publishing import Secret, context_of
from therapyblog.cli.streams import give, is_terminal, tell
from therapyblog.errors import UsageError
from therapyblog.model.config import Config, DestinationSetting
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.publishing import destinations
from therapyblog.publishing.agreements import agree
from therapyblog.publishing.publishing import read_config_of
from therapyblog.publishing.setup import QUESTIONS, WAYS, write_section, wrong_answer


def set_up(site: Path) -> None:
    """Ask a few questions, test the connection, and write the section into the site's settings."""
    if not is_terminal():
        says = "--setup asks questions, and nobody can be asked here"
        raise UsageError(f"{says}. Write the section by hand: docs/publishing/")
    config = read_config_of(site)
    for way, words in WAYS.items():
        tell(f"  {way:<11} {words}")
    way = click.prompt("Where does the site go?", type=click.Choice(list(WAYS)), err=True, show_choices=False)
    name = _asked("What shall this place be called here?", "web", lambda name: _wrong_name(name, config))
    answers = {"way": way}
    for question in QUESTIONS[way]:
        default = "" if question.optional else question.default or None
        answers[question.setting] = _asked(question.words, default, partial(wrong_answer, question.setting))
    answers["url"] = ""
    if not click.confirm(f"Will its address be {config.url}?", default=True, err=True):
        answers["url"] = _asked("Which address will it have?", None, partial(wrong_answer, "url"))
    values: dict[str, Any] = {"name": name, **answers, "port": int(answers.get("port") or 0)}
    setting = DestinationSetting(**values)
    tell(f"Testing {destinations.in_words(setting)} …")
    address, secret = destinations.public_address(config, setting), Secret(setting, asks=True)
    host = destinations.connect(site, setting, context_of(secret, asks=True))
    try:
        remote = host.look(address, {}, {}, ())
    finally:
        host.close()
    if remote.other_site:
        raise UsageError(f"another site is published there, {remote.other_site}. Choose another folder.")
    write_section(site, setting, answers, default=not config.destinations)
    agree(destinations.destination_digest(setting, address), destinations.in_words(setting))
    secret.offer_to_keep(explains=True)
    give(f"It works, and [publish.{name}] is in therapyblog.toml. Now: therapyblog publish --to {name}")


def _asked(words: str, default: str | None, wrong: Callable[[str], str]) -> str:
    """Ask until the answer can be used; one that is optional may be empty."""
    while True:
        answer = str(click.prompt(words, default=default, show_default=bool(default), err=True)).strip()
        trouble = wrong(answer) if answer else ""
        if not trouble:
            return answer
        tell(f"{trouble}.")


def _wrong_name(name: str, config: Config) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        return f"“{name}” is no name for a section: use small letters, digits and hyphens"
    if name in config.destinations:
        return f"there is a [publish.{name}] already: choose another name, or change that one in {SETTINGS_FILE}"
    return ""
