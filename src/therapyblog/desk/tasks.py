"""Work that takes longer than a call: each in a thread of its own, its progress told as events."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from therapyblog.desk.events import Events
from therapyblog.desk.protocol import Answer, refusal

KEPT = 20
"""How many tasks' last events are kept for windows that open their stream later."""


class Started(Answer, frozen=True, kw_only=True):
    """The id under which events tell of a task."""

    task: str


Report = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many are done."""
Work = Callable[[Report], Answer]


class Tasks:
    """The tasks of a desk."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._lock = threading.Lock()
        self._last: dict[str, dict[str, Any]] = {}

    def start(self, work: Work) -> Started:
        """Start a task; what `work` returns or raises is told as its last event."""
        task = secrets.token_hex(8)

        def report(stage: str, done: int, total: int) -> None:
            self._tell(task, stage=stage, done=done, total=total)

        def run() -> None:
            try:
                result = msgspec.to_builtins(work(report))
            except Exception as error:  # noqa: BLE001 - whatever it is, the window that waits is told
                _, body = refusal(error)
                self._tell(task, stage="ended", **msgspec.json.decode(body))
            else:
                self._tell(task, stage="ended", result=result)

        report("started", 0, 0)
        threading.Thread(target=run, name=f"task {task}", daemon=True).start()
        return Started(task=task)

    def last(self) -> tuple[dict[str, Any], ...]:
        """Return the last event of each task that is remembered."""
        with self._lock:
            return tuple(self._last.values())

    def _tell(self, task: str, **content: Any) -> None:
        event = {"event": "task", "id": task, "done": 0, "total": 0, "says": "", **content}
        with self._lock:
            self._last[task] = event
            ended = [name for name, told in self._last.items() if told["stage"] == "ended"]
            for name in ended[:-KEPT]:
                del self._last[name]
        self._events.send(**event)
