"""A retracted post is gone from every output in the next build."""

from __future__ import annotations

import pytest

from support.ordeal import PICTURE
from support.rows import every_row
from support.site import SmallSite, post

MARK = "Zugzwang"
"""A word that stands in nothing but this post."""


@pytest.fixture
def shown(site: SmallSite) -> SmallSite:
    body = f"{MARK} it is.\n\n![{MARK} seen](../media/zugzwang.png)\n\n![Both](../media/both.png)"
    settings = {"series": "Chess", "tags": "[zugzwangs, calm]", "topic": "Play", "aliases": "[/old-zugzwang/]"}
    site.write({
        "posts/zugzwang.md": post(MARK, body, date="2026-03-01", image="../media/zugzwang-card.png",
                                  image_alt=f"{MARK} card", description=f"On {MARK}", **settings),
        "posts/other.md": post("Other", "![Both](../media/both.png)", date="2026-02-01", tags="[calm]", series="Chess"),
        "posts/third.md": post("Third", date="2026-04-01", tags="[calm]"),
        "media/zugzwang.png": PICTURE,
        "media/zugzwang-card.png": PICTURE + b" ",
        "media/both.png": PICTURE + b"  ",
    })  # fmt: skip
    site.published()
    assert traces(site)
    return site


def traces(site: SmallSite) -> list[str]:
    """Return every file of the output that names the post, in its name or in its bytes."""
    word = MARK.lower().encode()
    return [path for path, content in site.tree().items() if word in path.lower().encode() or word in content.lower()]


@every_row("how", ["draft", "future", "delete with its pictures"], fresh=shown)
def test_a_post_that_was_retracted_leaves_no_trace(how: str, shown: SmallSite) -> None:
    assert {"zugzwang/index.html", "old-zugzwang/index.html", "feed.xml", "sitemap.xml"} <= set(traces(shown))
    assert any(path.endswith("zugzwang.png") for path in traces(shown))

    if how == "draft":
        shown.edit("posts/zugzwang.md", f"title: {MARK}", f"title: {MARK}\nstatus: draft")
    elif how == "future":
        shown.edit("posts/zugzwang.md", "date: 2026-03-01", "date: 2027-03-01")
    else:
        for path in ("posts/zugzwang.md", "media/zugzwang.png", "media/zugzwang-card.png"):
            shown.delete(path)
    result = shown.build()

    assert result.published
    assert traces(shown) == []
    assert any("both" in path for path in shown.tree())
    assert "zugzwang/index.html" in result.removed


def test_an_unlisted_post_is_on_its_own_page_only(shown: SmallSite) -> None:
    shown.edit("posts/zugzwang.md", f"title: {MARK}", f"title: {MARK}\nstatus: unlisted")

    shown.published()

    pages = [path for path in traces(shown) if path.endswith((".html", ".xml", ".json")) or "." not in path]
    assert set(pages) <= {"zugzwang/index.html", "old-zugzwang/index.html"}
