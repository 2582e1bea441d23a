"""Crisis lines: the country's, the site's own, or both; and when they were last looked up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from therapyblog.model.config import Config, CrisisLineSetting
from therapyblog.model.problems import Problem, problem
from therapyblog.model.site import CrisisHelp, CrisisLine, Page
from therapyblog.site.countries import country_of, crisis_line, known_countries


def crisis_help(config: Config) -> CrisisHelp:
    """Return the lines that this site shows; none for a country of which we know none."""
    own = config.crisis_lines
    lines = _shipped(config) if own is None else tuple(_line(line) for line in own)
    for added in map(_line, config.crisis_added):
        same = [line for line in lines if line.name == added.name]
        if same:
            lines = tuple(added if line is same[0] else line for line in lines if line not in same[1:])
        else:
            lines += (added,)
    called = {code: names[0] for code, names in country_of(_country(config)).regions}
    shown = tuple(
        msgspec.structs.replace(line, regions=tuple(called.get(code, code) for code in line.regions)) for line in lines
    )
    return CrisisHelp(country=_country(config), lines=shown, prominent=config.crisis_prominent)


def is_prominent(config: Config, page: Page | None) -> bool:
    """Say whether a page shows the lines at its top: where the site wants it, or the page has a content note."""
    return config.crisis_prominent or (page is not None and bool(page.content_note))


def check_crisis(config: Config, today: dt.date) -> Iterator[Problem]:
    """Check that there are lines, that each can be reached, and that somebody looked each up within the last year."""
    for key, lines in (("lines", config.crisis_lines or ()), ("add", config.crisis_added)):
        for index, line in enumerate(lines):
            yield from _check_line(config, f"crisis.{key}.{index}", line, today)
    if not crisis_help(config).lines:
        yield _no_lines(config)
    elif config.crisis_lines is None and _country(config):
        yield from _check_shipped(config, today)


def _no_lines(config: Config) -> Problem:
    """Say why the foot of the page names no service, and which line of the settings changes that."""
    country, known = _country(config), known_countries()
    tongue, _, region = config.language.upper().partition("-")
    example = region if re.fullmatch("[A-Z]{2}", region) else tongue if tongue in known else "GB"
    write = f'write country = "{example}" under [site], with the two letters of the country where you practise'
    own = f"add your own under [[crisis.lines]] (we know lines for {', '.join(known)})"
    if config.crisis_lines is not None:
        says = "`lines = []` under [crisis] takes away every crisis line, so the foot of the page names no service"
        instead = own if country else write
        fix = f"take `lines = []` out, and {f'those of {country} are shown' if country in known else instead}"
    elif country:
        says, fix = f"we know no crisis lines for {country}, so the foot of the page names no service", own
    else:
        says = "no country is given, so we know no crisis lines, and the foot of the page names no service"
        fix = f"{write}; or {own}"
    at = config.place("crisis.lines", "crisis.country", "site.country", "site", "site.title")
    return problem("TB-CRISIS-002", at=at, says=says, fix=fix)


def _check_shipped(config: Config, today: dt.date) -> Iterator[Problem]:
    """Check the lines that come with the country."""
    country, shipped = _country(config), _shipped(config)
    at = config.place("crisis.country", "site.country")
    served = {group for line in shipped for group in line.audience}
    served |= {group for line in config.crisis_added for group in line.audience}
    for group in config.crisis_audience:
        if group not in served:
            says = f"we know no crisis line for the audience “{group}” in {country}"
            fix = f'add one under [[crisis.add]] with audience = "{group}", or take “{group}” out'
            yield problem("TB-CRISIS-002", at=config.place("crisis.audience"), says=says, fix=fix)
    replaced = {line.name for line in config.crisis_added}
    ours = [line for line in shipped if line.name not in replaced]
    unseen = [line for line in ours if not line.checked_on]
    days = [line.checked_on for line in ours if line.checked_on]
    looked_up = max(config.crisis_checked_on or dt.date.min, min(days, default=today) if not unseen else dt.date.min)
    if config.crisis_checked_on and config.crisis_checked_on > today:
        yield _in_future(config, "crisis.checked_on", config.crisis_checked_on)
    elif looked_up == dt.date.min:
        names = (line.name or line.tel for line in unseen)
        says = (
            f"our {len(unseen)} crisis lines for {country} were read on public pages, and nobody has looked them up "
            f"since: {'; '.join(names)}"
        )
        fix = f"check each on its own website, and where all are right write checked_on = {today} under [crisis]"
        yield problem("TB-CRISIS-004", at=at, says=says, fix=fix)
    elif is_over_a_year(looked_up, today):
        says = f"our crisis lines for {country} were last looked up on {looked_up}, over a year ago"
        fix = f"look up the numbers at the foot of your pages and write checked_on = {today} under [crisis]"
        yield problem("TB-CRISIS-001", at=at, says=says, fix=fix)


def is_over_a_year(day: dt.date, today: dt.date) -> bool:
    """Say whether a day lies more than twelve months back."""
    return (day.year + 1, day.month, day.day) < (today.year, today.month, today.day)


def _check_line(config: Config, key: str, line: CrisisLineSetting, today: dt.date) -> Iterator[Problem]:
    if not any((line.tel, line.sms, line.chat, line.messenger, line.textphone, line.sign_language, line.url)):
        says = f"the crisis line “{line.name}” says nowhere how to reach it"
        fix = "add tel =, sms =, chat = or url = to it"
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


def _shipped(config: Config) -> tuple[CrisisLine, ...]:
    """Return the country's lines for the part of it where the practice is, and for the people whom the site is for.

    Where nothing says in which part the practice is, all are shown, each with its parts. Emergency services come first,
    then the lines for the site's audience. Those for another audience are left out, but no emergency service.
    """
    country = country_of(_country(config))
    region = country.region_of(config.practice.region) if config.practice else ""
    here = [line for line in country.lines if not (region and line.regions) or region in line.regions]
    wanted = {*config.crisis_audience}
    lines = [line for line in here if line.emergency or not line.audience or wanted & {*line.audience}]
    return tuple(sorted(lines, key=lambda line: (not line.emergency, not wanted & {*line.audience})))


def _line(setting: CrisisLineSetting) -> CrisisLine:
    return crisis_line(msgspec.structs.asdict(setting))
