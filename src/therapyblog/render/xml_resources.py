"""Finished files for machines, feeds above all → what a browser that opens one would fetch, and the addresses in it."""

from __future__ import annotations

import re
from xml.parsers import expat

from therapyblog.render.resources import PROSE, Resources, add_request, read_attributes, resources_of, strings_of

_PAGES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")
"""What a browser shows as a page wherever it stands in XML."""
_SHEET = re.compile(r"""\bhref\s*=\s*(["'])(.*?)\1""", re.DOTALL)


def resources_of_xml(text: str) -> Resources:
    """Return what a text in XML names; markup that an element holds as text is read as a page."""
    found = Resources({}, {}, [])
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        inside.clear()
        named = {attribute.rpartition(" ")[2]: value for attribute, value in attributes.items()}
        read_attributes(tag if namespace in _PAGES else "", named, found)

    def finish(name: str) -> None:
        read_text(name.rpartition(" ")[2], "".join(inside), found)
        inside.clear()

    def instruct(target: str, content: str) -> None:
        if target == "xml-stylesheet" and (sheet := _SHEET.search(content)):
            add_request(found, "style-src", sheet[2])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, finish
    parser.CharacterDataHandler, parser.ProcessingInstructionHandler = inside.append, instruct
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        # A browser shows what comes before the mistake; a reader of feeds may show all of it.
        read_text("", text, found)
    return found


def resources_of_json(text: str) -> Resources:
    """Return what a text in JSON names; markup in it is read as a page."""
    found = Resources({}, {}, [])
    for key, value in strings_of(text):
        read_text(key, value, found)
    return found


def read_text(name: str, text: str, found: Resources) -> None:
    """Note the address that a text is, or those in the markup that it holds; `name` is the element or key around it."""
    if name.lower() in PROSE:
        return
    if "<" in text:
        found.addresses.update(resources_of(text).addresses)
    elif text:
        found.addresses[text.strip()] = None
