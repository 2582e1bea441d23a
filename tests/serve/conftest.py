"""A site that is being previewed."""

from __future__ import annotations

import pytest

from support.served import Served
from support.site import SmallSite, post


@pytest.fixture
def blog(site):
    """A small site with three posts, one of which is a draft."""
    site.write(
        {
            "posts/one.md": post("One", "The first words.", date="2026-10-01", author="ada-moss"),
            "posts/two.md": post("Two", "Other words.", date="2026-10-02", description="A second text"),
            "posts/three.md": post("Three", "Not yet.", status="draft"),
        }
    )
    return site


@pytest.fixture
def served(blog):
    """That site, being served."""
    found = Served(blog)
    yield found
    found.close()


SECRET = "this lies outside"  # noqa: S105 - nobody's


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A site with files beside it, and links that lead to them, being served."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "secret.txt").write_text(SECRET)
    site = SmallSite(folder / "site")
    site.write(
        {
            "posts/one.md": post("One", date="2026-10-01"),
            "static/held.txt": "a file",
            "notes.txt": SECRET,
            ".env": SECRET,
            "media/a b%41.txt": "an odd name",
        }
    )
    (site.folder / "static/link.txt").symlink_to(folder / "secret.txt")
    (site.folder / "static/up").symlink_to(folder)
    found = Served(site)
    yield found
    found.close()
