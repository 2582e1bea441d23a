"""Kinds of values in templates: what a filter takes and what can be printed, said in the words of who writes them.

Jinja and Babel make do with almost any value: a date that is not there becomes today's, `none` the word “None”, a list
the signs that Python writes for it. Here that is a mistake with a sentence.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from jinja2 import Undefined
from jinja2.exceptions import FilterArgumentError, TemplateRuntimeError
from jinja2.runtime import Macro
from markupsafe import Markup

from therapyblog.model.documents import When
from therapyblog.model.value import Value
from therapyblog.patterns import lazy_pattern

LONGEST = 5_000_000
"""Characters of a text, or items of a list, that a template may make in one step."""
LARGEST_NUMBER = 1_000_000
"""How wide, how often or how many a template may ask a filter or method for."""
_SHOWN = 30
_WIDTH = lazy_pattern(r"\d{7,4000}")


class Kind(NamedTuple):
    """What one parameter takes: types, and the words for them."""

    types: tuple[type, ...]
    words: str


_TEXT = Kind((str, int, float), "a text or a number")
_NUMBER = Kind((int, float, str), "a number")
_LIST = Kind((Iterable,), "a list")
_LIST_BUT_TEXT = Kind((tuple, list, Mapping, types.GeneratorType, range), "a list")
_TABLE = Kind((Mapping,), "a table")
_ANYTHING = Kind((object,), "anything")
_OF_JINJA: Mapping[str, Kind] = {
    **dict.fromkeys(("capitalize", "center", "e", "escape", "forceescape", "format", "indent", "lower"), _TEXT),
    **dict.fromkeys(("replace", "safe", "string", "striptags", "title", "trim", "truncate", "upper"), _TEXT),
    **dict.fromkeys(("urlize", "wordcount", "wordwrap"), _TEXT),
    **dict.fromkeys(("abs", "filesizeformat", "float", "int", "round"), _NUMBER),
    **dict.fromkeys(("count", "first", "last", "length", "list", "max", "min", "reverse"), _LIST),
    **dict.fromkeys(("batch", "groupby", "join", "map", "reject", "rejectattr", "select"), _LIST_BUT_TEXT),
    **dict.fromkeys(("selectattr", "slice", "sort", "sum", "unique"), _LIST_BUT_TEXT),
    **dict.fromkeys(("dictsort", "items", "xmlattr"), _TABLE),
}
"""What Jinja's filters take; those that are not here take anything."""
_WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    When: "a date",
    dt.date: "a date",
    Mapping: "a table",
    dict: "a table",
    Iterable: "a list",
    list: "a list",
    tuple: "a list",
    type(None): "nothing (none)",
}


def typed(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter of ours that refuses what its annotations do not name; raises `FilterArgumentError`."""
    hints = get_type_hints(filter_)
    signature = inspect.signature(filter_)
    kinds = {
        name: _kind_of(hints[name])
        for name, parameter in signature.parameters.items()
        if parameter.kind != parameter.VAR_KEYWORD
    }
    positional = tuple(kinds.values())
    accepted: set[tuple[type, ...]] = set()

    @wraps(filter_)
    def checked(*args: Any, **given: Any) -> Any:
        # What is checked is only of which type a value is.
        if (types_given := tuple(map(type, args))) not in accepted:
            for value, kind in zip(args, positional, strict=False):
                _check(filter_.__name__, value, kind)
            accepted.add(types_given)
        for name, value in given.items():
            if name in kinds:
                _check(filter_.__name__, value, kinds[name])
        try:
            return filter_(*args, **given)
        except TypeError:
            try:
                signature.bind(*args, **given)
            except TypeError as error:
                takes = ", ".join(list(kinds)[1:])
                raise FilterArgumentError(f"`{filter_.__name__}` takes ({takes}): {error}") from None
            raise

    return checked


def bounded(name: str, filter_: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter of Jinja's that refuses what is no value of its kind, and numbers that would fill the memory."""
    kind = _OF_JINJA.get(name, _ANYTHING)
    # The environment or context is the first argument of some of Jinja's filters.
    first = int(hasattr(filter_, "jinja_pass_arg"))

    @wraps(filter_)
    def checked(*args: Any, **given: Any) -> Any:
        if kind is not _ANYTHING and len(args) > first:
            _check(name, args[first], kind)
        if name == "format":
            check_widths(str(args[first]), "`format`")
        for value in (*args[first + 1 :], *given.values()):
            check_number(value, f"`{name}`")
        return check_size(filter_(*args, **given))

    return checked


def _kind_of(hint: Any) -> Kind:
    """Return the kind that an annotation stands for."""
    if hint is Any:
        return _ANYTHING
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    plain = tuple(get_origin(option) or option for option in options)
    words = " or ".join(dict.fromkeys(_WORDS[option] for option in plain))
    return Kind((*plain, int) if float in plain else plain, words)


def _check(name: str, value: Any, kind: Kind) -> None:
    # Python's true and false are numbers, and nobody means that.
    if not isinstance(value, kind.types) or (type(value) is bool and kind is not _ANYTHING):
        raise FilterArgumentError(f"the filter `{name}` takes {kind.words}, and was given {described(value)}")


def described(value: Any) -> str:
    """Say what a value is; raises `UndefinedError` for one that is not there."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001 - Jinja's own name for it
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = str(value)
        return f"the text “{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, Macro):
        return f"the macro `{value.name}`"
    if isinstance(value, Value) and not isinstance(value, When):
        return f"a {type(value).__name__}"
    words = next((words for kind, words in _WORDS.items() if isinstance(value, kind)), "")
    return words or ("something that is to be called" if callable(value) else f"a {type(value).__name__}")


_PRINTABLE = (str, int, float, dt.date, dt.time, Undefined)
_PRINTED = frozenset((str, int, Markup))
"""What nearly all values are that are printed."""


def printable(value: Any) -> Any:
    """Return a value that `{{ }}` may print: a text, a number, a date; raises `TemplateRuntimeError` for any other."""
    if type(value) in _PRINTED or isinstance(value, _PRINTABLE) or hasattr(type(value), "__html__"):
        return value
    raise TemplateRuntimeError(f"{described(value)} cannot be printed")


def check_number(value: Any, asking: str) -> None:
    """Refuse a number that would fill the memory; raises `TemplateRuntimeError`."""
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise TemplateRuntimeError(f"{asking} is asked for {value}, and {LARGEST_NUMBER} is the most")


def check_widths(text: str, asking: str) -> None:
    """Refuse a pattern for `format` or `%` that asks for millions of signs; raises `TemplateRuntimeError`."""
    for width in _WIDTH.findall(text):
        check_number(int(width), asking)


def check_size(value: Any) -> Any:
    """Return a value that is not too large to go on with; raises `TemplateRuntimeError`."""
    if isinstance(value, (str, list, tuple, bytes)) and len(value) > LONGEST:
        raise too_large()
    return value


def too_large() -> TemplateRuntimeError:
    """Return what is raised where a template makes something too large."""
    return TemplateRuntimeError(f"a text or list gets longer than {LONGEST} characters or items")


_PYTHON_SAYS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (lazy_pattern(pattern), words)
    for pattern, words in (
        (r"'(?P<a>\S+)' object is not iterable", "a list is wanted here, and there is {a}"),
        (r"object of type '(?P<a>\S+)' has no len\(\)", "a length is asked of {a}"),
        (
            r"unsupported .* for (?P<x>\S+).*: '(?P<a>\S+)' and '(?P<b>\S+)'",
            "`{x}` stands between {a} and {b}",
        ),
        (
            r"can only concatenate (?P<a>\S+) \(not \"(?P<b>.+)\"\).*",
            "`+` stands between {a} and {b}; `~` joins them",
        ),
        (r"'\S+' not supported between instances of '(?P<a>\S+)' and '(?P<b>\S+)'", "{a} and {b} cannot be compared"),
        (r"'(?P<a>\S+)' object is not callable", "{a} is no macro, so it cannot be called"),
        (r"'(?P<a>\S+)' object has no attribute '(?P<x>\w+)'", "{a} has no `{x}`"),
        (r"bad operand type for (?P<x>.+): '(?P<a>\S+)'", "{x} stands before {a}"),
        (r"unhashable type: '(?P<a>\S+)'", "{a} cannot be a name in a table"),
        (r"argument of type '(?P<a>\S+)' is not iterable", "`in` looks into a list or a text, and there is {a}"),
        (r".*(?:division|modulo).*", "a number is divided by 0"),
        (r"(?P<x>%\w) format: .* required, not (?P<a>\S+)", "`{x}` takes a number, and there is {a}"),
        (r"not enough arguments for format string", "a pattern has more places than there are values for them"),
        (r"not all arguments converted .*", "there are more values than the pattern has places for"),
        (r"Replacement index .*", "a pattern has more places than there are values for them"),
        (r"'(?P<x>\w+)'", "the pattern asks for the value `{x}`, which is not given"),
    )
)
"""What Python says of a value of the wrong kind → the same for people."""
_TYPES: Mapping[str, type] = {kind.__name__: kind for kind in _WORDS} | {"Markup": str, "Strings": dict}


def plainly(message: str) -> str:
    """Say what Python says of a value of the wrong kind in the words that the manual has for values."""
    for pattern, words in _PYTHON_SAYS:
        if match := pattern.fullmatch(message.strip()):
            groups = match.groupdict()
            return words.format(**{name: group if name == "x" else in_words(group) for name, group in groups.items()})
    return message


def in_words(type_name: str) -> str:
    """Return what a value of the type of this name is called."""
    plain = type_name.rpartition(".")[2]
    return _WORDS[_TYPES[plain]] if plain in _TYPES else f"a {plain}"
