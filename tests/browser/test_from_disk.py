"""A page that is opened with a double click, under its own policy: styles, pictures, links and structured data work."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from support.matrix import built


def test_a_page_from_disk_is_whole(visitor, place, tell):
    out = built(place.site, place.look, for_disk=True).out
    path = f"{place.path[1:]}index.html" if place.path.endswith("/") else place.path[1:]
    said: list[str] = []
    asked: list[str] = []
    page = visitor.context(width=1280).new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto((out / path).as_uri())
        page.evaluate(visitor.looking)
        page.evaluate("looking.scrollThrough()")
        found = page.evaluate("""({
          refused,
          styled: getComputedStyle(document.body).display === "flex",
          pictures: looking.brokenPictures(),
          icons: [...document.querySelectorAll("link[rel~=icon], link[rel=apple-touch-icon]")].map((one) => one.href),
          links: [...document.links].map((one) => one.href),
          data: [...document.querySelectorAll("script[type='application/ld+json']")].map((one) => one.textContent),
        })""")
        page.locator(".site-brand").click()
        page.wait_for_load_state()
        home = page.evaluate("getComputedStyle(document.body).display === 'flex' && document.title.length > 0")
    finally:
        page.close()

    local = [url for url in [*found["links"], *found["icons"]] if urlsplit(url).scheme == "file"]
    broken = [url for url in local if not Path(url2pathname(unquote(urlsplit(url).path))).is_file()]
    strangers = [url for url in asked if urlsplit(url).scheme not in ("file", "data")]
    wrong = [*said, *found["refused"], *found["pictures"], *broken, *strangers]
    tell("opened from disk: what does not work", "0", len(wrong))
    assert wrong == []
    assert found["styled"]
    assert home
    assert len(local) > 5
    assert all("@graph" in json.loads(text) for text in found["data"])
    assert found["data"] or place.page in ("404", "safety")
