"""What one build starts from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from therapyblog.content.scan import Sources
from therapyblog.model.problems import Problem
from therapyblog.model.result import Options
from therapyblog.output.workspace import Workspace

if TYPE_CHECKING:
    from therapyblog.model.config import Config

Progress = Callable[[str, int, int], None]
"""Called with the stage, how many are done and how many there are."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What one build starts from; `problems` are those met so far."""

    workspace: Workspace
    content: bytes
    config: Config | None
    sources: Sources
    options: Options
    today: dt.date
    problems: tuple[Problem, ...]
    take_over: bool = False

    @property
    def folder(self) -> Path:
        """The site folder."""
        return self.workspace.site

    @property
    def out(self) -> Path:
        """The output folder."""
        return self.workspace.out
