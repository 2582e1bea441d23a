"""What holds a text back by its settings, its place and its name: the rules of `hold_rules`, asked about one file."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from therapyblog.diagnostics import FileDiagnostics
from therapyblog.model.documents import Kind
from therapyblog.model.held import Hold
from therapyblog.settings.dates import read_when
from therapyblog.settings.file_names import below_kind, date_in_path
from therapyblog.settings.hold_rules import (
    BY_NAME,
    FILES,
    FOLDERS,
    FOR_OTHERS,
    GROUPS,
    NO,
    NULL,
    SUSPECT,
    YES,
    Effect,
    Rule,
    fold,
)
from therapyblog.settings.nodes import Node


class Setting(NamedTuple):
    """A setting that a rule may know, however deep it stands."""

    name: str
    """As it is written, with the groups around it: `params.draft`."""
    node: Node
    rules: tuple[Rule, ...]
    asked: bool
    """It holds nothing of this file back by itself: its author is asked what it means."""


class Answer(NamedTuple):
    """What a rule says of a value."""

    effect: Effect | None
    programs: str = ""
    on: dt.date | None = None


_ORDER: tuple[Effect, ...] = ("ask", "expired", "draft", "awaits", "scheduled", "unlisted")
_STATUS_WORDS = frozenset(
    word for rule in BY_NAME["status"] for values in (rule.shows, *rule.holds.values()) for word in values.split()
)
_LONGEST_SHOWN = 40
_MOST_PROGRAMS = 3


def holds_of(
    settings: Mapping[str, Node],
    own: Collection[str],
    path: str,
    kind: Kind,
    diagnostics: FileDiagnostics,
    ordinary: Collection[str] = (),
) -> tuple[Hold, ...]:
    """Return everything that holds a file back, but for its own `date` and `status`.

    `own` are the names of settings that are ours, `ordinary` those that the site calls ordinary. What only the author
    can answer is a problem of `diagnostics`.
    """
    excused = {fold(name) for name in ordinary}
    holds: list[Hold] = []
    awaiting: list[Hold] = []
    for name, node in settings.items():
        if (name in own and name != "status") or fold(name) in excused:
            continue
        for setting in _settings(name, node, excused):
            answer = _answer(setting)
            if answer.effect is None:
                continue
            by = f"`{_shown(setting)}`"
            if name == "status" and answer.effect in ("draft", "unlisted") and _is_own(kind, setting):
                continue
            programs = f" ({_some(answer.programs)})" if answer.programs else ""
            if answer.effect == "ask" or (answer.effect == "unlisted" and kind in ("practitioner", "series")):
                _ask(setting, f"{by}{programs}", answer.effect, kind, diagnostics)
            elif answer.effect == "awaits":
                awaiting.append(Hold(kind="draft", by=f"{by} in line {setting.node.line}{programs}, with no day"))
            else:
                by = f"{by} in line {setting.node.line}{programs}"
                holds.append(Hold(kind=answer.effect, by=by, on=answer.on))
    is_dated = kind == "post" and (date_in_path(path) or ("date" in settings and settings["date"].value))
    if not is_dated and all(hold.kind != "scheduled" for hold in holds):
        holds += awaiting
    return (*holds, *_of_place(path, kind))


def _some(programs: str) -> str:
    """Return the first of these names: enough to say where a setting comes from."""
    first, *more = programs.split(", ")
    return ", ".join((first, *more[: _MOST_PROGRAMS - 1])) + (" …" if len(more) >= _MOST_PROGRAMS else "")


def _is_own(kind: Kind, setting: Setting) -> bool:
    """Say whether `status` says it in the words that posts and pages read themselves."""
    value = setting.node.value
    return kind in ("post", "page") and isinstance(value, str) and value.strip().lower() in ("draft", "unlisted")


def is_foreign_status(node: Node, own: Collection[str]) -> bool:
    """Say whether a `status` is a word of another program, on which `holds_of` has decided, and none of our `own`."""
    return isinstance(node.value, str) and (word := fold(node.value)) in _STATUS_WORDS and word not in own


def effect_of(name: str, value: str) -> Effect | None:
    """Return what a setting of one line makes of a text; nothing for one that holds nothing back, or is none."""
    rules = BY_NAME.get(fold(name), ())
    return _answer(Setting(name, Node(value), rules, asked=False)).effect if rules else None


def _settings(name: str, node: Node, excused: Collection[str], *, asked: bool = False) -> Iterator[Setting]:
    """Yield a setting with its rules, and those in it where it is a group; `name` has the groups around it."""
    *groups, last = (fold(part) for part in name.split("."))
    if fold(name) in excused or last in excused:
        return
    foreign = any(group not in GROUPS and group not in FOR_OTHERS for group in groups)
    asked = asked or foreign or any(group in FOR_OTHERS for group in groups)
    rules = BY_NAME.get(".".join((*groups[-1:], last))) or BY_NAME.get(last, ())
    suspect = SUSPECT.search(last) is not None
    inside = _leaves(node)
    for group in inside:
        for inner, value in group.value.items() if isinstance(group.value, dict) else ():
            yield from _settings(f"{name}.{inner}", value, excused, asked=asked)
    is_group = any(isinstance(item.value, dict) for item in inside)
    if foreign:
        if suspect and rules and not is_group:
            yield Setting(name, node, rules, asked)
    elif not is_group and (rules or suspect):
        yield Setting(name, node, rules, asked)
    elif is_group and last not in GROUPS and _is_strict(rules, suspect=suspect):
        yield Setting(name, node, (), asked=True)


def _leaves(node: Node) -> tuple[Node, ...]:
    """Return a node, or what its lists hold."""
    if isinstance(node.value, tuple):
        return tuple(leaf for item in node.value for leaf in _leaves(item))
    return (node,)


def _is_strict(rules: tuple[Rule, ...], *, suspect: bool) -> bool:
    """Say whether a setting is asked about where no rule knows its value."""
    if any("<any>" in rule.shows for rule in rules):
        return False
    return suspect or any(rule.otherwise == "ask" for rule in rules)


def _answer(setting: Setting) -> Answer:
    """Return the most that the rules of a setting say of its value."""
    if not setting.rules:
        return Answer("ask")
    suspect = SUSPECT.search(fold(setting.name.rpartition(".")[2])) is not None
    answers = [_say(rule, value, suspect) for rule in setting.rules for value in _values(setting.node)]
    answers = [answer for answer in answers if answer.effect]
    if not answers:
        return Answer(None)
    most = min(answers, key=lambda answer: _ORDER.index(answer.effect or "unlisted"))
    return most._replace(effect="ask") if setting.asked else most


def _say(rule: Rule, value: str, suspect: bool) -> Answer:
    folded = fold(value)
    if _fits(rule.shows, value, folded):
        return Answer(None)
    for effect, values in rule.holds.items():
        if _fits(values, value, folded):
            return Answer(effect, rule.programs, _day(value) if "<date>" in values else None)
    is_asked = folded not in NULL and (suspect or rule.otherwise == "ask")
    return Answer("ask" if is_asked else None, rule.programs)


def _fits(values: str, value: str, folded: str) -> bool:
    """Say whether a value is one of those that a rule names."""
    kinds = {"<yes>": YES, "<no>": NO, "<null>": NULL}
    for wanted in values.split():
        if wanted == "<any>":
            fits = folded not in NULL
        elif wanted == "<date>":
            fits = _day(value) is not None
        else:
            fits = folded in kinds[wanted] if wanted in kinds else fnmatchcase(folded, wanted)
        if fits:
            return True
    return False


def _day(value: str) -> dt.date | None:
    try:
        return read_when(value).date
    except ValueError:
        return None


def _values(node: Node) -> tuple[str, ...]:
    """Return the texts that a setting holds: one, or those of a list."""
    return tuple("" if leaf.value is None else str(leaf.value) for leaf in _leaves(node))


def _shown(setting: Setting) -> str:
    value = " ".join(", ".join(_values(setting.node)).split()) if not isinstance(setting.node.value, dict) else "…"
    value = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
    if "password" in fold(setting.name):
        value = "…"
    return f"{setting.name}: {value}".rstrip()


def _ask(setting: Setting, said: str, effect: Effect, kind: Kind, diagnostics: FileDiagnostics) -> None:
    """Note a setting on which only the author can decide."""
    name, node = setting.name, setting.node
    ordinary = f'write ordinary_keys = ["{name}"] below [content] in therapyblog.toml'
    if effect == "unlisted":
        what = "an introduction to a series" if kind == "series" else "a practitioner"
        says = f"{said} keeps a text out of lists in other programs, but {what} cannot be unlisted"
        fix = f"write `status: draft` to hold it back; if it may be seen, take the line out, or {ordinary}"
    else:
        says = f"{said} reads like a way to keep a text from readers, and only you know whether it does"
        fix = f"write `status: draft` if not everybody may read it; if the line holds nothing back, {ordinary}"
    diagnostics.add("TB-SET-011", node.name_line or node.line, node.name_column or 1, says, fix)


def _of_place(path: str, kind: Kind) -> Iterator[Hold]:
    """Yield what holds a file back by the folders that it lies in, and by its name."""
    *folders, file = path.split("/")[1:]
    for folder in folders:
        for rule in FOLDERS:
            if rule.pattern.fullmatch(folder.casefold()):
                yield Hold(kind="draft", by=f"{rule.what.format(folder)} ({rule.programs})")
                break
    stem = posixpath.splitext(file)[0]
    for rule in FILES:
        if rule.pattern.fullmatch(stem.casefold()):
            yield Hold(kind="draft", by=f"{rule.what.format(file)} ({rule.programs})")
            break
    day = date_in_path(path)
    if day and kind in ("page", "series"):
        yield Hold(kind="scheduled", by=f"the date in its name `{below_kind(path)}`", on=day)
