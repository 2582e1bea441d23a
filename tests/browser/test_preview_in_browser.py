"""The preview in a real browser: pages load anew by themselves, style sheets are swapped, problems come and go."""

from __future__ import annotations

import pytest

from support.browser import open_tab, started
from support.served import Served, wait_for
from support.site import SmallSite, post
from support.visits import AXE, axe_source

LONG = "\n\n".join(f"Paragraph {number}, long enough to scroll." for number in range(200))
READY = "document.documentElement.dataset.therapyblogPreview === 'ready'"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd > 0"
PARTS = ("ribbon", "bar")
PROBLEMS = "Number(document.documentElement.dataset.therapyblogProblems)"


@pytest.fixture(scope="module")
def browser(chromium):
    with started(chromium, "--disable-popup-blocking") as opened, open_tab(opened) as tab:
        yield tab


@pytest.fixture
def served(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write(
        {
            "posts/one.md": post("One", LONG, date="2026-10-01", author="ada-moss"),
            "posts/two.md": post("Two", "Other words.", status="draft"),
            "theme/static/style.css": "h1 { color: rgb(1, 2, 3) }",
        }
    )
    found = Served(site)
    yield found
    found.close()


@pytest.fixture
def page(browser, served):
    """A browser that has the first post open, and stays at the paragraph it has scrolled to."""
    browser.tell("Page.navigate", url=f"http://127.0.0.1:{served.port}/one/")
    browser.wait_for(f"{READY} && {LOADED}")
    browser.run("window.kept = true; scrollTo({ top: 2000, behavior: 'instant' })")
    browser.wait_for("scrollY === 2000")
    return browser


def shown(name):
    """An expression: the text of one of the preview's parts, empty while it is hidden."""
    part = f"document.querySelector('therapyblog-{name}')"
    return f"{part} && !{part}.hidden ? {part}.shadowRoot.querySelector('div').innerText : ''"


def test_a_saved_post_loads_itself_again_and_stays_where_it_was(page, served):
    served.site.edit("posts/one.md", "Paragraph 3,", "Paragraph three,")

    page.wait_for("document.querySelector('main')?.innerText.includes('Paragraph three,')")
    page.wait_for(READY)
    assert page.run("window.kept") is None
    page.wait_for("scrollY === 2000")


def test_a_style_sheet_is_swapped_without_loading_the_page_again(page, served):
    colour = "getComputedStyle(document.querySelector('h1')).color"
    assert page.run(colour) == "rgb(1, 2, 3)"
    for number in (9, 8):
        served.site.write({"theme/static/style.css": f"h1 {{ color: rgb({number}, 9, 9) }}"})
        page.wait_for(f"{colour} === 'rgb({number}, 9, 9)'")
        page.wait_for("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert page.run("window.kept") is True
    assert page.run("scrollY") == 2000
    served.site.edit("posts/one.md", "Paragraph 3,", "Paragraph three,")
    page.wait_for("document.querySelector('main')?.innerText.includes('Paragraph three,')")
    page.wait_for(f"{colour} === 'rgb(8, 9, 9)'")


def test_problems_come_with_their_fix_and_go_when_they_are_mended(page, served):
    served.site.edit("posts/one.md", "title: One", "titel: One")
    page.wait_for(f"{PROBLEMS} > 0")
    told = page.wait_for(shown("panel"))
    assert "posts/one.md:2:1" in told
    assert "Fix: " in told
    assert "titel: One" in told
    assert page.run("document.querySelector('main').innerText.includes('Paragraph 3,')")
    assert page.run("window.kept && scrollY === 2000") is True

    served.site.edit("posts/one.md", "titel: One", "title: One")
    page.wait_for(f"{PROBLEMS} === 0")
    assert page.run(shown("panel")) == ""
    assert page.run("window.kept && scrollY === 2000") is True


def test_a_panel_can_be_hidden_until_something_else_is_wrong(page, served):
    served.site.edit("posts/one.md", "title: One", "titel: One")
    page.wait_for(shown("panel"))
    page.run("document.querySelector('therapyblog-panel').shadowRoot.querySelector('button').click()")
    assert page.run(shown("panel")) == ""
    served.site.edit("posts/two.md", "status: draft", "status: drift")
    assert "drift" in page.wait_for(shown("panel"))


def test_a_mistake_in_a_template_shows_in_the_panel(page, served):
    served.site.write({"theme/templates/post.html": "{{ post.titel }}"})
    assert "theme/templates/post.html:1" in page.wait_for(shown("panel"))
    served.site.write({"theme/templates/post.html": "<head></head><main>{{ post.title }}</main>"})
    page.wait_for("document.querySelector('main')?.innerText === 'One'")
    page.wait_for(f"{PROBLEMS} === 0")


def test_who_edits_another_post_is_offered_a_link_to_it(page, served):
    served.site.edit("posts/two.md", "Other words.", "Quite other words.")

    assert "“Two”" in page.wait_for(shown("hint"))
    page.run("document.querySelector('therapyblog-hint').shadowRoot.querySelector('a').click()")
    page.wait_for(f"location.pathname === '/two/' && {READY}")
    assert "Draft" in page.wait_for(shown("ribbon"))
    # At the foot, so that a menu or an exit button that a theme keeps in sight stays in sight, and the bar above it.
    foot, bar = (f"document.querySelector('therapyblog-{name}').shadowRoot.querySelector('div')" for name in PARTS)
    page.wait_for(f"Math.round({foot}.getBoundingClientRect().bottom) === innerHeight")
    page.wait_for(f"{bar}.getBoundingClientRect().bottom < {foot}.getBoundingClientRect().top")
    assert page.run(shown("hint")) == ""


def test_the_link_is_offered_though_the_page_was_loading_itself_when_the_other_was_saved(page, served):
    served.site.edit("posts/one.md", "Paragraph 3,", "Paragraph three,")
    page.wait_for("window.kept === undefined")
    served.site.edit("posts/two.md", "Other words.", "Quite other words.")

    assert "“Two”" in page.wait_for(shown("hint"))
    page.run("document.querySelector('therapyblog-hint').shadowRoot.querySelector('button').click()")
    page.run("location.reload()")
    page.wait_for(READY)
    assert page.run(shown("hint")) == ""


def test_the_bar_tells_of_the_text_and_how_it_looks_elsewhere(page):
    told = page.wait_for(shown("bar"))
    assert "1,200 words" in told
    page.run("document.querySelector('therapyblog-bar').shadowRoot.querySelector('summary').click()")
    told = page.wait_for(shown("bar"), lambda text: "In search results" in text)
    for words in ("posts/one.md", "no description", "no picture", "stillwater.example › one", "As a shared card"):
        assert words in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_the_preview_adds(page, served, scheme):
    page.page.emulate_media(color_scheme=scheme)
    served.site.edit("posts/one.md", "date: 2026-10-01", "status: draft\ndate: 2026-10-01")
    page.wait_for(shown("ribbon"))
    page.run("document.querySelector('therapyblog-bar').shadowRoot.querySelector('details').open = true")
    page.wait_for(shown("bar"), lambda text: "As a shared card" in text)
    served.site.edit("posts/two.md", "Other words.", "Quite other words.")
    page.wait_for(shown("hint"))
    assert "As a shared card" in page.run(shown("bar"))
    page.page.evaluate(axe_source())
    assert [one for one in page.page.evaluate(AXE) if "therapyblog-" in one] == []

    served.site.edit("posts/one.md", "title: One", "titel: One")
    page.wait_for(shown("panel"))
    assert [one for one in page.page.evaluate(AXE) if "therapyblog-" in one] == []
    page.run("sessionStorage.clear()")


def test_a_strict_policy_of_the_page_keeps_out_others_but_not_the_preview(browser, served):
    policy = "default-src 'none'; script-src 'none'; style-src 'self'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    html = f"<head>{meta}<title>x</title></head><body><main>Strict</main><script>document.title = 'ran'</script></body>"
    served.site.write({"theme/templates/post.html": html})
    browser.tell("Page.navigate", url=f"http://127.0.0.1:{served.port}/one/")
    browser.wait_for(f"document.querySelector('main')?.innerText === 'Strict' && {READY}")

    assert browser.run("document.title") == "x"
    served.site.write({"theme/templates/post.html": html.replace("Strict", "Stricter")})
    browser.wait_for("document.querySelector('main')?.innerText === 'Stricter'")


def test_a_preview_that_was_started_again_is_found_by_the_open_page(browser, served):
    browser.tell("Page.navigate", url=f"http://127.0.0.1:{served.port}/one/")
    browser.wait_for(READY)
    served.close()
    served.site.edit("posts/one.md", "Paragraph 3,", "Paragraph three,")
    again = Served(served.site)
    try:
        assert again.port == served.port
        browser.wait_for("document.querySelector('main')?.innerText.includes('Paragraph three,')")
        browser.wait_for(READY)
    finally:
        again.close()
        served.__init__(served.site)


WINDOWS = 9
"""More than the connections that a browser opens to one server."""


def test_any_number_of_pages_may_be_open_and_all_follow(browser, served):
    """The first page shows nothing of the post, so it stays what it is and can look into the windows it opened."""
    all_of_them = f"opened.length === {WINDOWS} && opened.every((one) => !one.document.hidden && {{}})"
    ready = f"one.{READY}"
    shows = "one.document.querySelector('main')?.innerText.includes('{}')"
    browser.tell("Page.navigate", url=f"http://127.0.0.1:{served.port}/team/ada-moss/")
    browser.wait_for(f"location.pathname === '/team/ada-moss/' && {READY}")
    browser.run(f"window.opened = [...Array({WINDOWS})].map(() => open('/one/', '_blank', 'popup'))")
    try:
        browser.wait_for(all_of_them.format(ready))
        served.site.edit("posts/one.md", "Paragraph 3,", "Paragraph three,")
        browser.wait_for(all_of_them.format(shows.format("Paragraph three,")))
        wait_for(lambda: len(served.session.streams.files()) == 2, "one stream tells of both files")
    finally:
        browser.run("opened.forEach((one) => one.close())")


def test_where_no_worker_may_run_the_page_has_a_stream_of_its_own(browser, served):
    once = browser.tell("Page.addScriptToEvaluateOnNewDocument", source="delete window.SharedWorker")
    try:
        browser.tell("Page.navigate", url=f"http://127.0.0.1:{served.port}/one/")
        browser.wait_for(f"location.pathname === '/one/' && typeof SharedWorker === 'undefined' && {READY}")
        served.site.edit("posts/one.md", "Paragraph 3,", "Paragraph three,")
        browser.wait_for("document.querySelector('main')?.innerText.includes('Paragraph three,')")
    finally:
        browser.tell("Page.removeScriptToEvaluateOnNewDocument", **once)
