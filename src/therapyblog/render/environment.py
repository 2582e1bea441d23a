"""The Jinja environment: sandboxed, escaping, strict, and fast on our own values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from operator import is_not
from typing import Any

import msgspec
from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2 import Template as Compiled
from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context, Macro, markup_join, str_join
from jinja2.utils import missing

from therapyblog.model.theme import Template
from therapyblog.model.value import Value
from therapyblog.render.kinds import (
    LONGEST,
    check_number,
    check_size,
    check_widths,
    in_words,
    printable,
    too_large,
)
from therapyblog.render.templates import Grammar, parsed
from therapyblog.similar import nearest

_COUNTING = ("namespace", "cycler", "joiner")
"""Globals of Jinja that may differ between two imports of a template."""
PIECES = 64
"""How many pieces of a page are looked at together."""
LARGEST_POWER = 64
LARGEST_FACTOR = 10**100


class TooLarge(TemplateRuntimeError):
    """A page, or a part of one, becomes larger than any real one."""


class MissingString(Exception):
    """A template asked for a text that no string file of the theme has."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(key)
        self.key, self.known = key, known


class Missing(StrictUndefined):
    """What a template asked for and nobody gave, with the name that was probably meant."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        if self._undefined_hint or owner is missing:
            return super()._undefined_message
        if isinstance(owner, Mapping):
            known = [key for key in owner if isinstance(key, str)]
            said = f"there is no `{name}` in this table"
            if dotted := next((key for key in known if key.startswith(f"{name}.")), ""):
                return f'{said}; did you mean ["{dotted}"]?'
        elif isinstance(owner, Value):
            said, known = f"a {type(owner).__name__} has no `{name}`", list(owner.__struct_fields__)
        else:
            said, known = f"{in_words(type(owner).__name__)} has no `{name}`", []
        meant = nearest(name, known)
        return f"{said}; did you mean `{meant}`?" if meant else said


class Strings(dict[str, Any]):
    """The theme's texts in one language."""


class SharedModule(Compiled):
    """A template whose macros are made once for all imports with the same values."""

    reads: tuple[str, ...] | None = None
    """The names that it reads of a page; `None` where two imports may differ."""
    _last_module: tuple[list[Any], TemplateModule] | None = None

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - Jinja's name
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> TemplateModule:
        """Return the macros of `{% import … with context %}`."""
        if self.reads is None:
            return self._fresh_module(vars, shared, locals)
        inner, outer = locals or {}, vars or {}
        values = [
            outer.get(name, missing) if inner.get(name, missing) is missing else inner[name] for name in self.reads
        ]
        module = self._last_module
        if module is None or any(map(is_not, values, module[0])):
            # In one assignment: the preview renders pages in several threads.
            self._last_module = module = values, self._fresh_module(vars, shared, locals)
        return module[1]

    def _fresh_module(
        self,
        vars: dict[str, Any] | None,  # noqa: A002 - Jinja's name
        shared: bool,
        locals: Mapping[str, Any] | None,  # noqa: A002 - Jinja's name
    ) -> TemplateModule:
        """Return the macros, and what the template writes besides, within the bounds of a page."""
        context = self.new_context(vars, shared, locals)
        return TemplateModule(self, context, [self.environment.concat(self.root_render_func(context))])


class TemplateLoader(BaseLoader):
    """Templates from a loaded theme; `@LAYER/NAME` is the template of one layer."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self.templates = templates

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Any]:  # noqa: ARG002 - Jinja's signature
        """Return a template's text and the path for messages."""
        loaded = self.templates.get(template)
        if loaded is None:
            raise TemplateNotFound(template)
        return loaded.source, loaded.path, lambda: True

    def load(self, environment: Any, name: str, globals: Any = None) -> Compiled:  # noqa: A002 - Jinja's name
        """Return a template ready to render, from code that this process compiled once."""
        source, path, uptodate = self.get_source(environment, name)
        parsed_template = parsed(name, path, source)
        if parsed_template.code is None:
            raise TemplateSyntaxError(parsed_template.mistake, parsed_template.mistake_line, name, path)
        compiled: SharedModule = environment.template_class.from_code(
            environment, parsed_template.code, globals or {}, uptodate
        )
        # A template that uses others may read anything, and these globals change with each call.
        if not parsed_template.refers and not parsed_template.dynamic and not any(word in source for word in _COUNTING):
            compiled.reads = tuple(sorted(parsed_template.names))
        return compiled


_FIELDS: dict[type, frozenset[str]] = {}
"""Type → its public fields, for every type that a template has read so far."""


class Sandbox(Grammar):
    """The environment that renders. Public fields of our own frozen values skip its checks: they are only data."""

    template_class = SharedModule
    largest = 0
    """Characters of a page, or of a part of one."""

    def concat(self, pieces: Iterable[str]) -> str:
        """Join the pieces of a page, or of a macro's text, unless they become too much."""
        waiting = iter(pieces)
        parts, size = [], 0
        while piece := list(islice(waiting, PIECES)):
            size += sum(map(len, piece))
            if size > self.largest:
                raise TooLarge
            parts.append("".join(piece))
        return "".join(parts)

    def join_texts(self, values: tuple[Any, ...], autoescape: bool) -> str:
        """Join what stands between `~`."""
        join = markup_join if autoescape else str_join
        joined: str = check_size(join(map(printable, values)))
        return joined

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate, unless the result would fill the memory."""
        if operator == "**":
            check_number(left, "`**`")
            if isinstance(right, int) and abs(right) > LARGEST_POWER:
                raise TemplateRuntimeError(f"`**` is asked for the power {right}, and {LARGEST_POWER} is the most")
        elif operator == "*" and _times(left) * _times(right) > LONGEST:
            # Of two numbers the product may be large, but not without end.
            if not (isinstance(left, (int, float)) and isinstance(right, (int, float)) and abs(left) < LARGEST_FACTOR):
                raise too_large()
        elif operator == "+" and _length(left) + _length(right) > LONGEST:
            raise too_large()
        elif operator == "%" and isinstance(left, str):
            check_widths(left, "`%`")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read `obj.attribute` for a template."""
        kind = type(obj)
        fields = _FIELDS.get(kind)
        if fields is None:
            fields = _FIELDS[kind] = frozenset(kind.__struct_fields__) if issubclass(kind, Value) else frozenset()
        if attribute in fields:
            return getattr(obj, attribute)
        if kind is Strings:
            try:
                return obj[attribute]
            except KeyError:
                raise MissingString(attribute, obj) from None
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something for a template; macros, which are most calls, need no check."""
        if type(obj) is not Macro:
            owner = getattr(obj, "__self__", None)
            if isinstance(owner, str):
                for value in args:
                    check_number(value, f"`{obj.__name__}`")
            return check_size(super().call(context, obj, *args, **kwargs))
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(context.eval_ctx, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Any:
        """Return what `'…'.format` is for a template."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None:
            check_widths(value.__self__, "`format`")
        return wrapped

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow only the fields of values, not the attributes of their class."""
        if isinstance(obj, msgspec.Struct):
            return attr in type(obj).__struct_fields__
        return super().is_safe_attribute(obj, attr, value)


def _length(value: Any) -> int:
    """Return how long a text or list is; 0 for anything else."""
    return len(value) if isinstance(value, (str, list, tuple)) else 0


def _times(value: Any) -> int:
    """Return how long a text or list is, and how often a number would repeat one."""
    return abs(value) if isinstance(value, int) else _length(value)


def make_environment(templates: Mapping[str, Template], largest: int) -> Sandbox:
    """Make the environment for a theme's templates; no page may have more than `largest` characters."""
    environment = Sandbox(loader=TemplateLoader(templates), cache_size=-1, auto_reload=False)
    environment.undefined, environment.largest = Missing, largest
    return environment
