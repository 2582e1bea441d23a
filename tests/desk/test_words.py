"""The desk's own words: each language has all of them, with the same places for values, and none of a programmer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "frontend/src/words"
ENGLISH = json.loads((FOLDER / "en.json").read_text("utf-8"))
REGIONS = {"en-US": "en", "es-419": "es", "pt-PT": "pt"}
TAGS = sorted(path.stem for path in FOLDER.glob("*.json"))
FORMS = {"ar": {"one", "two", "few", "many"}, "pl": {"one", "few", "many"}}
TECHNICAL = re.compile(r"\b(markdown|yaml|front ?matter|slug|build|repository|commit)\b", re.IGNORECASE)


def places(words: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", words))


def forms(words: str | dict[str, str]) -> dict[str, str]:
    return words if isinstance(words, dict) else {"other": words}


def test_the_languages_are_those_of_the_themes():
    themes = {path.stem for path in (FOLDER.parents[2] / "themes/base/strings").glob("*.toml")}
    assert set(TAGS) == themes


@pytest.mark.parametrize("tag", TAGS)
def test_a_language_has_every_word(tag):
    words = json.loads((FOLDER / f"{tag}.json").read_text("utf-8"))
    assert set(words) <= set(ENGLISH)
    if tag not in REGIONS:
        assert set(words) == set(ENGLISH)
    for key, said in words.items():
        expected = places(forms(ENGLISH[key])["other"])
        for form, text in forms(said).items():
            assert places(text) <= expected, (key, form)
            assert expected - places(text) <= {"{n}"}, (key, form)
            assert text.strip() == text
            assert text
            assert not TECHNICAL.search(text), (key, text)
        if isinstance(ENGLISH[key], dict):
            assert set(forms(said)) >= FORMS.get(tag, {"other"}), key
