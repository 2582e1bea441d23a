"""Readers whose browser runs no scripts: the same words, the same links, and they lead where they say."""

from __future__ import annotations

SEEN = """({
  text: looking.text(),
  links: [...document.links].filter((one) => one.checkVisibility()).map((one) => one.href),
})"""


def seen(visitor, place, **options):
    with visitor.open(place, **options) as page:
        page.evaluate(visitor.looking)
        return page.evaluate(SEEN)


def test_all_words_and_links_are_there(visitor, place, tell):
    usual = seen(visitor, place)
    found = seen(visitor, place, java_script_enabled=False)

    # A button that only a script can serve is hidden without it; the link beside it does the same.
    texts = [text for text in usual["text"] if text not in found["text"]]
    with visitor.open(place) as page:
        shown = [text.strip() for text in page.locator(".embed__show").all_inner_texts()]
    gone = [text for text in texts if text not in shown] + [url for url in usual["links"] if url not in found["links"]]
    tell("without scripts: words and links that are missing", "0", len(gone))
    assert gone == []
    assert len(found["links"]) == len(usual["links"])


def test_a_press_on_the_menu_opens_the_page_and_the_contents_open(visitor, place):
    with visitor.open(place, java_script_enabled=False) as page:
        summary = page.locator(".contents summary")
        if summary.count():
            before = page.locator(".contents li").first.is_visible()
            summary.click()
            assert page.locator(".contents li").first.is_visible() is not before
        page.locator(".site-brand").click()
        page.wait_for_load_state()
        assert page.url == f"{visitor.host(place.site, place.look)}/"
        assert page.locator("h1").count() == 1
