"""Regular expressions mean the same in every version of Python that we run on."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

import therapyblog
from therapyblog.errors import UsageError
from therapyblog.patterns import _LazyPattern

ONE_SIGN = {re._parser.IN, re._parser.LITERAL, re._parser.NOT_LITERAL, re._parser.ANY}


def patterns() -> Iterator[tuple[str, str, int]]:
    """Yield every pattern of the package with its module, and its flags."""
    for module in pkgutil.walk_packages(therapyblog.__path__, "therapyblog."):
        # One that needs a package that is not there says so.
        with suppress(ImportError, UsageError):
            names = {} if module.name.endswith("__main__") else vars(import_module(module.name))
            for name, value in names.items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{module.name}.{name}", value.pattern, value.flags
                elif isinstance(value, _LazyPattern) and isinstance(value._text, str):
                    yield f"{module.name}.{name}", value._text, value._flags


def possessive_groups(parsed: Any) -> Iterator[Any]:
    """Yield what is repeated possessively and is more than one sign, in a parsed pattern or a part of one."""
    if isinstance(parsed, tuple) and parsed and parsed[0] is re._parser.POSSESSIVE_REPEAT:
        repeated = parsed[1][2]
        if len(repeated) > 1 or repeated[0][0] not in ONE_SIGN:
            yield repeated
    if isinstance(parsed, (tuple, list, re._parser.SubPattern)):
        for part in parsed:
            yield from possessive_groups(part)


def test_only_single_signs_are_repeated_possessively():
    # Python 3.11.2, which Debian 12 has, stays behind what a failed repetition had read
    # (https://github.com/python/cpython/issues/106052); an atomic group says the same and is right everywhere.
    assert list(possessive_groups(re._parser.parse(r"x(?:a(?:bc|d)*+)?|y(?>(?:ab?)*)[a-c]*+")))
    found = {name for name, text, flags in patterns() if any(possessive_groups(re._parser.parse(text, flags)))}
    assert found == set()
