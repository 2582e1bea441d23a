"""What a post costs a reader on a slow line: all that is sent, packed as hosts do, without photos and fonts."""

from __future__ import annotations

import pytest

from support.matrix import LOOKS, Cell

PHOTOS = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
FONTS = (".woff2", ".woff", ".ttf", ".otf")
KIB = 1024


@pytest.mark.parametrize("page", ["post", "part"])
@pytest.mark.parametrize("look", LOOKS[:3])
def test_a_post_is_light(visitor, look, page, tell):
    cell = Cell("example", page, look, "light", 390)
    sizes: dict[str, int] = {}
    opened = visitor.context(width=390).new_page()
    opened.on("requestfinished", lambda request: sizes.update({request.url: sum(request.sizes().values())}))
    try:
        opened.goto(f"{visitor.host('example', look)}{cell.path}", wait_until="networkidle")
    finally:
        opened.close()
    fonts = sum(size for url, size in sizes.items() if url.endswith(FONTS))
    page_itself = sum(size for url, size in sizes.items() if not url.endswith(PHOTOS + FONTS))

    assert len(sizes) >= 2
    tell("a post without photos and fonts, KiB", "≤ 30", round(page_itself / KIB, 1))
    tell("its fonts, KiB", "≤ 60", round(fonts / KIB, 1))
    assert page_itself <= 30 * KIB
    assert fonts <= 60 * KIB
