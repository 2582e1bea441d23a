"""`therapyblog publish --setup`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from therapyblog.cli.publishing import context_of
from therapyblog.cli.streams import give, is_terminal, tell
from therapyblog.errors import UsageError
from therapyblog.model.config import DestinationSetting
from therapyblog.publishing import destinations
from therapyblog.publishing.agreements import agree
from therapyblog.publishing.publishing import read_config_of
from therapyblog.publishing.setup import QUESTIONS, WAYS, write_section


def set_up(site: Path) -> None:
    """Ask a few questions, test the connection, and write the section into the site's settings."""
    if not is_terminal():
        says = "--setup asks questions, and nobody can be asked here"
        raise UsageError(f"{says}. Write the section by hand: docs/publishing/")
    config = read_config_of(site)
    for way, words in WAYS.items():
        tell(f"  {way:<11} {words}")
    way = click.prompt("Where does the site go?", type=click.Choice(list(WAYS)), err=True, show_choices=False)
    name = click.prompt("What shall this place be called here?", default="web", err=True)
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise UsageError(f"“{name}” is no name for a section: use small letters, digits and hyphens.")
    answers = {"way": way}
    for question in QUESTIONS[way]:
        default = "" if question.optional else question.default or None
        asked = click.prompt(question.words, default=default, show_default=not question.optional, err=True)
        answers[question.setting] = str(asked).strip()
    answers["url"] = ""
    if not click.confirm(f"Will its address be {config.url}?", default=True, err=True):
        answers["url"] = click.prompt("Which address will it have?", err=True).strip()
    port = answers.get("port", "")
    if port and not port.isdecimal():
        raise UsageError(f"“{port}” is no port: it is a number such as 22.")
    values: dict[str, Any] = {"name": name, **answers, "port": int(port or 0)}
    setting = DestinationSetting(**values)
    tell(f"Testing {destinations.in_words(setting)} …")
    host = destinations.connect(site, setting, context_of(setting, asks=True))
    try:
        address = destinations.public_address(config, setting)
        remote = host.look(address, {}, {}, ())
    finally:
        host.close()
    if remote.other_site:
        raise UsageError(f"another site is published there, {remote.other_site}. Choose another folder.")
    write_section(site, setting, answers, default=not config.destinations)
    agree(destinations.destination_digest(setting, address), destinations.in_words(setting))
    give(f"It works, and [publish.{name}] is in therapyblog.toml. Now: therapyblog publish --to {name}")
