"""Settings in the forms of other programs, at the beginning of a file or of its text: recognised, never published.

Whoever is told "begin the file with three lines" and obeys would publish the old settings as text, `draft = true`
among them. So the form is named with its programs, and the block is shown as it should be.

What only looks like settings stays text: a rule, a talk ("Client: Yes."), a list of facts. Lines without marks of
their own around them count only where their names are those of settings (`_proves`).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from therapyblog.settings.frontmatter import INVISIBLE, WITHOUT_INK, Block
from therapyblog.settings.hold_rules import BY_NAME, SUSPECT, fold
from therapyblog.settings.holds import effect_of
from therapyblog.settings.yaml_errors import quoted

_MOST_LINES = 400
_MOST_SHOWN = 12
_LONGEST_SHOWN = 100


class ForeignSettings(NamedTuple):
    """Settings that are not read here: the line of the file on which they begin, what is wrong, and the way out."""

    line: int
    says: str
    fix: str


class _Form(NamedTuple):
    """One way of writing settings."""

    how: str
    programs: str


_TOML = _Form("between +++ lines", "Hugo and Zola")
_JSON = _Form("in braces", "Hugo")
_SEMICOLONS = _Form("before a ;;; line", "Hexo")
_NAMED = _Form("below a line such as ---toml", "Eleventy and Gatsby")
_YAML = _Form("between --- lines", "Jekyll, Hugo and many others")
_CODE = _Form("in a block of code", "editors and chat programs")
_HEADER = _Form("as lines without marks around them", "Pelican, MultiMarkdown and Hexo")
_ORG = _Form("as #+ lines", "Org mode")
_NIKOLA = _Form("as lines that begin with two dots", "Nikola")
_COMMENT = _Form("in a comment", "Nikola and others")
_FIELDS = _Form("as lines that begin with a colon", "Pelican, Sphinx and AsciiDoc")
_PROPERTIES = _Form("as lines with two colons", "Logseq and Obsidian")
_SCRIPT = _Form("as JavaScript", "MDX, Next.js and Gatsby")

_Pairs = list[tuple[str, str]]

_NAME = r"[\"']?([^\W\d][\w .-]{0,39}?)[\"']?"
_LINES = {
    _ORG: re.compile(r"#\+([\w-]+):[ \t]*(.*)"),
    _NIKOLA: re.compile(r"\.\. ([\w-]+):[ \t]*(.*)"),
    _FIELDS: re.compile(r":([\w-]+):(?:[ \t]+(.*)|())$"),
    _PROPERTIES: re.compile(r"(?:[-*] )?([\w-]+)::(?:[ \t]+(.*)|())$"),
    _HEADER: re.compile(rf"{_NAME}[ \t]*(?:=[ \t]*|:(?:[ \t]+|$))(.*?),?$"),
}
_CONTINUED = re.compile(r"[ \t]+\S|[-*][ \t]|[\]})]+,?$|#")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|\+{3,}|;{3,}|\.{3}|[\u2012-\u2015\u2212]+)[ \t]*$")
_REMARK = re.compile(r"#(?!#)")
_DIVIDES = re.compile(r"-{3,}|\*{3,}|_{3,}|[\u2012-\u2015\u2212]+")
_LANGUAGE = re.compile(r"-{3}[ \t]*(?:json5|[a-z]+)[ \t]*$", re.IGNORECASE)
_FENCE = re.compile(
    r"(`{3,}|~{3,})[ \t]*(?:ya?ml|toml|json5?|ruby|markdown|md|mdx|front-?matter|text)?[ \t]*$", re.IGNORECASE
)
_TABLE_HEAD = re.compile(r"\[{1,2}[\w.\"' -]+\]{1,2}$")
_COMMENT_MARKS = re.compile(r"^(?:<!--|%%)[ \t]*|[ \t]*(?:-->|%%)$")
_SCRIPT_BEGINS = re.compile(r"export[ \t]+(?:const|let|var|default)\b.*\{")
_OPENS_OBJECT = re.compile(r"\{\s*[\"']?[\w-]+[\"']?\s*:\s*[\"'\[{\d\-tfn]")

_TECHNICAL_NAMES = (
    "slug layout permalink category categories tags keywords lang modified lastmod saveas template aliases "
    "redirectfrom redirectto weight toc cover thumbnail excerpt draft status pubdate postid comments categoriesandtags "
    "featuredimage ogimage type id"
)
_TECHNICAL = frozenset(_TECHNICAL_NAMES.split())
"""Names that no text begins its lines with, folded."""


def foreign_settings(block: Block) -> ForeignSettings | None:
    """Return the settings in a form that is not read here with which a file or its text begins, if there are any.

    There are none where its first signs do not fit `frontmatter.MAY_BE_SETTINGS`.
    """
    is_top = not block.settings
    lines = [line.translate(WITHOUT_INK) for line in block.body.split("\n", _MOST_LINES)[:_MOST_LINES]]
    index, is_fenced, is_headed = 0, False, False
    while index < len(lines):
        line = lines[index].strip(INVISIBLE)
        if not line:
            index += 1
        elif line.startswith(("<!--", "%%")):
            end = _end_of_comment(lines, index)
            inside = [_COMMENT_MARKS.sub("", inner.strip(INVISIBLE)) for inner in lines[index : end + 1]]
            inside = [inner for inner in inside if not _RULE.match(inner)]
            pairs = _pairs_of(inside, _NIKOLA)
            if pairs or ((pairs := _pairs_of(inside, _HEADER)) and _proves(pairs, is_fenced=False)):
                return _told(block, _COMMENT, pairs, index, is_top=is_top)
            index = end + 1
        elif _DIVIDES.fullmatch(line):
            is_fenced, index = line[0] not in "*_", index + 1
        elif line.startswith("# ") and not is_fenced and not is_headed:
            is_headed, index = True, index + 1
        else:
            break
    if index == len(lines):
        return None
    indent = " " * (len(lines[index]) - len(lines[index].lstrip(" ")))
    rest = [line.removeprefix(indent) for line in lines[index:]]
    form, pairs = _read(rest, is_fenced=is_fenced, is_top=is_top)
    if form is None:
        return None
    return _told(block, form, pairs, index - (is_fenced and form is _YAML), is_top=is_top)


def _read(  # noqa: PLR0911 - one form after another
    lines: Sequence[str], *, is_fenced: bool, is_top: bool
) -> tuple[_Form | None, _Pairs]:
    """Say in which form the settings are with which these lines begin, and what they are; `None` for text."""
    first = lines[0].strip(INVISIBLE)
    if first in ("+++", ";;;"):
        return _between(lines, _TOML if first == "+++" else _SEMICOLONS, first, is_top=is_top)
    if _LANGUAGE.match(first):
        return _between(lines, _NAMED, "---", is_top=is_top)
    if first.startswith("{"):
        pairs = _object("\n".join(lines).lstrip(INVISIBLE))
        return (None if pairs is None else _JSON), pairs or []
    if _SCRIPT_BEGINS.match(first):
        return _SCRIPT, []
    if _FENCE.match(first):
        inner = _without_marks(lines[1:])
        pairs = _pairs_of(inner, _HEADER)
        return (_CODE, pairs) if _holds(pairs) or (is_top and _names(pairs) & {"title"}) else (None, [])
    for form in (_ORG, _NIKOLA, _FIELDS, _PROPERTIES):
        if _LINES[form].match(first):
            pairs = _pairs_of(lines, form)
            proves = form in (_ORG, _NIKOLA) or _proves(pairs, is_fenced=True)
            return (form, pairs) if proves else (None, [])
    if is_fenced and (pairs := _between_rules(lines)):
        return _YAML, pairs
    pairs = _pairs_of(lines, _HEADER)
    after = next((line.strip(INVISIBLE) for line in lines[_length(lines, _HEADER) :]), "")
    closes = bool(_RULE.match(after))
    if after == ";;;" and pairs:
        return _SEMICOLONS, pairs
    if pairs and _proves(pairs, is_fenced=False) and (not after or closes or len(pairs) > 1):
        return _HEADER, pairs
    return None, []


def _between_rules(lines: Sequence[str]) -> _Pairs:
    """Read what stands above the next rule, where all of it is settings."""
    end = next((index for index, line in enumerate(lines) if _RULE.match(line.strip(INVISIBLE))), None)
    inner = [line for line in lines[:end] if line.strip(INVISIBLE) and not _REMARK.match(line)]
    pairs = _pairs_of(inner, _HEADER)
    is_whole = end is not None and _length(inner, _HEADER) == len(inner)
    return pairs if is_whole and _proves(pairs, is_fenced=True) else []


def _between(lines: Sequence[str], form: _Form, mark: str, *, is_top: bool) -> tuple[_Form | None, _Pairs]:
    """Read what stands between two marks; in a text, only where all of it is settings."""
    end = next((index for index, line in enumerate(lines[1:], 1) if line.strip(INVISIBLE) == mark), None)
    inner = lines[1:end]
    text = "\n".join(inner)
    pairs = _object(text)
    if pairs is not None:
        return form, pairs
    pairs = _toml(text)
    if not pairs and end is None:
        pairs = _pairs_of(inner, _HEADER)
    elif not pairs:
        pairs = _pairs_of([line for line in inner if not _TABLE_HEAD.match(line)], _HEADER)
        kept = [line for line in inner if line.strip(INVISIBLE) and not _CONTINUED.match(line)]
        if any(not _LINES[_HEADER].match(line) and not _TABLE_HEAD.match(line) for line in kept):
            pairs = []
    is_whole = end is not None or _proves(pairs, is_fenced=True)
    return (form, pairs) if is_top or (pairs and is_whole) else (None, [])


def _object(text: str) -> _Pairs | None:
    """Read a JSON object; nothing where this is none, and no pairs where it is one that cannot be read."""
    text = text.lstrip(INVISIBLE)
    if not text.startswith("{"):
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return [] if _OPENS_OBJECT.match(text) else None
    return _plain(value) if value else None


def _toml(text: str) -> _Pairs:
    try:
        return _plain(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        return []


def _plain(values: Mapping[str, Any]) -> _Pairs:
    """Return values as they are written here."""
    return [(name, value if isinstance(value, str) else _written(value)) for name, value in values.items()]


def _written(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return json.dumps(value, ensure_ascii=False, default=str)


def _pairs_of(lines: Iterable[str], form: _Form) -> _Pairs:
    """Return the names and values of lines, as far as they go; what continues a value is left out."""
    pairs: _Pairs = []
    for line in lines:
        match = _LINES[form].match(line.strip(INVISIBLE) if form is not _HEADER else line.rstrip(INVISIBLE))
        if match and not (form is _HEADER and line[:1] in " \t"):
            pairs.append((match[1], (match[2] or "").strip().strip("\"'")))
        elif (pairs and not _CONTINUED.match(line)) or (line.strip(INVISIBLE) and not pairs):
            break
    return pairs


def _length(lines: Sequence[str], form: _Form) -> int:
    """Count the lines of settings with which these begin."""
    count = 0
    for line in lines:
        if not _LINES[form].match(line.rstrip(INVISIBLE)) and not (count and _CONTINUED.match(line)):
            break
        count += 1
    return count


def _without_marks(lines: Sequence[str]) -> list[str]:
    """Leave out the marks around settings in a block of code."""
    begin = 1 if lines and _RULE.match(lines[0]) else 0
    return [*lines[begin:]]


def _names(pairs: Iterable[tuple[str, str]]) -> set[str]:
    return {fold(name) for name, _ in pairs}


def _holds(pairs: Iterable[tuple[str, str]]) -> bool:
    """Say whether a name that is nothing but a setting has a value that holds a text back."""
    return any(
        effect_of(name, value) in ("draft", "unlisted", "awaits")
        for name, value in pairs
        if SUSPECT.search(fold(name)) or fold(name) in ("status", "visibility", "noindex", "robots", "listed", "wip")
    )


def _proves(pairs: Sequence[tuple[str, str]], *, is_fenced: bool) -> bool:
    """Say whether these can only be settings: marks stand around them, or their names are those of settings."""
    names = _names(pairs)
    dates = {
        name
        for name in names
        if any("scheduled" in rule.holds or "expired" in rule.holds for rule in BY_NAME.get(name, ()))
    }
    technical = names & (_TECHNICAL | (dates - {"date"}))
    if _holds(pairs) or len(technical) > 1:
        return True
    if is_fenced:
        return "title" in names or bool(technical)
    return "title" in names and bool(technical | (names & {"date"}))


def _is_date(name: str) -> bool:
    """Say whether a name is that of a day on which a text appears or ends."""
    return any({"scheduled", "expired"} & {*rule.holds} for rule in BY_NAME.get(name, ()))


def _end_of_comment(lines: Sequence[str], index: int) -> int:
    """Return the index of the line on which a comment ends."""
    opening = lines[index].strip(INVISIBLE)
    mark = "-->" if opening.startswith("<!--") else "%%"
    if mark in opening[2:]:
        return index
    return next((at for at in range(index + 1, len(lines)) if mark in lines[at]), len(lines) - 1)


def _told(block: Block, form: _Form, pairs: _Pairs, index: int, *, is_top: bool) -> ForeignSettings:
    shown = [f"{name}: {_value(value)}"[:_LONGEST_SHOWN] for name, value in pairs[:_MOST_SHOWN]]
    more = ["…"] if len(pairs) > _MOST_SHOWN else []
    if is_top and form is _YAML:
        says = "these settings are not read: something stands above them"
        fix = "move what stands above the first --- line below the second"
    elif is_top:
        says = f"this file begins with settings in the form of {form.programs} ({form.how}), which is not read here"
        fix = "write them between two lines of three hyphens, each as `name: value`"
        fix += _block(["---", *shown, *more, "---"]) if pairs else ""
    else:
        what = (
            "a second block of settings" if form is _YAML else f"settings in the form of {form.programs} ({form.how})"
        )
        says = f"the text begins with {what}: readers would see it, and it would hold nothing back"
        fix = "move them up, above the second --- line of this file, each as `name: value`, or take them out"
        fix += _block([*shown, *more]) if pairs else ""
    return ForeignSettings(block.body_line + index, says, fix)


def _block(lines: Iterable[str]) -> str:
    return ":" + "".join(f"\n        {line}" for line in lines)


def _value(value: str) -> str:
    """Write a value so that it is read as text, a list or a word."""
    needs = re.search(r":(?:\s|$)|\s#", value) or (value[:1] and value[0] in "&*!|>@%`\"'{,?-" and value[:2] != '{"')
    return quoted(value) if needs and not value.startswith('{"') else value
