"""The settings at the top of a text in every form that generators know, as nodes that our own rules are asked about.

YAML between `---`, TOML between `+++`, JSON in braces, `---toml` and `---json`, JSON before `;;;`, and the lines of
Pelican and MultiMarkdown. A block that cannot be read whole is read setting by setting, so that nothing that holds a
text back is missed; what is left then is a doubt, and the text becomes a draft.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from therapyblog.diagnostics import SourceError
from therapyblog.settings.frontmatter import StrictYaml
from therapyblog.settings.nodes import Node

Settings = dict[str, Node]

_FENCE = re.compile(r"(---|\+\+\+)[ \t]*(yaml|yml|toml|json5?|js|javascript|coffee)?[ \t]*\n", re.IGNORECASE)
_END = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}
_NAME = re.compile(r"[\"']?([^\W\d][\w .-]{0,60}?)[\"']?[ \t]*:(?:[ \t]+|$)")
_HEADER = re.compile(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+(.*)|[ \t]*)$")
_RULE = re.compile(r"-{3,}|\.{3}|;{3}")
_MOST = 64_000
_DEEPEST = 12
_MOST_NODES = 4_000


class Block(NamedTuple):
    """A text apart from its settings."""

    settings: Settings
    body: str
    line: int
    """The line of the file on which the body begins."""
    doubt: str = ""
    """What could not be read."""
    found: bool = True
    """Whether there are settings, however few."""


def split(text: str, *, headers: bool = False) -> Block:
    """Take a text apart; `headers` says that lines without marks around them are settings (Pelican, MultiMarkdown)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    start = len(text) - len(text.lstrip("\n \t"))
    opening = _FENCE.match(text, start)
    if opening:
        closing = _END[opening[1]].search(text, opening.end())
        if closing and closing.start() - opening.end() <= _MOST:
            source = text[opening.end() : closing.start()]
            line = text.count("\n", 0, opening.end()) + 1
            form = (opening[2] or ("toml" if opening[1] == "+++" else "yaml")).lower()
            settings, doubt = _READERS.get(form, _read_script)(source, line)
            return Block(settings, text[closing.end() :], text.count("\n", 0, closing.end()) + 1, doubt)
    if text.startswith("{", start) and not text.startswith(("{{", "{%"), start):
        try:
            value, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            value, end = None, 0
        if isinstance(value, dict):
            body = re.sub(r"\A[ \t]*;;;[ \t]*", "", text[end:].lstrip("\n"))
            return Block(
                nodes_of(value), body.lstrip("\n"), text.count("\n", 0, len(text) - len(body.lstrip("\n"))) + 1
            )
    if headers and (block := _headers(text, start)):
        return block
    return Block({}, text, 1, found=False)


def read_yaml(source: str, line: int = 1) -> tuple[Settings, str]:
    """Read YAML, and say what of it could not be read."""
    try:
        return StrictYaml(line).load(source), ""
    except SourceError as error:
        first = error
    if "&" in source and "*" in source and (shared := _with_aliases(source, line)):
        return shared, ""
    settings: Settings = {}
    doubt = ""
    for number, chunk in _chunks(source):
        try:
            settings |= StrictYaml(line + number).load(chunk)
        except SourceError:
            named = _NAME.match(chunk)
            if not named:
                doubt = doubt or f"line {first.line}: {first.says}"
                continue
            value = chunk[named.end() :].strip().strip("\"'")
            settings[named[1]] = Node(value, line + number, 1)
            if "\n" in value or value[:1] in "&*{[":
                doubt = doubt or f"line {first.line}: {first.says}"
    return settings, doubt


def _with_aliases(source: str, line: int) -> Settings:
    """Read YAML in which one value stands for another (`&name`, `*name`), as far as that stays small."""
    try:
        top = yaml.compose(source, Loader=yaml.SafeLoader)
        value = _composed(top, line, [_MOST_NODES])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return value.value if isinstance(value.value, dict) else {}


def _composed(node: yaml.Node | None, line: int, left: list[int]) -> Node:
    left[0] -= 1
    if left[0] < 0:
        raise ValueError
    if isinstance(node, yaml.MappingNode):
        pairs = {str(key.value): _composed(value, line, left) for key, value in node.value}
        return Node(pairs, line + node.start_mark.line)
    if isinstance(node, yaml.SequenceNode):
        return Node(tuple(_composed(item, line, left) for item in node.value), line + node.start_mark.line)
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return Node(None, line)
    return Node(str(node.value), line + node.start_mark.line)


def _chunks(source: str) -> list[tuple[int, str]]:
    """Return the settings of a block one by one, each with its line from 0."""
    chunks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(source.split("\n")):
        if _NAME.match(line) or not chunks:
            chunks.append((number, []))
        chunks[-1][1].append(line)
    return [(number, "\n".join(lines)) for number, lines in chunks if any(line.strip() for line in lines)]


def read_toml(source: str, line: int = 1) -> tuple[Settings, str]:
    """Read TOML, and say what of it could not be read."""
    try:
        return nodes_of(tomllib.loads(source), line), ""
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        settings: Settings = {}
        for number, text in enumerate(source.split("\n")):
            try:
                settings |= nodes_of(tomllib.loads(text), line + number)
            except (tomllib.TOMLDecodeError, RecursionError):
                continue
        return settings, f"its settings are no valid TOML ({error})"


def read_json(source: str, line: int = 1) -> tuple[Settings, str]:
    """Read JSON, and say what of it could not be read."""
    try:
        value = json.loads(source)
    except (ValueError, RecursionError) as error:
        return {}, f"its settings are no valid JSON ({error})"
    return (nodes_of(value, line), "") if isinstance(value, dict) else ({}, "its settings are no valid JSON")


_PAIR = re.compile(
    r"^\s*[\"']?([A-Za-z][\w-]*)[\"']?\s*:\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([\w.+-]+))\s*,?\s*$", re.MULTILINE
)


def _read_script(source: str, line: int = 1) -> tuple[Settings, str]:
    """Read what is plain in settings that are a program."""
    pairs = {match[1]: Node(match[2] or match[3] or match[4] or "", line) for match in _PAIR.finditer(source)}
    return pairs, "its settings are a program, and only plain values of it were read"


_READERS = {"yaml": read_yaml, "yml": read_yaml, "toml": read_toml, "json": read_json}


def _headers(text: str, start: int) -> Block | None:
    """Read lines such as `Title: x`, up to the first empty one; a line that is indented goes on."""
    pairs: dict[str, list[str]] = {}
    last = ""
    position = start
    for line in text[start:].split("\n"):
        position += len(line) + 1
        header = _HEADER.match(line)
        if header:
            last = header[1]
            pairs.setdefault(last, []).append((header[2] or "").strip())
        elif line.startswith((" ", "\t")) and line.strip() and last:
            pairs[last].append(line.strip())
        elif line.strip() and not _RULE.fullmatch(line.strip()):
            return None
        else:
            break
    if not {name.lower() for name in pairs} & {"title", "date", "slug", "status", "category", "tags", "author"}:
        return None
    first = text.count("\n", 0, start) + 1
    nodes = {name: Node(" ".join(part for part in values if part), first) for name, values in pairs.items()}
    return Block(nodes, text[position:], text.count("\n", 0, min(position, len(text))) + 1)


def nodes_of(values: Mapping[str, Any], line: int = 0, depth: int = 0) -> Settings:
    """Return plain values as nodes whose leaves are text, as those of the top of a post are."""
    return {str(name): _node(value, line, depth) for name, value in values.items()}


def _node(value: Any, line: int, depth: int) -> Node:
    if depth > _DEEPEST:
        return Node(None, line)
    if isinstance(value, dict):
        return Node(nodes_of(value, line, depth + 1), line)
    if isinstance(value, list | tuple):
        return Node(tuple(_node(item, line, depth + 1) for item in value), line)
    if value is None:
        return Node(None, line)
    if isinstance(value, bool):
        return Node(str(value).lower(), line)
    return Node(value.isoformat() if hasattr(value, "isoformat") else str(value), line)
