"""Old addresses with a query, such as `/?p=12`: no file answers them, only a rule of the server."""

from __future__ import annotations

import re
from urllib.parse import unquote

from therapyblog.model.value import Value

_PATH = re.compile(r"/[\w.~%+=@,/-]*")
_PAIR = re.compile(r"[\w.~%+-]+=[\w.~%+:@,-]*", re.ASCII)


class QueryAlias(Value, frozen=True):
    """An old address of one path with these pairs in its query."""

    path: str
    """Below the site's root, beginning with `/`, not encoded."""
    pairs: tuple[str, ...]
    """As typed: `p=12`."""


def has_query(alias: str) -> bool:
    """Say whether an old address has a query."""
    return "?" in alias


def query_alias(alias: str) -> QueryAlias | None:
    """Read an old address with a query; `None` where a rule could not say it safely."""
    path, _, query = alias.strip().partition("#")[0].partition("?")
    pairs = tuple(query.split("&"))
    plain = unquote("/" + path.lstrip("/"))
    if "://" in path or path.startswith("//") or not _PATH.fullmatch(plain):
        return None
    return QueryAlias(plain, pairs) if all(map(_PAIR.fullmatch, pairs)) else None
