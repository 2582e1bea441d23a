"""`therapyblog.toml` → `Config`, with every problem of the file at once."""

from __future__ import annotations

import re
from typing import Any

from therapyblog.diagnostics import Diagnostics, FileDiagnostics, SourceError
from therapyblog.model.config import CallSetting, Config
from therapyblog.model.problems import is_error
from therapyblog.model.site_folder import SETTINGS_FILE
from therapyblog.settings.bytes_to_text import DecodingError, decode
from therapyblog.settings.nodes import Node, plain
from therapyblog.settings.placeholders import Placeholders, is_invented
from therapyblog.settings.reader import SITE_FILE, Reader
from therapyblog.settings.retired_telephone_numbers import warn_of_retired_numbers
from therapyblog.settings.site_fields import SETTINGS
from therapyblog.settings.toml import TomlError, read_toml


def read_config(content: bytes, diagnostics: Diagnostics) -> Config | None:
    """Read the site's settings file; `None` where a problem forbids building at all."""
    settings, before = diagnostics.of_file(SETTINGS_FILE), len(diagnostics)
    try:
        text = decode(content)
        top = read_toml(text)
    except SourceError as error:
        settings.add_error(error)
        return None
    warn_of_retired_numbers(text, settings)
    values = _values(top, settings)
    invented = is_invented(values.get("url", _NOWHERE))
    examples = Placeholders(content, invented=invented, language=values.get("language", ""))
    examples.values(top, names=True)
    examples.report(settings)
    return None if diagnostics.has_errors(before) else Config(**values)


def sketch_config(content: bytes) -> Config | None:
    """Return the settings without those that are wrong, for the checks between files; `None` where they say too little.

    A call-to-action with mistakes keeps its name, so that no check reports it as missing.
    """
    try:
        top = read_toml(decode(content))
    except TomlError:
        return None
    except DecodingError:
        top = {}
    diagnostics = Diagnostics()
    values = _values(top, diagnostics.of_file(SETTINGS_FILE))
    errors = " ".join(problem.says for problem in diagnostics if is_error(problem))
    if re.search(r"`(cta|theme|permalinks)\b(?!\.[^`]+\.)", errors):
        return None
    calls = values.setdefault("calls", {})
    for name in plain(top["cta"]) if "cta" in top else ():
        calls.setdefault(name, CallSetting(name=name, label=name, url=_NOWHERE))
    return Config(**{"title": "", "url": _NOWHERE} | values)


_NOWHERE = "https://unknown.example"


def _values(top: dict[str, Node], diagnostics: FileDiagnostics) -> dict[str, Any]:
    """Return the fields of `Config` that the file gives rightly."""
    values = Reader(diagnostics, SITE_FILE).fields(SETTINGS, top)
    _refuse_reserved(top.get("cta"), diagnostics)
    return {"places": dict(_places(top, "")), **values}


def _refuse_reserved(calls: Node | None, diagnostics: FileDiagnostics) -> None:
    """`cta: none` asks for no call-to-action, so none may have that name."""
    node = calls.value.get("none") if calls and isinstance(calls.value, dict) else None
    if node is not None:
        says = "no call-to-action can be called “none”, which asks for no call-to-action"
        fix = "give it another name, for example [cta.first-talk]"
        diagnostics.add("TB-CONF-003", node.line, node.column, says, fix)


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
