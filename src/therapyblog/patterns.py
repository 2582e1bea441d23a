"""Regular expressions that are compiled when they are first used.

A build of one edited text uses a third of the patterns of the modules that it imports; to compile the others takes
longer than to read the text.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def lazy_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what behaves as `re.compile(text, flags)`; a mistake in the pattern shows at its first use."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(text, flags))


class _LazyPattern:
    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        """Compile, and take over all that a compiled pattern has: this is called no more."""
        compiled = re.compile(self._text, self._flags)
        self.__dict__ |= {known: getattr(compiled, known) for known in dir(compiled) if not known.startswith("_")}
        return getattr(compiled, name)
