"""Items → the files of a site folder: settings at the top, Markdown below."""

from __future__ import annotations

import re
from collections.abc import Mapping

from therapyblog.importers.addresses import urlsplit
from therapyblog.importers.items import Facts, Person
from therapyblog.settings.writer import document, printable, quoted

EXAMPLE = "https://example.org"
"""Where a source does not say its address: an example, which every build names until it is replaced."""


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}(?::\d{1,5})?")


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
    lines += [f"title = {quoted(title)}"]
    lines += [f"url = {quoted(_address(facts.address) or EXAMPLE)}"]
    if facts.description:
        lines += [f"description = {quoted(facts.description)}"]
    lines += [
        f"language = {quoted(language or defaults['language'])}",
        "",
        "[practice]",
        f"name = {quoted(title)}",
    ]
    if contact:
        lines += [f"email = {quoted(contact)}"]
    lines += ["", "[theme]", 'name = "calm"']
    return "\n".join(lines) + "\n"


def _address(text: str) -> str:
    """Return the address of a site without query and fragment; empty where it is none."""
    parts = urlsplit(text.strip())
    is_address = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc)
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if is_address else ""
