"""A language → what `init` and `new` write in it: the folders of its pages, and the words in their `words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from therapyblog.model.languages import ENGLISH, english_name, primary, wider

PAGES = Path(__file__).parent / "pages"


def folders_of(language: str) -> list[str]:
    """Return the folders of `pages/` that a language takes its pages from, the nearest first; English is the last."""
    own = [tag for tag in reversed(wider(language)) if (PAGES / tag).is_dir()]
    return own if ENGLISH in own else [*own, ENGLISH]


def untranslated(language: str) -> str:
    """Return the English name of a language that no page is written in; empty if there are some."""
    return "" if primary(folders_of(language)[0]) == primary(language) else english_name(primary(language))


@cache
def words_in(language: str) -> dict[str, Any]:
    """Return the words of a language; what its own folder does not say stands in those of the wider ones."""
    words: dict[str, Any] = {}
    for folder in reversed(folders_of(language)):
        for name, value in tomllib.loads((PAGES / folder / "words.toml").read_text(encoding="utf-8")).items():
            words[name] = words.get(name, {}) | value if isinstance(value, dict) else value
    return words
