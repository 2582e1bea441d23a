"""A host whose connection is lost at one operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CHANGING = ("stage", "place", "remove", "clear", "make_lock", "remove_lock")


class Cut(BaseException):
    """The process ends here."""


class FailingHost:
    """A host whose connection is lost at one operation, before or after it was done, and for all that follow."""

    def __init__(self, host: Any, at: int, *, after: bool, error: Callable[[], BaseException]) -> None:
        self._host, self._left, self._after, self._error = host, at, after, error
        self.done = 0

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._host, name)
        return (lambda *arguments: self._act(name, attribute, arguments)) if callable(attribute) else attribute

    def _act(self, name: str, operation: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if name == "close":
            return operation(*arguments)
        if self._left == 0:
            raise self._error()
        if name in CHANGING:
            self._left -= 1
            self.done += 1
            if self._left == 0 and not self._after:
                raise self._error()
        return operation(*arguments)
