"""A theme is remembered as long as no file of it has changed, and what comes of it is what comes of reading it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.rows import every_row
from support.site import TODAY, SmallSite, post
from support.twins import plain_theme, tree_of, unlike
from therapyblog import build

OLD = 1_700_000_000 * 10**9


def settle(site: SmallSite) -> None:
    """Make every file of the site old enough to be known by its time."""
    for path in site.folder.rglob("*"):
        if path.is_file() and ".therapyblog" not in path.parts and "public" not in path.parts:
            os.utime(path, ns=(OLD, OLD))


@pytest.fixture
def settled(site: SmallSite) -> SmallSite:
    site.settings('[theme]\nname = "plain"\n')
    site.write(plain_theme("themes/plain/"))
    site.write({"posts/a.md": post("A", date="2026-01-01"), "posts/b.md": post("B", date="2026-01-02")})
    settle(site)
    site.build()
    return site


def like_a_clean_build(site: SmallSite, tmp_path: Path) -> bool:
    """Build, and compare files and problems with those of a build that remembers nothing."""
    result = site.build()
    clean = build(site.folder, out=tmp_path / "clean", cache=False, today=TODAY)
    assert result.problems == clean.problems
    return not unlike(tree_of(site.out), tree_of(tmp_path / "clean"))


@every_row(
    "file, old, new",
    [
        ("posts/a.md", "title: A\n", "title: Another word\n"),
        ("themes/plain/templates/base.html", "</body>", "Another word</body>"),
    ],
    fresh=settled,
)
def test_an_edit_is_seen(settled, tmp_path, file, old, new):
    settled.edit(file, old, new)

    assert like_a_clean_build(settled, tmp_path)
    assert "Another word" in settled.page("/a/")


def test_an_override_that_comes_and_goes_is_seen(settled, tmp_path):
    before = tree_of(settled.out)
    settled.write({"theme/templates/post.html": "<!doctype html><title>{{ post.title }}</title>\n"})
    settle(settled)
    assert like_a_clean_build(settled, tmp_path)
    assert settled.page("/a/").endswith("<title>A</title>\n")

    settled.delete("theme/templates/post.html")
    assert like_a_clean_build(settled, tmp_path)
    assert not unlike(tree_of(settled.out), before)


def test_a_language_that_a_post_begins_to_use_has_its_texts(settled, tmp_path):
    settled.edit("posts/b.md", "title: B\n", "title: B\nlanguage: de\n")
    settle(settled)

    assert like_a_clean_build(settled, tmp_path)

    settled.settings('[theme]\nname = "calm"\n', language='"fr"')
    settle(settled)
    assert like_a_clean_build(settled, tmp_path)
    assert "Aller au contenu" in settled.page("/a/")
    assert "Zum Inhalt" in settled.page("/b/")


def test_a_warning_about_the_theme_is_told_by_every_build(site, tmp_path):
    """A colour that cannot be read is found while the theme is loaded; a build that remembers it says so too."""
    site.settings('[theme]\nname = "calm"\naccent = "#eeeeee"\n')
    site.write({"posts/a.md": post("A", date="2026-01-01")})
    settle(site)
    first = site.build()
    assert any(found.code == "TB-THEME-009" for found in first.problems)

    site.edit("posts/a.md", "title: A", "title: Aa")
    assert like_a_clean_build(site, tmp_path)


def test_a_damaged_memory_of_the_theme_is_dropped(settled, tmp_path):
    import sqlite3

    with sqlite3.connect(settled.folder / ".therapyblog" / "cache" / "memo.sqlite") as database:
        database.execute("UPDATE about SET value = x'00' WHERE name = 'theme'")
    settled.edit("posts/a.md", "title: A", "title: Aa")

    result = settled.build()

    assert result.published
    assert result.notices == ("The cache could not be used; it is made anew.",)
    assert like_a_clean_build(settled, tmp_path)
