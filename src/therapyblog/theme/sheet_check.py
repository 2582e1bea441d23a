"""Style sheets of a theme or site → what a browser would drop or not find: broken ends, lost files, unset properties.

Sheets are read by tinycss2 (CSS Syntax 3), so what is found is what a browser would see.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from tinycss2 import parse_component_value_list, serialize

from therapyblog.files import read_regular
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.theme import Asset
from therapyblog.similar import nearest
from therapyblog.theme.assets import JOINED_SHEET, static_files
from therapyblog.theme.css import fetches, sheet_text
from therapyblog.theme.layers import Layer
from therapyblog.theme.manifest import own_layers
from therapyblog.urls.origins import is_data, origin_of

_END = "tb-end-of-sheet"
"""Written behind a sheet: where this stands within a block, the block is not closed."""
_LAST_WORD = ("contrast", "paper")
"""The layers for readers who ask for more contrast, and for print."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SET = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
_NAMED = re.compile(r"""["'`](--[\w-]+)["'`]|@property\s+(--[\w-]+)""")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_ERRORS = {
    "}": "there is a } that closes nothing",
    ")": "there is a ) that closes nothing",
    "]": "there is a ] that closes nothing",
    "bad-string": "a text in quotes is not closed in its line",
    "bad-url": "an address in url() cannot be read",
    "eof-in-string": "a text in quotes is not closed",
    "eof-in-url": "an address in url() is not closed",
}


class Slip(NamedTuple):
    """What is wrong in a line of a sheet."""

    line: int
    says: str
    fix: str


def _parsed(text: str) -> list[Any]:
    nodes: list[Any] = parse_component_value_list(text, skip_comments=True)
    return nodes


def check_sheet(text: str) -> Iterator[Slip]:
    """Report what a browser would read otherwise than it was meant."""
    nodes = _parsed(f"{text}\n@{_END};")
    errors = list(_errors(nodes))
    yield from errors
    if not errors and not any(map(_is_end, nodes)):
        rule = _unclosed(nodes, None)
        if rule is None:
            line = text.count("\n", 0, text.rfind("/*")) + 1
            yield Slip(line, "a comment is not closed, so all that follows is dropped", "write */ behind it")
        else:
            says = "this rule is not closed, so what follows is read as a part of it or dropped"
            yield Slip(rule.source_line, says, "write the missing }")


def _is_end(node: Any) -> bool:
    return bool(node.type == "at-keyword" and node.value == _END)


def _errors(nodes: Iterable[Any]) -> Iterator[Slip]:
    for node in nodes:
        if node.type == "error":
            yield Slip(node.source_line, _ERRORS.get(node.kind, node.message), "mend the line")
        yield from _errors(_inside(node))


def _inside(node: Any) -> Sequence[Any]:
    return getattr(node, "content", None) or getattr(node, "arguments", None) or ()


def _unclosed(nodes: Sequence[Any], around: Any) -> Any:
    """Return where the rule begins that lacks its end: the first within which another begins as far to the left.

    Else it is the innermost one that the sheet's end lies in. `around` is the beginning of the rule around.
    """
    begin = None
    for node in nodes:
        if node.type == "whitespace":
            continue
        begin = begin or node
        if node.type == "{} block":
            if around is not None and begin.source_column <= around.source_column:
                return around
            inner = _unclosed(node.content, begin)
            if inner is not None or _holds_end(node):
                return inner or begin
            begin = None
        elif node.type == "literal" and node.value == ";":
            begin = None
    return None


def _holds_end(node: Any) -> bool:
    return any(_is_end(inner) or _holds_end(inner) for inner in _inside(node))


def check_imports(text: str, *, is_joined: bool) -> Iterator[Slip]:
    """Report an `@import` behind other rules (CSS Cascade 5, 2): `is_joined` says that other sheets come before."""
    late, statement = is_joined, ""
    for node in _parsed(text):
        if node.type == "at-keyword":
            statement = node.lower_value
            if statement == "import" and late:
                says = "@import counts only before all other rules, so a browser ignores this one"
                where = (
                    "the sheets of all layers are joined: copy the rules here" if is_joined else "move it to the top"
                )
                yield Slip(node.source_line, says, where)
        elif node.type == "{} block":
            late, statement = True, ""
        elif node.type == "literal" and node.value == ";":
            statement = ""


def check_addresses(text: str, name: str, exists: Callable[[str], bool]) -> Iterator[Slip]:
    """Report files that a sheet names and that are not there; `exists` is asked for a path in `static/` or `/…`."""
    for address, line, is_import in _addresses(_parsed(text)):
        path = re.split(r"[?#]", address.strip())[0]
        if not path or is_data(address) or origin_of(address):
            continue
        target = path if path.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        if not exists(target):
            yield Slip(line, f"there is no file {target}", "put it there, or take the line out")
        elif is_import and not path.startswith("/"):
            yield Slip(line, f"{path} is published under another name", "copy its rules here")


def _addresses(nodes: Sequence[Any]) -> Iterator[tuple[str, int, bool]]:
    rule = ""
    for node in nodes:
        if node.type == "at-keyword":
            rule = node.lower_value
        elif node.type in ("{} block", "literal"):
            rule = "" if node.type == "{} block" or node.value == ";" else rule
        if node.type == "url" and rule != "namespace":
            yield node.value, node.source_line, rule == "import"
        elif node.type == "string" and rule == "import":
            yield node.value, node.source_line, True
        elif node.type == "function" and node.lower_name in ("url", "src"):
            texts = (inner for inner in node.arguments if inner.type == "string")
            yield from ((inner.value, inner.source_line, rule == "import") for inner in texts)
        else:
            yield from _addresses(_inside(node))


def set_properties(texts: Iterable[str]) -> set[str]:
    """Return the custom properties that sheets or scripts set."""
    names: set[str] = set()
    for text in texts:
        names.update(_SET.findall(text))
        names.update(name for pair in _NAMED.findall(text) for name in pair if name)
    return names


def check_properties(text: str, known: Iterable[str]) -> Iterator[Slip]:
    """Report custom properties that nothing sets, where no other value is given for that."""
    known = set(known)
    plain = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    for found in _USED.finditer(plain):
        if found[1] not in known:
            meant = nearest(found[1], known)
            fix = f"did you mean var({meant})?" if meant else f"set it, or write var({found[1]}, …)"
            yield Slip(plain.count("\n", 0, found.start()) + 1, f"nothing sets {found[1]}", fix)


def check_layers(text: str, sheets: Iterable[str]) -> Iterator[Slip]:
    """Report properties set outside of every layer that the layers for contrast and print set: those would lose."""
    if not _SET.search(text) or ":root" not in text:
        return
    last_word = {name for sheet in sheets for name in _SET.findall(_layers_of(sheet))}
    begin: list[Any] = []
    for node in _parsed(text):
        if node.type == "{} block":
            selector = serialize(begin).strip()
            lost = sorted(set(_SET.findall(serialize(node.content))) & last_word)
            if lost and selector in (":root", "html", ":root, html"):
                says = f"this sets {', '.join(lost)} for print and for readers who ask for more contrast as well"
                yield Slip(node.source_line, says, "put the rule into @layer theme { … }")
            begin = []
        elif node.type == "literal" and node.value == ";":
            begin = []
        else:
            begin.append(node)


def _layers_of(sheet: str) -> str:
    """Return what stands in the layers that have the last word."""
    found, begin = [], ""
    for node in _parsed(sheet):
        if node.type == "{} block":
            name = begin.partition("@layer")[2].strip()
            found.append(serialize(node.content) if name in _LAST_WORD else "")
            begin = ""
        else:
            begin = "" if node.type == "literal" and node.value == ";" else begin + node.serialize()
    return "\n".join(found)


def check_sheets(layers: Sequence[Layer], assets: Iterable[Asset], site: Path) -> Iterator[Problem]:
    """Check the style sheets of every layer that did not come with therapyblog."""
    names = {asset.name for asset in assets}
    texts = {asset.name: sheet_text(asset.content) for asset in assets if asset.name.endswith((".css", ".js"))}
    known = set_properties(texts.values())

    def exists(path: str) -> bool:
        inside = unquote(path[1:])
        return path in names or (
            path.startswith("/") and any((folder / inside).is_file() for folder in (site, site / "static"))
        )

    for index, layer in enumerate(layers):
        farther = [dict(static_files(other.folder)) for other in layers[index + 1 :]]
        for name, path in static_files(layer.folder) if layer in own_layers(layers) else ():
            if not name.endswith(".css"):
                continue
            text = sheet_text(read_regular(path))
            under = [sheet_text(read_regular(files[name])) for files in farther if name in files]
            slips = list(check_sheet(text))
            # What leads to another server is an error of its own.
            foreign = {fetch.line for fetch in fetches(text) if fetch.source}
            # What a broken sheet lacks may only be swallowed.
            slips = slips or [
                *check_imports(text, is_joined=name == JOINED_SHEET and bool(under)),
                *check_addresses(text, name, exists),
                *check_properties(text, known),
                *check_layers(text, under),
            ]
            for slip in (slip for slip in slips if slip.line not in foreign):
                at = Place(path=f"{layer.shown}/static/{name}", line=slip.line)
                yield problem("TB-THEME-020", at=at, says=slip.says, fix=slip.fix)
