"""Spawned workers that do not run the calling script again.

The standard library has each worker run the calling script once more, as far as its `if __name__ == "__main__":`. Our
jobs live in our own modules, so that costs time for nothing; and a script without that line, which is how people write
three lines that build a site, would build it again in the worker, and both would fail.
"""

from __future__ import annotations

import sys
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any


class _Worker(SpawnProcess):
    @staticmethod
    def _Popen(process: BaseProcess) -> Any:  # noqa: N802 - multiprocessing calls it so
        # What a worker is sent for its start is read from this module: multiprocessing.spawn.get_preparation_data.
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process)  # noqa: SLF001 - as its own subclasses do
        finally:
            sys.modules["__main__"] = main


class SpawnWithoutMain(SpawnContext):
    """How to start such workers, for an executor's `mp_context`."""

    Process = _Worker
