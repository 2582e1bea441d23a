"""`therapyblog.toml` → `Config`, with every problem of the file at once."""

from __future__ import annotations

import re
from typing import Any

from therapyblog.model.config import CallSetting, Config
from therapyblog.model.problems import Problem, is_error
from therapyblog.settings.decoding import decode
from therapyblog.settings.nodes import Node, plain
from therapyblog.settings.reader import SITE_FILE, Findings, Reader
from therapyblog.settings.retired_numbers import warn_of_retired_numbers
from therapyblog.settings.site_fields import SETTINGS
from therapyblog.settings.site_folder import SETTINGS_FILE
from therapyblog.settings.toml import TomlError, read_toml


def read_config(content: bytes) -> tuple[Config | None, tuple[Problem, ...]]:
    """Read the site's settings file; `None` where a problem forbids building at all."""
    text, problems = decode(content, SETTINGS_FILE)
    if problems:
        return None, problems
    findings = Findings(SETTINGS_FILE)
    try:
        top = read_toml(text)
    except TomlError as error:
        findings.add("TB-CONF-001", error.line, error.column, error.says, error.fix)
        return None, tuple(findings.problems)
    warn_of_retired_numbers(text, findings)
    values = _values(top, findings)
    if any(is_error(problem) for problem in findings.problems):
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
    told = " ".join(problem.says for problem in findings.problems if is_error(problem))
    if re.search(r"`(cta|theme|permalinks)\b(?!\.[^`]+\.)", told):
        return None
    calls = values.setdefault("calls", {})
    for name in plain(top["cta"]) if "cta" in top else ():
        calls.setdefault(name, CallSetting(name=name, label=name, url=_NOWHERE))
    return Config(**{"title": "", "url": _NOWHERE} | values)


_NOWHERE = "https://example.org"


def _values(top: dict[str, Node], findings: Findings) -> dict[str, Any]:
    """Return the fields of `Config` that the file gives rightly."""
    values = Reader(findings, SITE_FILE).fields(SETTINGS, top)
    _refuse_reserved(top.get("cta"), findings)
    return {"places": dict(_places(top, "")), **values}


def _refuse_reserved(calls: Node | None, findings: Findings) -> None:
    """`cta: none` asks for no call-to-action, so none may have that name."""
    node = calls.value.get("none") if calls and isinstance(calls.value, dict) else None
    if node is not None:
        says = "no call-to-action can be called “none”, which asks for no call-to-action"
        findings.add("TB-CONF-003", node.line, node.column, says, "give it another name, for example [cta.first-talk]")


def _places(mapping: dict[str, Node], within: str) -> list[tuple[str, tuple[int, int]]]:
    places: list[tuple[str, tuple[int, int]]] = []
    for name, node in mapping.items():
        places.append((f"{within}{name}", (node.line, node.column)))
        if isinstance(node.value, dict):
            places += _places(node.value, f"{within}{name}.")
        elif isinstance(node.value, tuple):
            for index, item in enumerate(node.value):
                if isinstance(item.value, dict):
                    places += _places(item.value, f"{within}{name}.{index}.")
    return places
