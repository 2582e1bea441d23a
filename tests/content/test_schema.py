"""The JSON Schemas refuse what the reader refuses, as far as they can, and never what it accepts."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_site_settings import GOOD, with_setting
from test_site_settings import WRONG as WRONG_SETTINGS

from support.reading import read_config
from therapyblog.cli.schema import KINDS as OFFERED
from therapyblog.content.document import read_document
from therapyblog.content.options import ReadOptions
from therapyblog.settings.declaration import Group
from therapyblog.settings.document_fields import DOCUMENTS
from therapyblog.settings.frontmatter import split
from therapyblog.settings.json_schema import KINDS, SITE_SETTINGS, schema
from therapyblog.settings.reference_docs import lines
from therapyblog.settings.site_fields import SECTIONS, SETTINGS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "example_site"
INVALID = ROOT / "tests/invalid"
FOLDERS = {"posts": "post", "pages": "page", "practitioners": "practitioner", "series": "series"}
VALIDATORS = {kind: Draft202012Validator(schema(kind)) for kind in KINDS}


class Loader(yaml.SafeLoader):
    """YAML as the readers of editors have it: with numbers, true and false, but without dates (YAML 1.2)."""


Loader.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)


def as_json(value: Any) -> Any:
    """Make what other readers of YAML and TOML return into what JSON has."""
    if isinstance(value, dict):
        return {str(name): as_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else value


def block_of(text: str) -> Any:
    """Read the settings at the top of a file as any other program does, once texts with a colon have their quotes."""
    lines = text.split("\n")
    for mended in split(text).requoted:
        lines[mended.line - 1] = mended.wanted
    return as_json(yaml.load("\n".join(lines).split("---\n")[1], Loader))  # noqa: S506 - a safe loader


def refused(kind: str, settings: Any) -> dict[str, str]:
    """Return the settings that a schema refuses, each with its reason."""
    found: dict[str, str] = {}
    wrongs = list(VALIDATORS[kind].iter_errors(settings))
    while wrongs:
        wrong = wrongs.pop()
        # Of the forms that a value may have, the one that fits best tells what is wrong inside.
        if inner := [one for one in wrong.context or () if one.relative_path]:
            wrongs += inner
            continue
        path = ".".join(str(step) for step in wrong.absolute_path if isinstance(step, str))
        if wrong.validator in ("additionalProperties", "required"):
            for name in re.findall(r"'([^']+)'", wrong.message):
                found[f"{path}.{name}" if path else name] = wrong.message
        else:
            found[path] = wrong.message
    return found


# The tables are complete.


def test_every_setting_is_declared_whole():
    """Add what is missing to its `Field`, in settings/document_fields.py or settings/site_fields.py."""
    sentences = [f"{line.group} {line.name}" for line in lines() if not line.field.about.strip()]
    sentences += [f"[{name}]" for name, field in SECTIONS.items() if not field.about.strip()]
    places = [f"{line.group} {line.name}" for line in lines() if not line.field.appears.strip()]
    values = [f"{line.group} {line.name}" for line in lines() if not line.field.kind.words.strip()]

    assert (sentences, places, values) == ([], [], [])


def homeless(name: str, group: Group) -> Iterator[str]:
    """Yield the settings for which the model has no attribute."""
    attributes = {field.name for field in msgspec.structs.fields(group.build)}
    for inner, field in group.table.items():
        if isinstance(field.kind, Group):
            yield from homeless(f"{name}.{inner}", field.kind)
            if field.kind.shape == "flat":
                continue
        if group.attribute(inner) not in attributes:
            yield f"{name}.{inner}"


def test_every_setting_fills_an_attribute_of_its_model():
    groups = {**DOCUMENTS, SITE_SETTINGS: SETTINGS}

    # The part of a post goes into its series.
    assert [name for kind, group in groups.items() for name in homeless(kind, group)] == ["post.part"]


def test_every_kind_of_file_has_a_schema():
    assert list(KINDS) == list(OFFERED) == [SITE_SETTINGS, *DOCUMENTS]


def test_the_page_of_the_manual_is_what_the_tables_say():
    from therapyblog.settings.reference_docs import reference

    written = (ROOT / "docs/reference.md").read_text(encoding="utf-8")

    assert written == reference(), "make it anew: therapyblog schema --format markdown --out docs"


# The schemas are right.


def test_a_schema_is_one():
    for kind in KINDS:
        Draft202012Validator.check_schema(schema(kind))


def patterns(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            yield value["pattern"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from patterns(inner)


def test_patterns_hold_only_what_javascript_reads_alike():
    """With its strict flag, which editors set, JavaScript refuses an escape that it does not know."""
    for pattern in {pattern for kind in KINDS for pattern in patterns(schema(kind))}:
        assert set(re.findall(r"\\(u[0-9a-f]{4}|.)", pattern)) <= {*r"dsnt.+-[](){}\/", "u0000", "u0020", "u0022",
                                                                  "u007f", "u00a0"}, pattern  # fmt: skip
        assert "(?" not in pattern


def test_a_setting_is_told_with_its_sentence_and_its_default():
    settings = schema(SITE_SETTINGS)["properties"]

    assert settings["site"]["properties"]["language"]["default"] == "en"
    assert settings["theme"]["properties"]["name"]["default"] == "calm"
    assert settings["feeds"]["properties"]["series"]["default"] is True
    assert settings["permalinks"]["properties"]["topic"]["default"] == "/topics/{slug}/"
    assert settings["crisis"]["properties"]["lines"]["description"] == "Your own lines instead."
    assert schema("post")["properties"]["status"]["default"] == "published"
    assert schema("post")["properties"]["status"]["anyOf"][0] == {"enum": ["published", "draft", "unlisted"]}
    assert schema("post")["required"] == ["title"]
    assert schema("practitioner")["required"] == ["name"]


# What the reader accepts.


def test_the_example_is_right():
    for path in EXAMPLE.glob("*/*.md"):
        settings = block_of(path.read_text(encoding="utf-8"))

        assert refused(FOLDERS[path.parent.name], settings) == {}, path


def test_the_settings_of_the_example_and_of_a_new_site_are_right():
    for path in ("example_site", "src/therapyblog/scaffold/site"):
        settings = tomllib.loads((ROOT / path / "therapyblog.toml").read_text(encoding="utf-8"))

        assert refused(SITE_SETTINGS, as_json(settings)) == {}, path


TYPED = [
    "Rest", '"Rest: a beginning"', "1984", "007", "no", "Yes", "off", "12:30", "1.50", "1e3", "~", "''", "",
    "2026-11-02", "2026-11-2", "15 December 2024", "Dec 15, 2024", "2nd jan. 2026, 10:30 UTC", "2026-01-02 10:30+01:00",
    "2026-01-02T10:30:00Z", "2026-01-02 10:30:00.5 +0100", "2", "02", "'2'", "0x1F", "[a, b]", "[1, no]", "a, b", "[]",
    "{name: Nights, part: 2}", "{name: 5}", "[{text: A work, doi: 10.1000/182}, Another]", "{text: 5, url: }",
    "[{letters: MA, kind: Degree, expires: 2027-01-01, number: 00012345}, MBACP]", "en_gb", "no", "zh-Hant", "GB",
    "https://harbour.example/a?b=c#d", "HTTPS://x", "mailto:wren@harbour.example", "wren@harbour.example", "/contact/",
    "/", "tel:116123", "+44 (0)131 496 0123", "116123", "0131.4960", "Published", "DRAFT", "complete", "waitlist",
    "none", "composite", "media/boat.png", '"  "', "{old: /b/}", "null", "'null'",
]  # fmt: skip
words = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])).map(
    lambda text: "'" + text.replace("'", "''") + "'"
)


@st.composite
def tops(draw: st.DrawFn) -> tuple[Any, str]:
    """Make the settings at the top of a file of some kind, of which each may be right or wrong."""
    kind = draw(st.sampled_from(sorted(DOCUMENTS)))
    table = DOCUMENTS[kind].table
    name = "name" if kind == "practitioner" else "title"
    block = {name: draw(st.sampled_from(["Rest", "1984", "no", "2026-01-01"]) | words)}
    names = st.sampled_from([*(one for one in table if one != name), "mood", "draft", "published", "hidden"])
    block |= draw(st.dictionaries(names, st.sampled_from(TYPED) | words, max_size=3))
    return kind, "".join(f"{name}: {typed}\n" for name, typed in block.items())


@given(tops())
@example(("post", "title: 2026-01-01\nlanguage: no\npart:\ndraft: oFF\n"))
@example(("post", "title: A\nseries: Nights\npart: 02\nrelated: []\n"))
@example(("practitioner", "name: No\ncredentials: MA, MBACP\nphone: 116123\nemail: mailto:w@x.org\n"))
@example(("practitioner", "name: Wren\ncredentials: ''\nbooking_url: /\n"))
def test_what_the_reader_accepts_at_the_top_of_a_file_is_right(made: tuple[Any, str]):
    kind, block = made
    text = f"---\n{block}---\n"
    assume(read_document(text.encode(), path="posts/a.md", kind=kind, options=ReadOptions()).document is not None)
    try:
        settings = as_json(yaml.load(block, Loader))  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError):
        assume(False)

    assert refused(kind, settings) == {}


VALUES = [
    "5", "0", "1000", "47.50", "true", "false", '"yes"', '"OFF"', '"02"', '" 60 "', '"Rest"', '""', '" "', '"a, b"',
    "[]", '["a", "b"]', "2026-01-02", "2026-01-02T10:30:00", "2026-01-02T10:30:00.5+01:00", '"2 January 2026"',
    '"https://a.example/x"', '"https://a.example"', '"/blog/"', '"/{year}/{slug}/"', '"/über/{slug}/"', '"Waitlist"',
    '"in-person"', '"116 123"', '"tel:116123"', '"wren@harbour.example"', '"gb"', '"de_AT"', '"Europe/London"',
    '"MedicalBusiness"', '"sanitize"', '["netlify", "APACHE"]', '"nginx"', '{ name = "A", emergency = "no" }',
    '[{ name = "A", tel = "999", checked_on = 2026-01-02, languages = "en, cy" }]', '{ label = "Wait", url = "/a/" }',
]  # fmt: skip


@given(st.sampled_from([line for line in lines() if line.group.startswith("[") and "." not in line.name]), st.data())
def test_what_the_reader_accepts_in_the_settings_of_the_site_is_right(line: Any, data: st.DataObject):
    typed = data.draw(st.sampled_from(VALUES))
    section = line.group.strip("[]").replace("NAME", "call")
    text, _ = with_setting(f"{section}.{line.name}", typed)
    if line.group.startswith("[["):
        text = text.replace(
            f"[{section}]\n", f"[[{section}]]\n{REQUIRED[section] if line.name not in REQUIRED[section] else ''}"
        )
    assume(read_config(text.encode())[0] is not None)

    assert refused(SITE_SETTINGS, as_json(tomllib.loads(text))) == {}


REQUIRED = {"menu": 'label = "A"\n', "service": 'name = "A"\n'}


# What the reader refuses.

UNSAID = {
    "site.title": {"2026-01-01"},
    "site.timezone": {'"Leith"', '"../../etc/passwd"', '"/etc/localtime"', '"Europe"'},
    "permalinks.post": {'"/../{slug}/"'},
    "permalinks.page": {'"/./{slug}/"', '"/a./{slug}/"'},
    "build.output": {'"a\\u0000b"'},
}
"""What no schema can say of a value: JSON has no dates, and knows neither time zones nor paths."""


@pytest.mark.parametrize("name", WRONG_SETTINGS)
def test_a_wrong_setting_of_the_site_is_refused(name: str):
    accepted = set()
    for value in WRONG_SETTINGS[name]:
        settings = as_json(tomllib.loads(with_setting(name, value)[0]))
        if not any(path.startswith(name) for path in refused(SITE_SETTINGS, settings)):
            accepted.add(value)

    assert accepted == UNSAID.get(name, set())


def complaints(problems: Any) -> set[str]:
    """Return the settings that the reader complained of."""
    return {found[1] for one in problems if (found := re.match(r"`([^`]+)`", one.says))}


def test_broken_settings_of_a_site_are_refused():
    for path in INVALID.glob("TB-CONF-00[23]*/therapyblog.toml"):
        content = path.read_bytes()
        _, problems = read_config(content)

        names = set(refused(SITE_SETTINGS, as_json(tomllib.loads(content.decode()))))

        assert names, path
        assert names <= complaints(problems), path


def test_every_wrong_setting_of_a_site_is_named():
    """All but the time zone of this site can be said in a schema, and are."""
    content = (INVALID / "TB-CONF-003-kinds/therapyblog.toml").read_bytes()

    found = refused(SITE_SETTINGS, as_json(tomllib.loads(content.decode())))

    assert {"site.title", "site.posts_per_page", "permalinks.topic", "menu.url", "service.duration", "cta.call.mode",
            "markdown.raw_html", "crisis.lines", "exit.enabled", "build.output"} <= set(found)  # fmt: skip


BROKEN = [path for pattern in ("TB-SET-008*/*/*.md", "TB-SET-007*title/*/*.md") for path in INVALID.glob(pattern)]


def test_broken_settings_at_the_top_of_a_file_are_refused():
    for path in BROKEN:
        text = path.read_text(encoding="utf-8")
        kind: Any = FOLDERS[path.parent.name]
        read = read_document(text.encode(), path=f"{path.parent.name}/{path.name}", kind=kind, options=ReadOptions())

        names = {name.split(".")[0] for name in refused(kind, block_of(text))}

        assert bool(names) is (read.document is None), path
        assert names <= {name.split(".")[0] for name in complaints(read.problems)}, path


def test_a_part_asks_for_its_series():
    assert set(refused("post", {"title": "A", "part": 2})) == {"series"}
    assert set(refused("post", {"title": "A", "part": 2, "series": None})) == {"series"}
    assert refused("post", {"title": "A", "part": 2, "series": "Nights"}) == {}


def test_a_setting_of_a_theme_is_let_through_at_the_top_of_a_file_but_not_within_a_group():
    assert refused("post", {"title": "A", "mood": {"calm": [1]}}) == {}
    assert set(refused("post", {"title": "A", "references": [{"text": "A", "mood": 1}]})) == {"references.mood"}
    assert refused(SITE_SETTINGS, tomllib.loads(f'{GOOD}[theme]\nname = "calm"\nfooter_note = "A"\n')) == {}
    assert set(refused(SITE_SETTINGS, tomllib.loads(f"{GOOD}[site.mood]\n"))) == {"site.mood"}


def test_the_settings_of_the_example_are_the_same_to_both_readers():
    """The two tests above would say little if other programs saw other settings."""
    text = (EXAMPLE / "posts/light-evenings.md").read_text(encoding="utf-8")

    assert set(block_of(text)) == set(split(text).settings)
