"""therapyblog: a therapist's posts in, a fast, private and accessible website out.

What the command does, a program can do: `from therapyblog import build`. Everything is imported when it is first
asked for, so that `import therapyblog` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from therapyblog.api import build, build_many, clean
    from therapyblog.errors import DiskError, SiteLocked, TherapyblogError, UsageError, WorkerError
    from therapyblog.model.held import Held
    from therapyblog.model.limits import Limits
    from therapyblog.model.new_document import NewDocument
    from therapyblog.model.problems import Problem
    from therapyblog.model.result import BuildResult
    from therapyblog.scaffold import start_practice, start_site
    from therapyblog.scaffold.documents import new_document
    from therapyblog.scaffold.questions import Answers

__version__ = "0.1.0"
__all__ = [
    "Answers",
    "BuildResult",
    "DiskError",
    "Held",
    "Limits",
    "NewDocument",
    "Problem",
    "SiteLocked",
    "TherapyblogError",
    "UsageError",
    "WorkerError",
    "__version__",
    "build",
    "build_many",
    "clean",
    "new_document",
    "start_practice",
    "start_site",
]

_HOMES = {
    "Answers": "scaffold.questions",
    "BuildResult": "model.result",
    "SiteLocked": "errors",
    "DiskError": "errors",
    "Held": "model.held",
    "Limits": "model.limits",
    "NewDocument": "model.new_document",
    "Problem": "model.problems",
    "TherapyblogError": "errors",
    "UsageError": "errors",
    "WorkerError": "errors",
    "build": "api",
    "build_many": "api",
    "clean": "api",
    "new_document": "scaffold.documents",
    "start_practice": "scaffold",
    "start_site": "scaffold",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
