"""Crisis lines: the country's, or the site's own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from therapyblog.model.config import Config
from therapyblog.model.site import CrisisHelp, CrisisLine


def crisis_help(config: Config) -> CrisisHelp:
    """Return the lines that this site shows; none for a country of which we know none."""
    country = config.crisis_country or config.country
    if config.crisis_lines is not None:
        lines = tuple(CrisisLine(**msgspec.structs.asdict(line)) for line in config.crisis_lines)
    else:
        lines = lines_of(country)
    return CrisisHelp(country=country, lines=lines, prominent=config.crisis_prominent)


@cache
def lines_of(country: str) -> tuple[CrisisLine, ...]:
    """Return the shipped lines of a country (two letters, ISO 3166-1)."""
    source = files("therapyblog.site").joinpath("crisis_lines.toml").read_text(encoding="utf-8")
    return tuple(CrisisLine(**line) for line in tomllib.loads(source).get(country, ()))
