"""Items → the files of a site folder: settings at the top, Markdown below."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.items import Facts, Person

EXAMPLE = "https://example.org"
"""Where a source does not say its address: an example, which every build names until it is replaced."""


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}(?::\d{1,5})?")
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
    elif isinstance(value, list | tuple):
        written = "[" + ", ".join(_scalar(item, inside=True) for item in value) + "]"
    elif isinstance(value, dict):
        written = "{" + ", ".join(f"{key}: {_scalar(item, inside=True)}" for key, item in value.items()) + "}"
    else:
        written = _scalar(value)
    return f"{name}: {written}\n"


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


def practitioner(person: Person, about: str) -> str:
    """Write the file of a practitioner with what is known of them."""
    letters = [part.strip() for part in person.credentials.split(",") if part.strip()]
    return document({"name": person.name, "role": person.role, "credentials": letters}, about or "")


def site_settings(facts: Facts, defaults: Mapping[str, str], contact: str) -> str:
    """Write the `therapyblog.toml` of a new site."""
    title = printable(facts.title).strip() or defaults["title"]
    language = facts.language.strip().replace("_", "-")
    language = language if _LANGUAGE.fullmatch(language) else ""
    lines = ["# The settings of your site. Lines that begin with # are notes for you.", "", "[site]"]
    lines += [f"title = {_quoted(title)}"]
    lines += [f"url = {_quoted(_address(facts.address) or EXAMPLE)}"]
    if facts.description:
        lines += [f"description = {_quoted(facts.description)}"]
    lines += [
        f"language = {_quoted(language or defaults['language'])}",
        "",
        "[practice]",
        f"name = {_quoted(title)}",
    ]
    if contact:
        lines += [f"email = {_quoted(contact)}"]
    lines += ["", "[theme]", 'name = "calm"']
    return "\n".join(lines) + "\n"


def _address(text: str) -> str:
    """Return the address of a site without query and fragment; empty where it is none."""
    parts = urlsplit(text.strip())
    is_address = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc)
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if is_address else ""


def menu(entries: Iterable[tuple[str, str]]) -> str:
    """Write the menu; entries are words and the address or the page's name."""
    return "".join(f"\n[[menu]]\nlabel = {_quoted(label)}\n{target}\n" for label, target in entries)


def _quoted(text: str) -> str:
    escaped = " ".join(printable(text).split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
