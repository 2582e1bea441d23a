"""Slugs and addresses of any name: inside the site, NFC, told apart by every disk, and legal on Windows.

The rules of names are Microsoft's "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.rows import every_row
from support.site import SmallSite, codes, told
from therapyblog.urls.permalinks import file_of, identity, permalink
from therapyblog.urls.slugs import slugify, unusable

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")}
ALPHABET = (
    "abcXYZ019 .-_/\\:*?\"<>|#%&'’\t\n\0\x1f\x7f\x85\u00a0\u200b\u202e\u2028\ufeff\u00adéÉßıİſK"
    "ǅﬃ½²Ωωςשלוםمرحبا中文日本語한글👩🏽‍⚕️\ud800e\u0301A\u030a"
)


def names(count: int) -> list[str]:
    """Return names as people, programs and attackers make them; the same on every run."""
    dice = random.Random("names")
    devices = sorted(DEVICES)
    found = []
    for number in range(count):
        if number % 20 == 0:
            found.append(dice.choice(devices).upper() + dice.choice(["", ".", " ", ".txt", ".a.b", "-", "..."]))
        elif number % 50 == 1:
            found.append(dice.choice(["a", "é", "-", "中", "ab "]) * dice.randint(50, 400))
        else:
            found.append("".join(dice.choices(ALPHABET, k=dice.randint(0, 24))))
    return found


def is_legal_everywhere(part: str) -> bool:
    stem = part.split(".", maxsplit=1)[0].rstrip(" ").lower()
    return (
        bool(part)
        and part not in (".", "..")
        and part[-1] not in ". "
        and stem not in DEVICES
        and not re.search(r'[\x00-\x1f<>:"/\\|?*]', part)
        and len(part.encode("utf-8", "surrogatepass")) <= 255
        and unicodedata.is_normalized("NFC", part)
    )


@pytest.fixture
def many(torture) -> list[str]:
    return names(100_000 if torture else 10_000)


def test_slugs_of_many_names(many):
    for name in many:
        slug = slugify(name)
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug), (name, slug)
        assert is_legal_everywhere(slug), (name, slug)
        assert len(slug) <= 125, (name, slug)
        assert not unusable(slug), (name, slug)


def test_what_is_not_refused_of_many_chosen_slugs_is_safe(many):
    kept: dict[str, str] = {}
    for name in many:
        part = unicodedata.normalize("NFC", name)
        if unusable(part):
            continue
        assert is_legal_everywhere(part), ascii(part)
        url = permalink("/blog/{slug}/", part)
        file = file_of(url)
        assert url.count("/") == 3, ascii(url)
        assert file == f"blog/{part}/index.html"
        assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in url), ascii(url)
        kept.setdefault(identity(file), file)
    assert len(kept) > len(many) // 100
    assert len({file.casefold() for file in kept.values()}) == len(kept)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
@example("Straße", "NFC")
@example("ŉ", "NFD")
@example("\u0345", "NFD")
def test_names_that_some_disk_confuses_have_one_identity(name: str, form: str):
    again = identity(identity(name))

    assert again == identity(name)
    assert identity(unicodedata.normalize("NFD", name)) == identity(unicodedata.normalize("NFC", name))
    if form == "NFC":
        assert identity(name.casefold()) == identity(name)


@given(st.text())
def test_a_slug_of_a_slug_is_itself(name: str):
    assert slugify(slugify(name)) == slugify(name)


@every_row(
    "name, slug",
    [
        ("Touch and the Trauma Survivor", "touch-and-the-trauma-survivor"),
        ("Après l’orage: Ça va?", "apres-lorage-ca-va"),
        ("It's fine", "its-fine"),
        ("CON", "con-page"),
        ("com1.notes", "com1-notes"),
        ("...", None),
        ("休み", "xiu-mi"),
        ("🛏️", "bed"),
        ("🌿 🌊", "herb-water-wave"),
        ("C# and C++", "c-sharp-and-c-plus-plus"),
        ("...and then", "and-then"),
        ("a + b #1", "a-b-1"),
    ],
)
def test_slugs_that_people_see(name: str, slug: str | None):
    made = slugify(name)

    assert made == slug if slug else re.fullmatch("p-[0-9a-f]{10}", made)


@every_row("file", ["CON", "aux.b", "a b", "Ünder", "..hidden", "x" * 200, "ſ", "ﬁn", "#1"])
def test_a_post_may_have_any_file_name(site: SmallSite, file: str):
    site.write({f"posts/{file}.md": "---\ntitle: A\n---\nWords.\n"})

    result = site.build()

    assert result.published, told(result)
    for path in site.tree():
        assert all(is_legal_everywhere(part) for part in path.split("/")), path


def test_two_posts_of_one_address_are_one_problem_that_names_both(site: SmallSite):
    site.write({"posts/rest.md": "---\ntitle: A\n---\nWords.\n", "posts/2024/rest.md": "---\ntitle: B\n---\nWords.\n"})

    result = site.build()

    assert codes(result) == ["TB-URL-001"]
    assert "posts/rest.md" in result.problems[0].says
    assert "posts/2024/rest.md" in result.problems[0].says
    assert not result.published


@every_row("one, other", [("Straße", "STRASSE"), ("É", "é"), ("ﬁn", "fin"), ("e\u0301", "\u00e9")])
def test_slugs_that_some_disk_confuses_are_a_problem(site: SmallSite, one: str, other: str):
    site.write(
        {
            "posts/a.md": f"---\ntitle: A\nslug: {one}\n---\nWords.\n",
            "posts/b.md": f"---\ntitle: B\nslug: {other}\n---\nWords.\n",
        }
    )

    assert codes(site.build()) == ["TB-URL-001"]
