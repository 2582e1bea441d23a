"""The Jinja environment: sandboxed, escaping, strict, and fast on our own values."""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_not
from typing import Any

import msgspec
from jinja2 import BaseLoader, TemplateNotFound, TemplateSyntaxError
from jinja2 import Template as Compiled
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from therapyblog.model.theme import Template
from therapyblog.model.value import Value
from therapyblog.render.filters import FILTERS
from therapyblog.render.templates import SETTINGS, parsed

_COUNTING = ("namespace", "cycler", "joiner", "lipsum", "random")
"""Globals of Jinja that may differ between two imports of a template."""


class MissingString(Exception):
    """A template asked for a text that no string file of the theme has."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


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
            return super().make_module(vars, shared, locals)
        inner, outer = locals or {}, vars or {}
        values = [
            outer.get(name, missing) if inner.get(name, missing) is missing else inner[name] for name in self.reads
        ]
        module = self._last_module
        if module is None or any(map(is_not, values, module[0])):
            # In one assignment: the preview renders pages in several threads.
            self._last_module = module = values, super().make_module(vars, shared, locals)
        return module[1]


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


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox. Public fields of our own frozen values skip its checks: they are only data."""

    template_class = SharedModule

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
                raise MissingString(attribute) from None
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something for a template; macros, which are most calls, need no check."""
        if type(obj) is not Macro:
            return super().call(context, obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(context.eval_ctx, *args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow only the fields of values, not the attributes of their class."""
        if isinstance(obj, msgspec.Struct):
            return attr in type(obj).__struct_fields__
        return super().is_safe_attribute(obj, attr, value)


def make_environment(templates: Mapping[str, Template]) -> Sandbox:
    """Make the environment for a theme's templates."""
    environment = Sandbox(
        loader=TemplateLoader(templates),
        cache_size=-1,
        auto_reload=False,
        **SETTINGS,
    )
    environment.filters |= FILTERS
    return environment
