"""The site in the desk's frame: whole, with its styles, fonts and scripts, and in touch with the desk that holds it."""

from __future__ import annotations

import json
import time

import pytest

from support.browser import driving, open_tab, started
from support.served import wait_for
from support.site import post

LONG = "\n\n".join(f"Paragraph {number}, long enough to scroll to it when it is wanted." for number in range(80))
STYLE = "@font-face { font-family: Own; src: url(own.woff2) } h1 { font-family: Own; color: rgb(1, 2, 3) }"


@pytest.fixture(scope="module")
def tab():
    with driving() as chromium, started(chromium) as browser, open_tab(browser) as opened:
        yield opened


def hold(tab, address):
    """Open a desk's page with a previewed page in a frame, and keep what it tells."""
    tab.page.evaluate(
        f"""() => {{
            window.heard = [];
            addEventListener("message", (event) => {{
                if (event.source === window.frame.contentWindow) window.heard.push(event.data);
            }});
            window.frame = document.createElement("iframe");
            frame.sandbox = "allow-scripts allow-forms";
            frame.style = "position: fixed; inset: 0; border: 0; width: 900px; height: 500px";
            frame.src = {json.dumps(address)};
            document.body.append(frame);
        }}"""
    )
    tab.wait_for("window.heard.some((one) => one.therapyblog === 'ready')")
    return tab.page.frame(url=address)


def say(tab, **words):
    tab.page.evaluate(f"frame.contentWindow.postMessage({json.dumps(words)}, '*')")


@pytest.fixture
def page(desk, practice, tab):
    with desk.events() as next_event:
        practice.write(
            {
                "posts/one.md": post("One", LONG, date="2026-10-01", author="ada-moss"),
                "theme/static/style.css": STYLE,
                "theme/static/own.woff2": b"wOF2 but not a real one",
            }
        )
        next_event("page", lambda event: event["path"] == "posts/one.md")
    tab.go(desk.desk.address)
    tab.wait_for("sessionStorage.getItem('therapyblog-token')")
    return hold(tab, f"{desk.desk.workspace.address}one/")


def test_a_page_looks_as_it_does_alone(desk, page, tab):
    """Its fonts too, which a browser gives to a page of the same origin only: here to nobody's, if that asks."""
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(1, 2, 3)"
    ended, failed = [], []
    tab.page.on("requestfinished", lambda request: ended.append(request.url.rpartition("/")[2]))
    tab.page.on("requestfailed", lambda request: failed.append(request.url))
    say(tab, therapyblog="reload")
    wait_for(lambda: tab.page.wait_for_timeout(50) or any(".woff2" in name for name in ended), str(ended))
    assert failed == []


def test_it_says_where_it_is_and_goes_where_the_text_is(page, tab):
    ready = tab.ask("window.heard[0]")
    assert (ready["file"], ready["y"]) == ("one/index.html", 0)
    assert ready["height"] > 3000
    assert ready["seen"] == 500
    say(tab, therapyblog="find", words="paragraph40longenoughtoscrolltoitwhenitiswanted", part=0.5)
    top = "[...document.querySelectorAll('p')].find((p) => p.innerText.startsWith('Paragraph 40,'))"
    page.wait_for_function(f"() => Math.abs({top}.getBoundingClientRect().top - 150) < 2")
    tab.wait_for("window.heard.some((one) => one.therapyblog === 'scroll' && one.y > 1000)")
    say(tab, therapyblog="find", words="", part=0)
    page.wait_for_function("() => scrollY < 400")
    page.locator("p", has_text="Paragraph 3,").click()
    told = tab.wait_for("window.heard.findLast((one) => one.therapyblog === 'chosen') ?? null")
    assert told["words"].startswith("Paragraph 3,")


def test_it_takes_no_orders_but_from_the_desk_that_holds_it(page, tab):
    y = page.evaluate("scrollY")
    for words in (None, 1, "find", {}, {"therapyblog": "constructor"}, {"therapyblog": "__proto__"}):
        tab.page.evaluate(f"frame.contentWindow.postMessage({json.dumps(words)}, '*')")
    page.evaluate("postMessage({ therapyblog: 'scroll', y: 2000 }, '*')")
    page.evaluate(
        """() => {
            const other = document.createElement("iframe");
            other.srcdoc = "<script>parent.postMessage({ therapyblog: 'scroll', y: 2000 }, '*')</" + "script>";
            document.body.append(other);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == y


def test_it_is_drawn_anew_where_it_was(desk, practice, page, tab):
    say(tab, therapyblog="scroll", y=1500)
    tab.wait_for("window.heard.some((one) => one.y === 1500)")
    with desk.events() as next_event:
        practice.edit("posts/one.md", "Paragraph 40,", "Paragraph forty,")
        told = next_event("page", lambda event: event["path"] == "posts/one.md")
    assert told["address"] == f"{desk.desk.workspace.address}one/"
    tab.page.evaluate("window.heard.length = 0")
    say(tab, therapyblog="reload")
    tab.wait_for("window.heard.some((one) => one.therapyblog === 'ready')")
    page.wait_for_function("() => document.querySelector('main').innerText.includes('Paragraph forty,')")
    page.wait_for_function("() => scrollY === 1500")


def test_what_a_window_is_told_of_savings(desk, practice):
    """Files that somebody else changed are told apart from those that the desk wrote, and for which window."""
    workspace = desk.desk.workspace
    with desk.events() as next_event:
        practice.edit("posts/one.md", "The first words.", "Other words.")
        assert next_event("files")["window"] is None
        content = (practice.folder / "posts/one.md").read_bytes().replace(b"Other", b"My own")
        (practice.folder / "posts/one.md").write_bytes(content)
        workspace.wrote("posts/one.md", content, "window-1")
        assert next_event("files") == {
            "event": "files",
            "site": workspace.id,
            "paths": ["posts/one.md"],
            "window": "window-1",
        }
        page = next_event("page")
        assert (page["path"], page["problems"]) == ("posts/one.md", [])
        assert "My own words." in desk.preview.ask(page["address"].partition(desk.preview_host)[2]).text
        practice.edit("posts/one.md", "title: One", "titel: One")
        problems = next_event("page")["problems"]
        assert problems[0]["line"] == 2
        (practice.folder / "posts/two.md").unlink()
        workspace.wrote("posts/two.md", None, "window-2")
        assert next_event("files", lambda event: "posts/two.md" in event["paths"])["window"] == "window-2"


def test_a_page_that_never_rests_does_not_hold_up_the_desk(page, tab):
    """A page without an origin has a process of its own, though its server has the name of the desk's."""
    page.evaluate("void setTimeout(() => { const end = Date.now() + 60_000; while (Date.now() < end); }, 0)")
    tab.page.wait_for_timeout(300)
    begun = time.monotonic()
    tab.page.evaluate("fetch('/static/words/en.json').then((answer) => answer.text())")
    assert time.monotonic() - begun < 30
    tab.page.evaluate("frame.remove()")
