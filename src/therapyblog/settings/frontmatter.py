"""The settings at the top of a file → nodes, text first and strict.

python-frontmatter reads the block through `StrictYaml`, our own handler. PyYAML's loaders turn `00012345` into 5349
and `no` into False, keep the last of two equal keys, and libyaml's loader dies of 30,000 brackets; so the handler
reads libyaml's *events*, which survive all that, and builds text, tuples and dicts with their places.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

import yaml
from frontmatter import parse
from frontmatter.default_handlers import BaseHandler

from therapyblog.diagnostics import SourceError
from therapyblog.patterns import lazy_pattern
from therapyblog.settings.nodes import Node
from therapyblog.settings.yaml_errors import UNCLOSED_QUOTE, explain, odd_beginning, quoted

try:
    from yaml import CBaseLoader as Loader
except ImportError:  # pragma: no cover - PyYAML without libyaml; the events are the same, only slower
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

MAX_SIZE = 64_000
MAX_EVENTS = 4_000
MAX_DEPTH = 8

_FENCE = lazy_pattern(r"^---[ \t\u00a0\u00ad\u200b-\u200f\u2060\ufeff]*$", re.MULTILINE)
# What word processors and phones make of `---`.
_ALMOST_FENCE = lazy_pattern(r"[ \t\u00a0]*[-\u2010-\u2015\u2212]{1,9}[ \t\u00a0]*(?=\n[ \t]*[\w-]+:)")
_ALMOST_CLOSING = lazy_pattern(r"^[ \t\u00a0]*(?:[-\u2010-\u2015\u2212]{1,9}|\*{3}|={3,9})[ \t\u00a0]*$", re.MULTILINE)
_SETTINGS = lazy_pattern(r"(?:[\w-]+:(?:[ \t][^\n]*)?(?:\n|$)(?:[ \t]+\S[^\n]*(?:\n|$)|- [^\n]*(?:\n|$))*)+")
# A value, or an item of a list, that stands in curly quotation marks as a whole.
_CURLY = lazy_pattern(
    r"^([ ]*(?:- +)?(?:[\w-]+:[ ]+)?)(?:[“”„«]([^“”„«»\n]+)[”“»]|[‘‚]([^‘’\n]+)[’‘])[ ]*$", re.MULTILINE
)
_CURLY_ITEM = lazy_pattern(r"(?<=[\[,])([ ]*)(?:[“”„«]([^“”„«»,\[\]\n]+)[”“»]|[‘‚]([^‘’,\[\]\n]+)[’‘])(?=[ ]*[,\]])")
_CURLY_SIGNS = lazy_pattern("[“”„«‘‚]")
_TEXT_LINE = lazy_pattern(r"^((?i:title|subtitle|description)):[ \t\u00a0]+(\S.*?)[ \t\u00a0]*$")
# YAML would cut `title: Reason #3` off at the `#`, and say nothing.
_CUT_TEXT = lazy_pattern(r"^(?i:title|subtitle|description):[ \t\u00a0]+[^\s\"'|>#].*?[ \t]#\S", re.MULTILINE)
_STRAY_SPACE = lazy_pattern(r"^[ \u00a0]*\u00a0[ \u00a0]*|(?<=[\w\"']:)\u00a0+|^([ ]*-)\u00a0", re.MULTILINE)
_BLANK = " \t\u00a0\n"
# Signs without ink that come along with text from other programs.
_INKLESS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
INVISIBLE = _BLANK + _INKLESS
# Nearly every text begins with none of these, and looking at its first signs costs next to nothing.
MAY_BE_SETTINGS = lazy_pattern(
    rf"[{INVISIBLE}]*(?:---|\*\*\*|___|[\u2012-\u2015\u2212]|# |<!--|%%|\+\+\+|;;;|`{{3}}|~~~|#\+|\{{|:\w|\.\. "
    rf"|export\b|(?:[-*] )?[\"']?[^\W\d][\w .-]{{0,39}}?[\"']?[ \t]*[=:])"
)
WITHOUT_INK = dict.fromkeys(map(ord, _INKLESS))


class SettingsError(SourceError):
    """The settings at the top of a file cannot be read at all."""


class Requoted:
    """A line whose text needed quotes, or had curly ones: accepted, with the corrected line to show."""

    __slots__ = ("column", "curly", "line", "name", "wanted")

    def __init__(self, line: int, column: int, name: str, wanted: str, *, curly: bool = False) -> None:
        self.line, self.column, self.name, self.wanted, self.curly = line, column, name, wanted, curly


class Block:
    """A file taken apart: the settings, and the text with the number of its first line."""

    __slots__ = ("body", "body_line", "first_line", "requoted", "settings", "source")

    def __init__(
        self,
        settings: dict[str, Node],
        body: str,
        body_line: int,
        requoted: tuple[Requoted, ...],
        source: str = "",
        first_line: int = 0,
    ) -> None:
        """`source` is the block as it could be read, line for line; `first_line` is where it begins, 0 without one."""
        self.settings, self.body, self.body_line, self.requoted = settings, body, body_line, requoted
        self.source, self.first_line = source, first_line


class StrictYaml(BaseHandler):
    """The handler that python-frontmatter calls: every leaf is text, nothing is guessed, nothing is unbounded."""

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, first_line: int) -> None:
        super().__init__()
        self.first_line = first_line
        self.requoted: tuple[Requoted, ...] = ()
        self.source = ""

    def load(self, fm: str) -> dict[str, Any]:
        """Read the block between the two `---` lines; raises `SettingsError`."""
        # The text begins with the end of the `---` line, so its second line is the first of the settings.
        fm, curly = _straighten(_tame_spaces(fm.removeprefix("\n")), self.first_line)
        if "#" in fm and _CUT_TEXT.search(fm):
            fm, self.requoted = _requote(fm, self.first_line)
        self.requoted += curly
        self.source = fm
        try:
            return read_mapping(fm, self.first_line)
        except SettingsError as error:
            mended, requoted = _requote(fm, self.first_line)
            if not requoted:
                raise self._slip(fm, error) from None
            try:
                settings = read_mapping(mended, self.first_line)
            except SettingsError as other:
                raise self._slip(fm, other if other.code == "TB-SET-004" else error) from None
            self.requoted += requoted
            self.source = mended
            return settings

    def _slip(self, source: str, error: SettingsError) -> SettingsError:
        """Return the error of the line that may be why nothing can be read, else the one that was met."""
        from therapyblog.settings.line_slips import line_slip  # noqa: PLC0415 - only where something is wrong

        slip = line_slip(source) if error.code in ("TB-SET-003", "TB-SET-004") else None
        return SettingsError("TB-SET-004", self.first_line + slip.line, 1, slip.says, slip.fix) if slip else error


def split(text: str) -> Block:
    """Take a file apart; raises `SettingsError` where the settings cannot be read.

    A file whose first line that says anything is not `---` has no settings.
    """
    above = len(text) - len(text.lstrip(INVISIBLE))
    if not text.isascii() and above:
        text = text[:above].translate(WITHOUT_INK) + text[above:]
    start = len(text) - len(text.lstrip(_BLANK))
    start = text.rfind("\n", 0, start) + 1
    first = text.count("\n", 0, start) + 1
    opening = _FENCE.match(text, start)
    if not opening:
        if _ALMOST_FENCE.match(text, start):
            says = "the settings should begin with a line of just three hyphens: ---"
            fix = "write --- instead of this line, without anything before or after it"
            raise SettingsError("TB-SET-004", first, 1, says, fix)
        return Block({}, text, 1, ())
    closing = _FENCE.search(text, opening.end())
    if not closing and (almost := _ALMOST_CLOSING.search(text, opening.end(), opening.end() + MAX_SIZE)):
        says = "this line should be just three hyphens, ---: it ends the settings"
        line = text.count("\n", 0, almost.start()) + 1
        raise SettingsError("TB-SET-001", line, 1, says, "write --- instead of it, without anything before or after it")
    if not closing:
        says = "the settings at the top begin with --- but no second --- line ends them"
        block = _SETTINGS.match(text, opening.end() + 1)
        last = block[0].rstrip("\n").split("\n") if block else [""]
        below = f"below line {first + len(last)}, {_short(last[-1].strip())}" if last[-1] else "after the last setting"
        raise SettingsError("TB-SET-001", first, 1, says, f"add a line with only --- (three hyphens) {below}")
    if closing.start() - opening.end() > MAX_SIZE:
        fix = "move what is text below the second --- line"
        _too_much(first, 1, f"they have more than {MAX_SIZE:,} characters", fix)
    handler = StrictYaml(first + 1)
    settings, _ = parse(text[start : closing.end()], handler=handler)
    _refuse_text(settings, text[opening.end() : closing.start()], first)  # type: ignore[arg-type]
    body_line = text.count("\n", 0, closing.end()) + 2
    return Block(settings, text[closing.end() + 1 :], body_line, handler.requoted, handler.source, first + 1)  # type: ignore[arg-type]


def _refuse_text(settings: dict[str, Node], source: str, first: int) -> None:
    """Refuse a sentence with a colon that stands among the settings: it would vanish from the page."""
    lines: list[str] = []
    for name in settings:
        words = name.split()
        if len(words) < 2:  # noqa: PLR2004 - a name is one word
            continue
        lines = lines or source.split("\n")
        index = next((index for index, line in enumerate(lines) if line.startswith(f"{name}:")), 0)
        if index and (len(words) > _MOST_WORDS or not lines[index - 1].strip()):
            says = f"“{_short(name)}” is no name of a setting; it looks like the beginning of your text"
            fix = "put a line with only --- above it, or write the name as one word"
            raise SettingsError("TB-SET-004", first + index, 1, says, fix)


_MOST_WORDS = 3


def read_mapping(source: str, first_line: int) -> dict[str, Node]:
    """Read YAML whose top is a mapping; lines in nodes and errors count from `first_line`."""
    try:
        top = _build(source, first_line)
    except yaml.MarkedYAMLError as error:
        if error.problem_mark and "maximum nesting depth" in (error.problem or ""):  # libyaml 0.2.6 has a bound too
            _too_deep(first_line + error.problem_mark.line, error.problem_mark.column + 1)
        line, column, says, fix = explain(source, error)
        raise SettingsError("TB-SET-004", first_line + line, column + 1, says, fix) from None
    except yaml.YAMLError:
        fix = "write each setting as `name: value`"
        raise SettingsError("TB-SET-004", first_line, 1, "the settings cannot be read", fix) from None
    if top is None or top.value is None:
        return {}
    if isinstance(top.value, tuple):
        fix = "write each setting as `name: value`, without a dash in front"
        raise SettingsError("TB-SET-002", top.line, top.column, "the settings at the top are a list", fix)
    if isinstance(top.value, str):
        fix = "write each setting as `name: value`; if this is not meant as settings, remove both --- lines"
        raise SettingsError("TB-SET-003", top.line, top.column, "the settings at the top are running text", fix)
    mapping: dict[str, Node] = top.value
    return mapping


def _build(source: str, first_line: int) -> Node | None:  # noqa: PLR0912 - one loop over the six kinds of event
    """Build the tree from libyaml's events, with every bound checked before a value grows."""
    stack: list[tuple[Any, int, int]] = []  # open lists and dicts with their places
    keys: list[Node | None] = []  # per open collection: the key that waits for its value
    depth = events = 0
    top: Node | None = None
    event: Any
    for event in yaml.parse(source, Loader=Loader):
        events += 1
        kind = type(event)
        mark = event.start_mark
        line, column = first_line + mark.line, mark.column + 1
        if events > MAX_EVENTS:
            fix = "take out what is no setting; text belongs below the second --- line"
            _too_much(line, column, f"they hold more than {MAX_EVENTS:,} items", fix)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            _begins_oddly(source, mark, first_line)
        if kind is yaml.ScalarEvent:
            empty = event.value == "" and event.style in (None, "")
            node = Node(None if empty else event.value, line, column)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            depth += 1
            if depth > MAX_DEPTH:
                _too_deep(line, column)
            stack.append(({} if kind is yaml.MappingStartEvent else [], line, column))
            keys.append(None)
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            depth -= 1
            keys.pop()
            held, line, column = stack.pop()
            node = Node(held if isinstance(held, dict) else tuple(held), line, column)
        elif kind is yaml.DocumentStartEvent and top is not None:
            fix = "remove the line with `...` or `---` above it"
            raise SettingsError("TB-SET-004", line, 1, "the settings end before this line", fix)
        else:
            continue
        if not stack:
            top = node
            continue
        open_one = stack[-1][0]
        if isinstance(open_one, list):
            open_one.append(node)
        elif (key := keys[-1]) is None:
            keys[-1] = _key(node, open_one)
        else:
            inner = len(stack) > 1
            open_one[key.value] = Node(node.value, node.line, node.column, key.line, key.column) if inner else node
            keys[-1] = None
    return top


def _tame_spaces(source: str) -> str:
    """Turn no-break spaces where YAML wants plain ones; those inside a value stay."""
    if "\u00a0" not in source:
        return source
    return _STRAY_SPACE.sub(lambda match: match.group().replace("\u00a0", " "), source)


def _key(node: Node, mapping: dict[str, Node]) -> Node:
    if not isinstance(node.value, str):
        says = "a setting has no name" if node.value is None else "a setting’s name must be a word"
        raise SettingsError("TB-SET-004", node.line, node.column, says, "write each setting as `name: value`")
    if node.value in mapping:
        first = mapping[node.value].line
        says = f"`{_short(node.value)}` is set twice; the first is in line {first}"
        raise SettingsError("TB-SET-005", node.line, node.column, says, "keep one of the two lines")
    return node


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


_LONGEST_SHOWN = 120


def _too_much(line: int, column: int, why: str, fix: str) -> NoReturn:
    raise SettingsError("TB-SET-006", line, column, f"the settings at the top are not read: {why}", fix)


def _too_deep(line: int, column: int) -> NoReturn:
    fix = "take brackets or levels out, or put the value in quotes if it is text"
    _too_much(line, column, f"they are nested more than {MAX_DEPTH} deep", fix)


def _begins_oddly(source: str, mark: yaml.Mark, first_line: int) -> NoReturn:
    line, column, says, fix = odd_beginning(source.split("\n")[mark.line], mark)
    raise SettingsError("TB-SET-004", first_line + line, column + 1, says, fix)


def _straighten(source: str, first_line: int) -> tuple[str, tuple[Requoted, ...]]:
    """Read values in curly quotation marks, as word processors type them, as if these were straight."""
    if source.isascii() or not _CURLY_SIGNS.search(source):
        return source, ()
    lines = source.split("\n")
    found = []
    for index, line in enumerate(lines):
        straight = _CURLY.sub(_straight, line)
        if "[" in line:
            straight = _CURLY_ITEM.sub(_straight, straight)
        if straight != line:
            name = line.partition(":")[0].strip(" -")
            column = _CURLY_SIGNS.search(line).start() + 1  # type: ignore[union-attr]
            found.append(Requoted(first_line + index, column, name, straight.strip(), curly=True))
            lines[index] = straight
    return "\n".join(lines), tuple(found)


def _straight(found: re.Match[str]) -> str:
    return f"{found[1]}{quoted(found[2] or found[3])}"


def _requote(source: str, first_line: int) -> tuple[str, tuple[Requoted, ...]]:
    """Quote the texts that people type without thinking of colons.

    Only `title`, `subtitle` and `description`, only where the line alone cannot be read as it stands.
    """
    lines = source.split("\n")
    requoted = []
    for index, line in enumerate(lines):
        match = _TEXT_LINE.match(line)
        if match and not _reads_alone(line) and not UNCLOSED_QUOTE.fullmatch(line):
            wanted = f"{match[1]}: {quoted(match[2])}"
            requoted.append(Requoted(first_line + index, match.start(2) + 1, match[1], wanted))
            lines[index] = wanted
    return "\n".join(lines), tuple(requoted)


def _reads_alone(line: str) -> bool:
    try:
        value = read_mapping(line, 1)
    except SettingsError:
        return False
    return not _CUT_TEXT.match(line) and all(isinstance(node.value, str) for node in value.values())
