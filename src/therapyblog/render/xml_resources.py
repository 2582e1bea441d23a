"""A finished feed, sitemap or other XML or JSON file → the requests of a browser that opens it, and its addresses."""

from __future__ import annotations

import re
from xml.parsers import expat

from therapyblog.render.resources import PROSE, Resources, add_request, read_attributes, resources_of, strings_of

_PAGES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")
"""Namespaces of elements that a browser shows as a page wherever they are in XML."""
_SHEET = re.compile(r"""\bhref\s*=\s*(["'])(.*?)\1""", re.DOTALL)


def resources_of_xml(text: str) -> Resources:
    """Return the resources of an XML file; markup that an element holds as text is read as a page."""
    resources = Resources({}, {}, [], [])
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        inside.clear()
        named = {attribute.rpartition(" ")[2]: value for attribute, value in attributes.items()}
        read_attributes(tag if namespace in _PAGES else "", named, resources)

    def finish(name: str) -> None:
        read_text(name.rpartition(" ")[2], "".join(inside), resources)
        inside.clear()

    def instruct(target: str, content: str) -> None:
        if target == "xml-stylesheet" and (sheet := _SHEET.search(content)):
            add_request(resources, "style-src", sheet[2])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, finish
    parser.CharacterDataHandler, parser.ProcessingInstructionHandler = inside.append, instruct
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        # A browser shows what comes before the syntax error; a feed reader may show all of it.
        read_text("", text, resources)
    return resources


def resources_of_json(text: str) -> Resources:
    """Return the resources of a JSON file; markup in it is read as a page."""
    resources = Resources({}, {}, [], [])
    for key, value in strings_of(text):
        read_text(key, value, resources)
    return resources


def read_text(name: str, text: str, resources: Resources) -> None:
    """Note the address that a text is, or the addresses in its markup; `name` is the element or key that holds it."""
    if name.lower() in PROSE:
        return
    if "<" in text:
        resources.addresses.update(resources_of(text).addresses)
    elif text:
        resources.addresses[text.strip()] = None
