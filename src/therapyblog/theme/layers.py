"""One layer of a theme: a folder of templates, static files and strings, and the settings in its `theme.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from therapyblog.model.problems import Place
from therapyblog.settings.nodes import Node

SITE_LAYER = "site"
"""The name of the layer that is a site's own overrides."""


class Layer(msgspec.Struct, frozen=True):
    """One folder of templates, static files and strings."""

    name: str
    folder: Path
    manifest: dict[str, Any]
    shown: str
    """How messages name the folder."""
    places: dict[str, Node] = {}

    def place(self, *names: str) -> Place:
        """Return the place of a setting in its `theme.toml`."""
        return place_of(f"{self.shown}/theme.toml", self.places, *names)


def place_of(path: str, places: dict[str, Node], *names: str) -> Place:
    """Return the place of the innermost of these names in a file; without a line where none is there."""
    line = column = 0
    inner: Any = places
    for name in names:
        node = inner.get(name) if isinstance(inner, dict) else None
        if node is None:
            break
        line, column, inner = node.line, node.column, node.value
    return Place(path=path, line=line, column=column)
