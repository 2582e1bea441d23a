"""The example practice shows everything: each setting of each table, each choice, each component, each kind of page.

What it does not show is named here with the reason, so that a new setting is missed on the day on which it is added.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from support.rows import every_row
from support.site import SmallSite, told
from therapyblog.cli.main import commands
from therapyblog.publishing.setup import WAYS
from therapyblog.settings.frontmatter import split
from therapyblog.settings.nodes import plain
from therapyblog.settings.reference_docs import lines
from therapyblog.settings.toml import read_toml

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "example_site"
FOLDERS = {"post": "posts", "page": "pages", "practitioner": "practitioners", "series": "series"}

_WHOLE = "a practice shows the lines of its country, and these would take their place"
_TEMPLATE = "the example has no templates of its own; pages name those of the theme"
_LANGUAGE = "all four write about themselves, and introduce their series, in the site's language"
_OF_SERVERS = (
    *("url", "host", "port", "user", "host_key", "key_file", "repository", "branch"),
    *("endpoint", "region", "bucket", "account", "project"),
)
NOT_SHOWN = {
    ("post", "template"): _TEMPLATE,
    ("practitioner", "template"): _TEMPLATE,
    ("series", "template"): _TEMPLATE,
    ("practitioner", "language"): _LANGUAGE,
    ("series", "language"): _LANGUAGE,
    ("[crisis]", "lines"): _WHOLE,
    ("[crisis]", "add[].emergency"): "the emergency services come with the country",
    **{("[publish.NAME]", name): "the example goes to no server" for name in _OF_SERVERS},
}
"""Settings, and with a group all that is inside it."""

NOT_CHOSEN = {
    ("post", "status", "published"): "it is what a post is without a word",
    ("page", "status", "published"): "it is what a page is without a word",
    ("page", "status", "unlisted"): "a post shows it",
    ("post", "vignettes", "none"): "a page shows it",
    ("post", "vignettes", "consented"): "nobody's own story is told here",
    ("page", "vignettes", "composite"): "a post shows it",
    ("page", "vignettes", "disguised"): "a post shows it",
    ("page", "vignettes", "consented"): "nobody's own story is told here",
    ("[site]", "accepting", "waitlist"): "a practitioner shows it",
    ("[site]", "accepting", "closed"): "a practitioner shows it",
    ("[practice]", "kind", "MedicalBusiness"): "this practice is none",
    **{("[publish.NAME]", "way", way): "the example goes to no server" for way in WAYS if way != "zip"},
    ("[markdown]", "raw_html", "sanitize"): "the safer choice is the better example",
    ("[markdown]", "raw_html", "auto"): "it is what a site has that says nothing",
}


@cache
def mappings(group: str) -> tuple[Mapping[str, Any], ...]:
    """Return every file of a kind, or every section of a name in therapyblog.toml, as the mapping that it is."""
    if group in FOLDERS:
        files = sorted((EXAMPLE / FOLDERS[group]).glob("*.md"))
        blocks = [split(path.read_text(encoding="utf-8")).settings for path in files]
        return tuple({name: plain(node) for name, node in block.items()} for block in blocks)
    found = read_toml((EXAMPLE / "therapyblog.toml").read_text(encoding="utf-8"))
    name = group.strip("[]").removesuffix(".NAME")
    section = plain(found[name]) if name in found else {}
    return tuple(section.values() if group.endswith(".NAME]") else section if isinstance(section, list) else [section])


def values(mapping: Mapping[str, Any], name: str) -> Iterator[Any]:
    """Yield what a mapping says at a dotted name, of which `key[]` means each entry of a list."""
    first, _, rest = name.partition(".")
    found = mapping.get(first.removesuffix("[]"))
    for one in found if first.endswith("[]") and isinstance(found, list) else [found]:
        if rest and isinstance(one, dict):
            yield from values(one, rest)
        elif not rest and one is not None:
            yield one


def said(group: str, name: str) -> list[Any]:
    """Return all that the example says of a setting."""
    return [value for mapping in mappings(group) for value in values(mapping, name)]


def test_every_setting_stands_somewhere_in_the_example():
    missing = {(line.group, line.name) for line in lines() if not said(line.group, line.name)}

    def is_told(group: str, name: str) -> bool:
        return any(group == one and re.match(rf"{re.escape(whole)}(\[\]|\.|$)", name) for one, whole in NOT_SHOWN)

    assert {one for one in missing if not is_told(*one)} == set()
    assert set(NOT_SHOWN) <= missing, "what is shown by now needs no reason"


def test_every_choice_is_made_somewhere_in_the_example():
    missing = set()
    for line in lines():
        made = [str(value) for value in said(line.group, line.name)]
        if made:
            choices = getattr(line.field.kind, "choices", ())
            missing |= {(line.group, line.name, one) for one in choices if one not in made}

    assert missing == set(NOT_CHOSEN)


def test_every_component_stands_in_some_text_of_the_example():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.rglob("*.md")))

    for template in sorted((ROOT / "themes/base/templates/components").glob("*.html")):
        assert re.search(rf"^:::+{template.stem}\b", texts, re.MULTILINE), template.stem


def test_every_page_of_a_practice_is_in_the_example():
    templates = {one["template"] for one in mappings("page") if "template" in one}

    assert templates == {"fees", "faq", "contact", "privacy", "imprint"}


# The built pages, through the command


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("whole") / "site"
    shutil.copytree(EXAMPLE, place, ignore=shutil.ignore_patterns("public", ".therapyblog"))
    return place


def built(folder: Path, today: str) -> tuple[SmallSite, str]:
    """Build the example as on a day; return it, and what was said."""
    run = CliRunner().invoke(commands, ["build", str(folder), "--today", today])
    assert run.exit_code == 0, run.output
    return SmallSite(folder, {}), run.output


def traces(site: SmallSite, word: str) -> set[str]:
    """Return every file of the output that holds a word."""
    return {path for path, content in site.tree().items() if word.encode() in content}


WARNED = ["TB-SET-010", "TB-CRED-001"]
"""What the example is warned of on purpose: a title with a colon, and an accreditation that ran out."""


def test_two_things_are_warned_of_and_both_are_explained_where_they_stand(folder):
    _, said = built(folder, "2026-11-23")

    assert re.findall("TB-[A-Z]+-[0-9]{3}", said) == WARNED
    assert "“EMDR Europe Practitioner” of Samira Haddad expired on 2026-09-30; it is left out everywhere" in said
    assert "This one ran out in September" in (EXAMPLE / "practitioners/samira.md").read_text(encoding="utf-8")


def test_what_ran_out_is_in_no_file_and_what_is_renewed_changes_over_by_itself(folder):
    SmallSite(folder, {}).edit("practitioners/samira.md", "expires: 2026-09-30", "expires: 2026-11-23")
    site, said = built(folder, "2026-11-23")
    assert "TB-CRED-002: “EMDR Europe Practitioner” of Samira Haddad expires on 2026-11-23" in said
    pages = {"team/index.html", "team/samira-haddad/index.html", "arriving/index.html", "feed.xml", "feed.json"}
    assert pages <= traces(site, "EMDR Europe")

    site.edit("practitioners/samira.md", "expires: 2026-11-23", "expires: 2026-09-30")
    site, _ = built(folder, "2026-11-23")
    for word in ("EMDR Europe", "00731", "EMDR Association"):
        assert traces(site, word) == set()
    assert "Valid until 28 February 2027" in site.page("/team/tobias-raghavan/")

    for day, until, gone in (
        ("2027-02-28", "Valid until 28 February 2027", "Valid until 29 February 2032"),
        ("2027-03-01", "Valid until 29 February 2032", "Valid until 28 February 2027"),
    ):
        site, said = built(folder, day)
        assert until in site.page("/team/tobias-raghavan/")
        assert traces(site, gone) == set()
        assert not re.search("TB-.*Tobias", said)


def test_a_register_that_lapses_takes_its_letters_from_every_file(folder):
    site, _ = built(folder, "2031-10-31")
    shown = traces(site, "00000417")
    assert {"team/nerys-oyelaran/index.html", "the-window-you-live-in/index.html"} <= shown

    site, said = built(folder, "2031-11-01")
    assert "TB-CRED-001: “MBACP” of Nerys Oyelaran expired on 2031-10-31; it is left out everywhere" in said
    assert traces(site, "00000417") == set()
    graph = site.graph("/the-window-you-live-in/")
    nerys = next(node for node in graph if node["@type"] == "Person" and node["name"] == "Nerys Oyelaran")
    assert nerys["honorificSuffix"] == "MA"


def test_a_scheduled_part_is_announced_and_then_simply_there(folder):
    title = "When only one of you wants to talk"
    site, said = built(folder, "2031-01-12")
    assert f"(“{title}”) is scheduled for 2031-01-13" in said
    assert "Coming on 13 January 2031" in site.page("/series/the-same-argument/")
    assert not site.exists("/when-only-one-of-you-wants-to-talk/")

    site, _ = built(folder, "2031-01-13")
    assert traces(site, "Coming on") == set()
    assert "Part 4 of 4" in " ".join(site.html("/when-only-one-of-you-wants-to-talk/").body.text().split())


def test_reviews_and_crisis_lines_that_are_due_are_told_of_on_their_day(folder):
    for day, told_of in (
        ("2031-09-10", []),
        ("2031-09-11", ["posts/the-window-you-live-in.md"]),
        ("2031-10-13", [
            "pages/not-safe-at-home.md", "posts/the-window-you-live-in.md", "posts/what-happens-in-a-first-session.md",
        ]),
    ):  # fmt: skip
        _, said = built(folder, day)
        assert re.findall(r"^(\S+?):\d+:\d+: warning TB-REV-001", said, re.MULTILINE) == told_of
    for day, count in (("2027-11-02", 0), ("2027-11-03", 1), ("2027-11-24", 2)):
        assert built(folder, day)[1].count("TB-CRISIS-001") == count, day


def test_availability_is_told_in_three_ways(folder):
    site, _ = built(folder, "2026-11-23")

    assert "Arrange a first conversation" in site.page("/the-window-you-live-in/")
    assert "Join Tobias’s waiting list" in site.page("/when-sleep-becomes-a-project/").replace("&#39;", "’")
    for url in ("/arriving/", "/team/samira-haddad/"):
        assert "Samira is full until April" in site.page(url)
        assert "Arrange a meeting with Samira" not in site.page(url)


def test_a_page_in_arabic_runs_from_the_right_with_marks_dates_and_labels_of_its_own(folder):
    site, _ = built(folder, "2026-11-23")
    page = site.html("/arabic/")

    root = page.css_first("html")
    assert (root.attributes["lang"], root.attributes["dir"]) == ("ar", "rtl")
    assert page.css_first("time").text() == "10 نوفمبر 2026"
    assert "«ما الذي جاء بكم اليوم؟»" in page.css_first(".prose").text()
    assert page.css_first(".cta .button").text() == "الكتابة إلى سميرة"
    assert page.css_first(".cta [lang]") is None
    assert page.css_first('.prose a[href^="tel:"]').attributes["dir"] == "auto"
    # The list runs as the page does, its entries as their language does.
    assert "dir" not in page.css_first(".site-menu ul").attributes
    assert page.css_first(".site-menu li").attributes["lang"] == "en-GB"


def test_words_in_another_language_have_its_marks_and_direction(folder):
    site, _ = built(folder, "2026-11-23")

    verse = site.html("/arriving/").css_first('.quote[lang="ar"]')
    assert verse.attributes["dir"] == "rtl"
    dickinson = site.html("/parler-dans-une-autre-langue/").css_first('.quote[lang="en-US"] blockquote')
    assert dickinson.text().strip().startswith("“Hope” is the thing with feathers")


@every_row("theme", ["base", "calm", "clinic", "journal"])
def test_every_theme_can_show_all_of_it(theme, tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "site", ignore=shutil.ignore_patterns("public", ".therapyblog"))
    site = SmallSite(tmp_path / "site", {})
    site.edit("therapyblog.toml", 'name = "calm"', f'name = "{theme}"')
    result = site.build()

    assert result.published, told(result)
    assert sorted(found.code for found in result.problems) == sorted(WARNED)
