"""Pictures in the preview: what a build writes anew is shown as it would be published."""

from __future__ import annotations

from support.pictures import DRAWING, MARK
from support.served import Served
from support.site import post


def test_a_drawing_is_shown_as_it_is_published(blog):
    blog.write({"media/lamp.svg": DRAWING, "posts/one.md": post("One", "![A](/media/lamp.svg)", date="2026-10-01")})
    served = Served(blog)
    try:
        answer = served.ask("/media/lamp.svg")
    finally:
        served.close()

    blog.build()
    assert MARK not in answer.body
    assert answer.body == blog.tree()["media/lamp.svg"]
    assert answer.headers["content-type"] == "image/svg+xml"
