"""The Jinja environment: sandboxed, escaping, strict, and quick on our own values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from therapyblog.model.theme import Template
from therapyblog.model.value import Value
from therapyblog.render.filters import FILTERS


class MissingString(Exception):
    """A template asked for a text that no string file of the theme has."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Strings(dict[str, Any]):
    """The theme's texts in one language."""


class TemplateLoader(BaseLoader):
    """Templates from a loaded theme; `@LAYER/NAME` speaks of one layer."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self.templates = templates

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Any]:
        """Return a template's text and the path for messages."""
        found = self.templates.get(template)
        if found is None:
            raise TemplateNotFound(template)
        return found.source, found.path, lambda: True


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox. Public fields of our own frozen values take a short way: they can do nothing."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read `obj.attribute` for a template."""
        if isinstance(obj, Value) and attribute in type(obj).__struct_fields__:
            return getattr(obj, attribute)
        if type(obj) is Strings:
            try:
                return obj[attribute]
            except KeyError:
                raise MissingString(attribute) from None
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow only fields of values; their class's machinery is none of a template's business."""
        if isinstance(obj, msgspec.Struct):
            return attr in type(obj).__struct_fields__
        return super().is_safe_attribute(obj, attr, value)


def make_environment(templates: Mapping[str, Template]) -> Sandbox:
    """Make the environment for a theme's templates."""
    environment = Sandbox(
        loader=TemplateLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        cache_size=-1,
        auto_reload=False,
    )
    environment.filters |= FILTERS
    return environment
