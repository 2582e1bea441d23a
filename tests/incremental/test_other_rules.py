"""The rules that order posts may change: an incremental build then still equals a clean one, no other file changed.

Nothing outside `site/` knows these rules. Each test puts another rule in the place of ours, builds, renames a post, and
builds again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.rows import every_row
from support.site import TODAY, SmallSite, post
from support.twins import tree_of, unlike
from therapyblog import build
from therapyblog.site import assemble, related, series


def by_title_within_a_day(entry):
    """Posts of one day are ordered by title."""
    when = entry.post.date
    return (-when.date.toordinal() if when else 0, entry.post.title.casefold(), entry.post.path)


def by_title(document):
    """Parts of a series are ordered by title, whatever they say."""
    return (document.settings.title.casefold(), document.path)


RULES = {
    "posts of one day by title": lambda patch: patch.setattr(assemble, "newest_first", by_title_within_a_day),
    "a series by title": lambda patch: patch.setattr(series, "part_order", by_title),
    "related posts by another weight": lambda patch: patch.setattr(
        related, "_WEIGHTS", {"series": 0.0, "topic": 0.1, "tag": 9.0}
    ),
}


@every_row("rule", RULES)
def test_a_renamed_post_under_another_rule(site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str):
    for number, letter in enumerate("abcdefghijkl"):
        settings = {"date": f"2026-03-0{number // 4 + 1}", "tags": f"[t{number % 3}]", "topic": f"T{number % 2}"}
        settings |= {"series": "Rain"} if number % 2 else {}
        site.write({f"posts/{letter}.md": post(f"Post {letter}", f"Words of {letter}.", **settings)})
    RULES[rule](monkeypatch)
    site.published()

    for old, new in (("Post b", "Zebra"), ("Zebra", "Aardvark")):
        site.edit("posts/b.md", f"title: {old}", f"title: {new}")
        site.published()
        build(site.folder, out=tmp_path / new, today=TODAY, cache=False)
        assert not unlike(tree_of(site.out), tree_of(tmp_path / new))
