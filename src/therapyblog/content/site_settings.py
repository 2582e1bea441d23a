"""`therapyblog.toml` → `Config`, with every problem of the file at once."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from therapyblog.content import kinds, practice_kinds
from therapyblog.content.keys import SITE_FILE, Findings, Key, Nested, Table, read_keys
from therapyblog.content.kinds import Wrong
from therapyblog.content.nodes import Node, plain
from therapyblog.content.retired_numbers import warn_of_retired_numbers
from therapyblog.content.scanning import SOURCE_FOLDERS, is_inside_site
from therapyblog.content.targets import any_address
from therapyblog.content.text import decode
from therapyblog.content.toml import TomlError, read_toml
from therapyblog.model.config import (
    CallOverride,
    CallSetting,
    Config,
    ContactSetting,
    CrisisLineSetting,
    MenuSetting,
    Permalinks,
    PracticeSetting,
    ServiceSetting,
)
from therapyblog.model.problems import Problem, is_error

SETTINGS_FILE = "therapyblog.toml"


def _time_zone(node: Node) -> str:
    name = kinds.required_text(node)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong(f"{kinds.said(name)} is not a time zone", "write it as Europe/London or America/New_York") from None
    return name


def _time_zone_in_words(node: Node) -> str:
    """Read a time zone as people say it, or as computers do; what looks like the latter must be one."""
    name = kinds.line_of_text(node)
    return _time_zone(node) if re.fullmatch(r"[A-Za-z_]+(/[A-Za-z_+-]+)+", name) else name


def _per_page(node: Node) -> int:
    found = kinds.counting(node)
    if found > 1000:  # noqa: PLR2004 - a page of more is no page
        raise Wrong("should be 1000 or less", "write 10")
    return found


def _year(node: Node) -> str:
    return str(node.value) if type(node.value) is int else kinds.text(node)


def _pattern(*allowed: str, slug: bool = True) -> kinds.Kind:
    def read(node: Node) -> str:
        found = kinds.required_text(node)
        names = re.findall(r"\{([^{}]*)\}", found)
        wrong = next((name for name in names if name not in allowed), None)
        if wrong is not None:
            usable = ", ".join(f"{{{name}}}" for name in allowed)
            fix = f"use {usable}" if allowed else "write a plain address, for example /blog/"
            raise Wrong(f"has “{{{wrong}}}”, which means nothing here", fix)
        if not re.fullmatch(r"(/(?:[\w~.-]|\{\w+\})+)+/", found) or "/." in found or "./" in found:
            raise Wrong(
                f"{kinds.said(found)} is not a pattern for addresses",
                "begin and end it with /, for example /blog/{slug}/",
            )
        if slug and "slug" not in names:
            raise Wrong(f"{kinds.said(found)} would give every page one address", "put {slug} in it")
        return found

    read.placeholders = allowed  # type: ignore[attr-defined]
    return read


_ELSEWHERE = "name a folder in the site folder, such as public; to write to another place, build with --out"
_KEPT_BY_GIT = (".git", ".hg", ".svn")


def _folder(node: Node) -> str:
    found = kinds.required_text(node)
    if not is_inside_site(found):
        raise Wrong(f"{kinds.said(found)} leads out of the site folder", _ELSEWHERE)
    folder = posixpath.normpath(found)
    parts = folder.casefold().split("/")
    if folder == ".":
        raise Wrong(f"{kinds.said(found)} is the site folder itself", _ELSEWHERE)
    if parts[0] in SOURCE_FOLDERS:
        raise Wrong(f"{kinds.said(found)} is where the site’s own files lie", _ELSEWHERE)
    if not {*parts}.isdisjoint(_KEPT_BY_GIT):
        raise Wrong(f"{kinds.said(found)} is where {folder.split('/')[0]} keeps its own files", _ELSEWHERE)
    return folder


OVERRIDE: Table = {
    "heading": Key(kinds.line_of_text, "the heading"),
    "text": Key(kinds.text, "the sentence below it"),
    "label": Key(kinds.line_of_text, "the words on the button"),
    "url": Key(any_address, "where the button leads"),
}

CALL: Table = {
    "heading": Key(kinds.line_of_text, "the heading"),
    "text": Key(kinds.text, "the sentence below it"),
    "label": Key(kinds.line_of_text, "the words on the button", required=True),
    "url": Key(any_address, "where it leads: a web address, mailto:, tel:, or /a-page/", required=True),
    "duration": Key(kinds.whole, "minutes"),
    "price": Key(kinds.line_of_text, "free, £60 …"),
    "mode": Key(kinds.choice("in-person", "online", "phone"), "in-person, online or phone"),
    "time_zone": Key(_time_zone_in_words, "the time zone of the appointments: Europe/London, or in words"),
    "note": Key(kinds.line_of_text, "a last small line"),
    "language": Key(kinds.language, "the language of its words, if not the site's"),
    "waitlist": Key(Nested(OVERRIDE, CallOverride), "what to say while there is a waiting list"),
    "closed": Key(Nested(OVERRIDE, CallOverride), "what to say while nobody new is taken on"),
}

SERVICE: Table = {
    "name": Key(kinds.line_of_text, "what it is called", required=True),
    "description": Key(kinds.text, "one or two sentences"),
    "duration": Key(kinds.whole, "minutes"),
    "price": Key(kinds.line_of_text, "the price in words"),
    "price_from": Key(practice_kinds.amount, "the lowest price, as a number"),
    "currency": Key(practice_kinds.currency, "GBP, EUR, USD …"),
    "sliding_scale": Key(kinds.flag, "true where the price depends on what somebody can pay"),
    "mode": Key(kinds.line_of_text, "in-person, online or phone"),
}

CONTACT: Table = {
    "form_url": Key(practice_kinds.form_address, "where your form service takes what visitors send"),
    "honeypot": Key(practice_kinds.field_name, "the field that no visitor fills in, as your form service names it"),
    "phone": Key(kinds.flag, "true to ask for a telephone number, too"),
    "consent": Key(kinds.line_of_text, "the sentence that a visitor has to agree to"),
}

MENU: Table = {
    "label": Key(kinds.line_of_text, "the words to show", required=True),
    "url": Key(any_address, "where it leads"),
    "page": Key(kinds.text, "the slug of a page"),
}

CRISIS_LINE: Table = {
    "name": Key(kinds.line_of_text, "the service", required=True),
    "tel": Key(kinds.phone, "the number to call"),
    "sms": Key(kinds.phone, "the number to text"),
    "sms_text": Key(kinds.text, "the word to text, if it asks for one"),
    "url": Key(kinds.web_address, "its web page"),
    "hours": Key(kinds.line_of_text, "when it answers"),
    "languages": Key(kinds.comma_texts, "the languages it answers in"),
    "source": Key(kinds.text, "where you read this"),
    "checked_on": Key(kinds.day, "when you last checked it"),
    "emergency": Key(kinds.flag, "true for the emergency services"),
}

SITE: Table = {
    "title": Key(kinds.line_of_text, "the name of the site", required=True),
    "url": Key(kinds.site_address, "the address it will have, for example https://example.org", required=True),
    "description": Key(kinds.line_of_text, "one sentence about the practice"),
    "language": Key(kinds.language, "the language of the site: en-GB, de …"),
    "timezone": Key(_time_zone, "Europe/London …"),
    "country": Key(kinds.country, "the country's two letters"),
    "posts_per_page": Key(_per_page, "posts on one page of the blog"),
    "default_cta": Key(kinds.text, "the name of the call-to-action for every page"),
    "accepting": Key(kinds.choice("open", "waitlist", "closed"), "open, waitlist or closed"),
    "logo": Key(kinds.text, "a picture from media/"),
}

PRACTICE: Table = {
    "name": Key(kinds.line_of_text, "the name of the practice", required=True),
    **{
        name: Key(kinds.line_of_text, about)
        for name, about in (
            ("street", "the street, unless you work from home"),
            ("town", "the town"),
            ("postcode", "the postcode"),
            ("region", "county or state"),
        )
    },
    "email": Key(kinds.email, "the address to write to"),
    "phone": Key(kinds.phone, "the number to call"),
    "hours": Key(kinds.texts, "when you work, one text a line"),
    "founded": Key(_year, "the year"),
    "kind": Key(kinds.choice("LocalBusiness", "MedicalBusiness"), "LocalBusiness or MedicalBusiness"),
    "photo": Key(kinds.text, "a picture from media/"),
    **{
        name: Key(kinds.line_of_text, about)
        for name, about in (
            ("responsible", "the person who answers for the site"),
            ("profession", "the title of your profession in law"),
            ("granted_in", "the state that granted it"),
            ("chamber", "the chamber or professional body that you belong to"),
            ("authority", "the authority that supervises you"),
            ("rules", "the rules of your profession"),
            ("register", "the register with its court, and your number in it"),
        )
    },
    "rules_url": Key(kinds.web_address, "where those rules can be read"),
    "vat_id": Key(practice_kinds.vat_number, "your number for value added tax"),
}

PERMALINKS: Table = {
    "post": Key(_pattern("slug", "year", "month", "day"), "the addresses of posts"),
    **{
        name: Key(_pattern("slug"), f"the addresses of: {name}")
        for name in ("page", "practitioner", "series", "topic", "tag")
    },
    "blog": Key(_pattern(slug=False), "the address of the archive"),
}

SMALL: dict[str, Table] = {
    "markdown": {
        "raw_html": Key(kinds.choice("off", "sanitize"), "off or sanitize"),
        "typography": Key(kinds.flag, "curly quotes and dashes"),
    },
    "crisis": {
        "country": Key(kinds.country, "the country whose lines to show", field="crisis_country"),
        "lines": Key(
            Nested(CRISIS_LINE, CrisisLineSetting, shape="list"), "your own lines instead", field="crisis_lines"
        ),
        "add": Key(
            Nested(CRISIS_LINE, CrisisLineSetting, shape="list"),
            "lines beside the country’s; one with the name of ours takes its place",
            field="crisis_added",
        ),
        "checked_on": Key(kinds.day, "when you last looked up the country’s lines yourself", field="crisis_checked_on"),
        "prominent": Key(kinds.flag, "true to show them at the top of every page", field="crisis_prominent"),
    },
    "exit": {
        "enabled": Key(kinds.flag, "true to show the exit button", field="exit_enabled"),
        "url": Key(kinds.web_address, "where it leads", field="exit_url"),
        "label": Key(kinds.line_of_text, "its words", field="exit_label"),
    },
    "privacy": {"allow": Key(kinds.list_of(kinds.web_address), "origins that pages may call", field="privacy_allow")},
    "hosting": {
        "headers": Key(
            kinds.list_of(kinds.choice("netlify", "apache", "nginx")), "header files to write", field="hosting_headers"
        )
    },
    "series": {
        "announce_scheduled": Key(
            kinds.flag, "true to name the parts that wait for their day", field="series_announce_scheduled"
        )
    },
    "feeds": {"series": Key(kinds.flag, "false to write no feeds for series", field="feeds_series")},
    "content": {
        "ordinary_keys": Key(
            kinds.texts, "names at the top of texts that hold nothing back here, though they read as if they did"
        )
    },
    "build": {"output": Key(_folder, "the folder to write to")},
}

_SMALL_ABOUT = {
    "markdown": "how texts are read",
    "crisis": "the lines to call in a crisis",
    "exit": "a button for leaving the site in a hurry",
    "privacy": "what pages may load from elsewhere",
    "hosting": "what the server should be told",
    "series": "what series say of themselves",
    "feeds": "which feeds are written",
    "content": "how the settings at the top of texts are read",
    "build": "where the site is written to",
}

THEME: Table = {"name": Key(kinds.required_text, "the theme: one that comes with therapyblog, or a folder of yours")}
"""What we know of `[theme]`; every other name there is a setting of the theme."""

SECTIONS: Table = {
    "site": Key(kinds.anything, "the site itself", required=True),
    "practice": Key(Nested(PRACTICE, PracticeSetting), "the practice behind it"),
    "theme": Key(kinds.anything, "the look"),
    "permalinks": Key(Nested(PERMALINKS, Permalinks), "the patterns of addresses"),
    "menu": Key(Nested(MENU, MenuSetting, shape="list"), "the main menu"),
    "cta": Key(Nested(CALL, CallSetting, shape="named"), "calls-to-action by name", field="calls"),
    "service": Key(Nested(SERVICE, ServiceSetting, shape="list"), "services and fees", field="services"),
    "contact": Key(Nested(CONTACT, ContactSetting), "the form on the contact page"),
    **{name: Key(kinds.anything, _SMALL_ABOUT.get(name, "")) for name in SMALL},
}


def read_config(content: bytes) -> tuple[Config | None, tuple[Problem, ...]]:
    """Read the site's settings file; `None` where a problem forbids building at all."""
    text, problems = decode(content, SETTINGS_FILE)
    if problems:
        return None, problems
    findings = Findings(SETTINGS_FILE)
    try:
        top = read_toml(text)
    except TomlError as wrong:
        findings.add("TB-CONF-001", wrong.line, wrong.column, wrong.says, wrong.fix)
        return None, tuple(findings.problems)
    warn_of_retired_numbers(text, findings)
    values = _values(top, findings)
    if any(is_error(found) for found in findings.problems):
        return None, tuple(findings.problems)
    return Config(**values), tuple(findings.problems)


def sketch_config(content: bytes) -> Config | None:
    """Return the settings without those that are wrong, for the checks between files; `None` where they say too little.

    A call-to-action with mistakes is there by its name, so that nobody calls it missing.
    """
    text, problems = decode(content, SETTINGS_FILE)
    try:
        top = read_toml(text) if not problems else {}
    except TomlError:
        return None
    findings = Findings(SETTINGS_FILE)
    values = _values(top, findings)
    told = " ".join(found.says for found in findings.problems if is_error(found))
    if re.search(r"`(cta|theme|permalinks)\b(?!\.[^`]+\.)", told):
        return None
    calls = values.setdefault("calls", {})
    for name in plain(top["cta"]) if "cta" in top else ():
        calls.setdefault(name, CallSetting(name=name, label=name, url=_NOWHERE))
    return Config(**{"title": "", "url": _NOWHERE} | values)


_NOWHERE = "https://example.org"


def _values(top: dict[str, Node], findings: Findings) -> dict[str, Any]:
    """Return the fields of `Config` that the file gives rightly."""
    values = read_keys(SECTIONS, top, findings, codes=SITE_FILE)
    flat: dict[str, Any] = {}
    for name, table in (("site", SITE), *SMALL.items()):
        values.pop(name, None)
        flat |= _section(name, table, top.get(name), findings)
    _refuse_reserved(top.get("cta"), findings)
    theme = _theme(top.get("theme"), findings)
    values.pop("theme", None)
    name = theme.pop("name", "calm")
    return {"theme_name": name, "theme_settings": theme, "places": dict(_places(top, "")), **flat, **values}


def _refuse_reserved(calls: Node | None, findings: Findings) -> None:
    """`cta: none` asks for no call-to-action, so none may have that name."""
    node = calls.value.get("none") if calls and isinstance(calls.value, dict) else None
    if node is not None:
        says = "no call-to-action can be called “none”, which asks for no call-to-action"
        findings.add("TB-CONF-003", node.line, node.column, says, "give it another name, for example [cta.first-talk]")


def _theme(node: Node | None, findings: Findings) -> dict[str, Any]:
    """Return the settings of the theme, of which only the theme knows more than that its name is text."""
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        fix = 'write [theme] on a line of its own and below it name = "calm"'
        says = f"`theme` should be a group of settings, not {kinds.named(node)}"
        findings.add("TB-CONF-003", node.line, node.column, says, fix)
        return {}
    name = node.value.get("name")
    if name is not None and not (isinstance(name.value, str) and name.value.strip()):
        says = f"`theme.name` should be the name of a theme, not {kinds.named(name)}"
        findings.add("TB-CONF-003", name.line, name.column, says, 'write name = "calm"')
    settings: dict[str, Any] = plain(node)
    return settings


def _section(name: str, table: Table, node: Node | None, findings: Findings) -> dict[str, Any]:
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        fix = f"write [{name}] on a line of its own and below it what you need of: {', '.join(table)}"
        says = f"`{name}` should be a group of settings, not {kinds.named(node)}"
        findings.add("TB-CONF-003", node.line, node.column, says, fix)
        return {}
    return read_keys(table, node.value, findings, codes=SITE_FILE, within=f"{name}.", at=node)


def _places(mapping: dict[str, Node], within: str) -> list[tuple[str, tuple[int, int]]]:
    found: list[tuple[str, tuple[int, int]]] = []
    for name, node in mapping.items():
        found.append((f"{within}{name}", (node.line, node.column)))
        if isinstance(node.value, dict):
            found += _places(node.value, f"{within}{name}.")
        elif isinstance(node.value, tuple):
            for index, item in enumerate(node.value):
                if isinstance(item.value, dict):
                    found += _places(item.value, f"{within}{name}.{index}.")
    return found


__all__ = ["SETTINGS_FILE", "plain", "read_config"]
