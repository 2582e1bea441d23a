"""The exit button in a real browser: the keys, the link, and the page that comes back."""

from __future__ import annotations

import pytest

from support.browser import open_tab, served
from support.site import SmallSite, post

PAGE = "/storm/"
STATUS = "document.querySelector('[data-exit-says]').textContent"
SEEN = "getComputedStyle(document.querySelector('h1')).visibility"


@pytest.fixture
def tab(browser):
    """A tab of its own: a page that is still being left would come in the way of the next test."""
    with open_tab(browser) as opened:
        yield opened


@pytest.fixture(scope="module")
def weather(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weather")
    (folder / "index.html").write_text("<!doctype html><title>Weather</title><h1>Rain</h1>", encoding="utf-8")
    with served(folder) as url:
        yield f"{url}/"


@pytest.fixture(scope="module")
def url(tmp_path_factory, weather):
    site = SmallSite(tmp_path_factory.mktemp("exit") / "site")
    site.settings(f'[exit]\nurl = "{weather}"\n')
    site.write({"posts/storm.md": post("Storm", "Words.", date="2026-01-01", exit="true")})
    site.write({"posts/calm.md": post("Calm", "Words.", date="2026-01-02")})
    site.published()
    with served(site.out) as found:
        yield found


@pytest.fixture
def page(tab, url):
    tab.go(f"{url}/calm/")
    tab.go(f"{url}{PAGE}")
    return tab


def test_shift_three_times_leaves_and_back_does_not_return(page, url, weather):
    page.press("Shift")
    assert page.ask(STATUS) == "Press Shift 2 more times to leave this page."
    page.press("Shift")
    assert page.ask(STATUS) == "Press Shift 1 more time to leave this page."
    page.press("Shift")

    page.until(f"location.href === '{weather}'")
    page.tell("Runtime.evaluate", expression="history.back()")
    page.until(f"location.href === '{url}/calm/'")


def test_the_announcement_is_made_in_a_live_region(page):
    assert page.ask("document.querySelector('[data-exit-says]').getAttribute('role')") == "status"
    assert page.ask(STATUS) == ""


def test_writing_capitals_and_other_keys_between_do_not_leave(page, url):
    for _ in range(4):
        page.key("Shift", "keyDown")
        page.key("A", "keyDown", shift=True)
        page.key("A", "keyUp", shift=True)
        page.key("Shift", "keyUp")
    assert page.ask(STATUS) == ""

    page.press("Shift")
    page.press("Shift")
    page.press("x")
    assert page.ask(STATUS) == ""
    page.press("Shift")
    assert page.ask(STATUS) == "Press Shift 2 more times to leave this page."
    assert page.ask("location.href") == f"{url}{PAGE}"


def test_a_held_key_counts_once_and_escape_does_nothing(page, url):
    for _ in range(5):
        page.key("Shift", "keyDown")
        page.press("Escape")
    assert page.ask(STATUS) == ""
    assert page.ask("location.href") == f"{url}{PAGE}"


def test_the_count_ends_after_five_seconds(tab, url):
    tab.go("about:blank")
    # The page's own clock is set, so that no test has to wait.
    clock = (
        "window.waits = []; window.setTimeout = (what, time) => waits.push([what, time]); "
        "window.clearTimeout = () => 0;"
    )
    added = tab.tell("Page.addScriptToEvaluateOnNewDocument", source=clock)
    tab.go(f"{url}{PAGE}")
    tab.press("Shift")
    assert tab.ask("waits.at(-1)[1]") == 5000

    tab.ask("waits.at(-1)[0]()")
    assert tab.ask(STATUS) == "The count of Shift presses has started again."
    tab.press("Shift")
    assert tab.ask(STATUS) == "Press Shift 2 more times to leave this page."
    tab.tell("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def test_the_button_and_the_second_skip_link_leave_without_a_way_back(page, url, weather):
    for name in (".exit__button", ".skip-link[data-exit]"):
        page.go(f"{url}/calm/")
        page.go(f"{url}{PAGE}")
        page.ask(f"document.querySelector('{name}').click()")
        page.until(f"location.href === '{weather}'")
        assert page.ask("document.referrer") == ""
        page.tell("Runtime.evaluate", expression="history.back()")
        page.until(f"location.href === '{url}/calm/'")


def test_the_page_is_blank_at_once(page):
    assert page.ask(SEEN) == "visible"
    # The click and what it does at once are one step; the other page comes after it.
    seen = page.ask(f"document.querySelector('.exit__button').click(); [{SEEN}, document.title]")

    assert seen == ["hidden", "Loading"]


def test_a_page_that_the_browser_kept_comes_back_whole(page, url):
    page.ask("window.kept = true; document.documentElement.classList.add('is-left'); document.title = 'Loading'")
    page.tell("Page.navigate", url=f"{url}/calm/")
    page.until("document.title.startsWith('Calm') && document.readyState === 'complete'")
    page.tell("Runtime.evaluate", expression="history.back()")
    page.until(f"location.href === '{url}{PAGE}' && document.readyState === 'complete'")

    assert page.ask("window.kept") is True, "the browser made the page anew"
    page.until(f"{SEEN} === 'visible'")
    assert page.ask("document.title") == "Storm – Still Water"


def test_without_scripts_the_link_leads_away(tab, url, weather):
    tab.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.go(f"{url}{PAGE}")
        place = "JSON.stringify(document.querySelector('.exit__button').getBoundingClientRect())"
        at = tab.ask(f"const box = JSON.parse({place}); [box.x + box.width / 2, box.y + box.height / 2]")
        for kind in ("mousePressed", "mouseReleased"):
            tab.tell("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)
        tab.until(f"location.href === '{weather}'")
    finally:
        tab.tell("Emulation.setScriptExecutionDisabled", value=False)


def test_focus_is_never_hidden_by_the_bar(page):
    page.tell("Emulation.setDeviceMetricsOverride", width=390, height=500, deviceScaleFactor=1, mobile=False)
    # Pages glide to what has the focus; asked for less motion they jump, so that we see where each link comes to stand.
    page.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    page.ask("scrollTo(0, document.body.scrollHeight)")
    # Backwards, as with Shift and Tab: what lies under the bar then is already in the window.
    hidden = page.ask("""[...document.querySelectorAll("main a, footer a")].reverse().filter((link) => {
      link.focus();
      const bar = document.querySelector(".exit").getBoundingClientRect();
      return link.getBoundingClientRect().top < bar.bottom - 1;
    }).map((link) => link.textContent)""")
    page.tell("Emulation.clearDeviceMetricsOverride")
    page.tell("Emulation.setEmulatedMedia", features=[])

    assert hidden == []


def test_it_is_large_enough_to_hit(page):
    size = page.ask("document.querySelector('.exit__button').getBoundingClientRect().height")

    assert size >= 44
