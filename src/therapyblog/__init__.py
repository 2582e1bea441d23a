"""therapyblog: a therapist's posts in, a fast, private and accessible website out.

What the command does, a program can do: `from therapyblog import build`. Everything is imported when it is first
asked for, so that `import therapyblog` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from therapyblog.build import build, build_many, clean
    from therapyblog.errors import Busy, DiskError, Stop, UsageError, WorkerDied
    from therapyblog.model.held import Held
    from therapyblog.model.problems import Problem
    from therapyblog.model.result import BuildResult
    from therapyblog.starter import start_site

__version__ = "0.1.0"
__all__ = [
    "BuildResult",
    "Busy",
    "DiskError",
    "Held",
    "Problem",
    "Stop",
    "UsageError",
    "WorkerDied",
    "__version__",
    "build",
    "build_many",
    "clean",
    "start_site",
]

_HOMES = {
    "BuildResult": "model.result",
    "Busy": "errors",
    "DiskError": "errors",
    "Held": "model.held",
    "Problem": "model.problems",
    "Stop": "errors",
    "UsageError": "errors",
    "WorkerDied": "errors",
    "build": "build",
    "build_many": "build",
    "clean": "build",
    "start_site": "starter",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """This package, in which `build` is the function, whoever imports the submodule of that name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "build" and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
