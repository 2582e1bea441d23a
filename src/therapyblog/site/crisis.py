"""Crisis lines: the country's, the site's own, or both; and when they were last looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from therapyblog.model.config import Config, CrisisLineSetting
from therapyblog.model.problems import Problem, problem
from therapyblog.model.site import CrisisHelp, CrisisLine
from therapyblog.site.countries import country_of, known_countries


def crisis_help(config: Config) -> CrisisHelp:
    """Return the lines that this site shows; none for a country of which we know none."""
    own = config.crisis_lines
    lines = _lines_of(config) if own is None else tuple(_line(line) for line in own)
    for added in map(_line, config.crisis_added):
        same = [line for line in lines if line.name == added.name]
        if same:
            lines = tuple(added if line is same[0] else line for line in lines if line not in same[1:])
        else:
            lines += (added,)
    return CrisisHelp(country=_country(config), lines=lines, prominent=config.crisis_prominent)


def check_crisis(config: Config, today: dt.date) -> Iterator[Problem]:
    """Check that there are lines, that each can be reached, and that each was looked up within the last year."""
    for key, lines in (("lines", config.crisis_lines or ()), ("add", config.crisis_added)):
        for index, line in enumerate(lines):
            yield from _check_line(config, f"crisis.{key}.{index}", line, today)
    if config.crisis_lines is not None or not _country(config):
        return
    shipped = _lines_of(config)
    at = config.place("crisis.country", "site.country")
    if not shipped and not config.crisis_added:
        says = f"we know no crisis lines for {_country(config)}, so the foot of the page names no service"
        known = ", ".join(known_countries())
        fix = f"add your own under [[crisis.lines]] (we know lines for {known})"
        yield problem("TB-CRISIS-002", at=at, says=says, fix=fix)
    replaced = {line.name for line in config.crisis_added}
    checked = [line.checked_on for line in shipped if line.checked_on and line.name not in replaced]
    looked_up = max(min(checked, default=today), config.crisis_checked_on or dt.date.min)
    if config.crisis_checked_on and config.crisis_checked_on > today:
        yield _in_future(config, "crisis.checked_on", config.crisis_checked_on)
    elif is_over_a_year(looked_up, today):
        says = f"our crisis lines for {_country(config)} were last looked up on {looked_up}, over a year ago"
        fix = f"look up the numbers at the foot of your pages and write checked_on = {today} under [crisis]"
        yield problem("TB-CRISIS-001", at=at, says=says, fix=fix)


def is_over_a_year(day: dt.date, today: dt.date) -> bool:
    """Say whether a day lies more than twelve months back."""
    return (day.year + 1, day.month, day.day) < (today.year, today.month, today.day)


def _check_line(config: Config, key: str, line: CrisisLineSetting, today: dt.date) -> Iterator[Problem]:
    if not (line.tel or line.sms or line.url):
        says = f"the crisis line “{line.name}” says nowhere how to reach it"
        fix = "add tel =, sms = or url = to it"
        yield problem("TB-CONF-004", at=config.place(f"{key}.name"), says=says, fix=fix)
    if line.checked_on and line.checked_on > today:
        yield _in_future(config, f"{key}.checked_on", line.checked_on)
    elif line.checked_on and is_over_a_year(line.checked_on, today):
        says = f"the crisis line “{line.name}” was last looked up on {line.checked_on}, over a year ago"
        fix = f"look the number up and write checked_on = {today}"
        yield problem("TB-CRISIS-001", at=config.place(f"{key}.checked_on"), says=says, fix=fix)


def _in_future(config: Config, key: str, day: dt.date) -> Problem:
    says = f"a crisis line cannot have been looked up on {day}, a day to come"
    return problem("TB-CRISIS-003", at=config.place(key), says=says, fix="write the day on which you looked it up")


def _country(config: Config) -> str:
    return config.crisis_country or config.country


def _lines_of(config: Config) -> tuple[CrisisLine, ...]:
    return country_of(_country(config)).lines


def _line(setting: CrisisLineSetting) -> CrisisLine:
    return CrisisLine(**msgspec.structs.asdict(setting))
