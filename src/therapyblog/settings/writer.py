"""Settings as text: at the top of a file, in quotes only where they are needed, and in `therapyblog.toml`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import yaml

_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What `settings/bytes_to_text.py` refuses in a file."""


def document(settings: Mapping[str, Any], text: str) -> str:
    """Write a file: its settings in the order given, without those that say nothing, and its text."""
    lines = [_setting(name, value) for name, value in settings.items() if value not in ("", None, (), [], {})]
    body = text.strip("\n")
    return printable("---\n" + "".join(lines) + "---\n" + (f"\n{body}\n" if body else ""))


def printable(text: str) -> str:
    """Return a text without the characters that no page may hold; the rarer line ends become spaces."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub(" ", text))


def _setting(name: str, value: Any) -> str:
    if isinstance(value, dt.datetime):
        written = f"{value:%Y-%m-%d %H:%M}" if (value.hour, value.minute) != (0, 0) else f"{value:%Y-%m-%d}"
    elif isinstance(value, dt.date):
        written = value.isoformat()
    elif isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
        return f"{name}:\n" + "".join(map(_entry, value))
    elif isinstance(value, list | tuple):
        written = "[" + ", ".join(_scalar(item, inside=True) for item in value) + "]"
    elif isinstance(value, dict):
        written = "{" + ", ".join(f"{key}: {_scalar(item, inside=True)}" for key, item in value.items()) + "}"
    else:
        written = _scalar(value)
    return f"{name}: {written}\n"


def _entry(settings: Mapping[str, Any]) -> str:
    """Write one group of a list."""
    lines = [_setting(name, value) for name, value in settings.items() if value not in ("", None)]
    return "".join(("    " if number else "  - ") + line for number, line in enumerate(lines))


def _scalar(value: Any, *, inside: bool = False) -> str:
    """Write one value, in quotes only where YAML needs them."""
    if isinstance(value, bool | int):
        return str(value).lower()
    text = " ".join(str(value).split())
    flow = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10**9).strip()[1:-1]
    plain = yaml.safe_dump(text, allow_unicode=True, width=10**9).removesuffix("...\n").strip()
    written = flow if inside else plain
    if written[:1] == "'" and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return written


def quoted(text: str) -> str:
    """Write a text as a value of `therapyblog.toml`."""
    escaped = " ".join(printable(text).split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
