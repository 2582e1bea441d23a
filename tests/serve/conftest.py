"""A site that is being previewed."""

from __future__ import annotations

import pytest

from support.served import Served
from support.site import post


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
