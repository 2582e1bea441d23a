"""Read one text as a build does: what came of it, and the problems."""

from __future__ import annotations

from therapyblog.diagnostics import Diagnostics
from therapyblog.model.config import Config
from therapyblog.model.problems import Problem
from therapyblog.settings import site


def read_config(content: bytes) -> tuple[Config | None, tuple[Problem, ...]]:
    diagnostics = Diagnostics()
    config = site.read_config(content, diagnostics)
    return config, tuple(diagnostics)
