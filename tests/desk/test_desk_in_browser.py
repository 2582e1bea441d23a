"""The desk's pages in a browser, on a desk that is served: from the start page to a published site."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from support.browser import SECONDS, open_tab
from support.desks import ServedDesk
from support.visits import axe_source

expect.set_options(timeout=SECONDS * 1000)
WIDE, NARROW = (1280, 800), (390, 844)
AXE = """axe.run(document, {rules: {"color-contrast-enhanced": {enabled: false}}, resultTypes: ["violations"]})
  .then(({violations}) => JSON.stringify(violations.map(({id, nodes}) => [id, nodes[0].html])))"""


@pytest.fixture
def look(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window of a desk. In the end consoles hold only the refusals that were asked for."""
    with contextlib.ExitStack() as stack:
        said: list[str] = []

        def open_window(desk: ServedDesk, size: tuple[int, int] = WIDE, place: str = "") -> Page:
            width, height = size
            page = stack.enter_context(open_tab(browser, width=width, height=height)).page
            page.add_init_script("Object.defineProperty(navigator, 'languages', {get: () => ['en-GB']})")
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.goto(desk.desk.address)
            expect(page.locator("h1")).to_be_visible()
            if place:
                page.goto(f"http://{desk.host}/{place}")
                page.reload()
                expect(page.locator("h1")).to_be_visible()
            return page

        yield open_window
        refused = re.compile(
            r"Failed to load resource: (the server responded with a status of 4\d\d|.*CONNECTION_REFUSED)"
        )
        assert [line for line in said if not refused.match(line)] == []


def no_barriers(page: Page) -> None:
    """Ask axe-core, and look whether something is wider than the window."""
    tools = page.context.new_cdp_session(page)
    # The page's policy allows no script but its own; the developer tools are not held by it.
    tools.send("Runtime.evaluate", {"expression": axe_source()})
    found = tools.send("Runtime.evaluate", {"expression": AXE, "awaitPromise": True, "returnByValue": True})
    assert json.loads(found["result"]["value"]) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_new_site_of_a_few_questions(empty_desk, look, home):
    page = look(empty_desk)
    assert "token" not in page.url
    no_barriers(page)
    page.get_by_role("link", name="Make a new site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make a new site")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Please write something here.")).to_be_visible()
    page.get_by_role("textbox").fill("Ada Moss")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 2")).to_be_visible()
    no_barriers(page)
    make = page.get_by_role("button", name="Make my site")
    while not make.is_visible():
        before = page.get_by_role("status").first.inner_text()
        page.get_by_role("button", name="Skip").click()
        expect(page.get_by_role("status").first).not_to_have_text(before)
    page.get_by_role("textbox").fill(str(home / "ada"))
    make.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Moss")
    assert (home / "ada" / "therapyblog.toml").is_file()
    no_barriers(page)


def test_an_answer_that_cannot_be_read_is_asked_again(empty_desk, look, home):
    page = look(empty_desk, place="#/new")
    page.get_by_role("textbox").fill("Ada Moss")
    page.keyboard.press("Enter")
    make = page.get_by_role("button", name="Make my site")
    while not make.is_visible():
        before = page.get_by_role("status").first.inner_text()
        if page.get_by_text("The email address").is_visible():
            page.get_by_role("textbox").fill("ada at home")
            page.keyboard.press("Enter")
        else:
            page.get_by_role("button", name="Skip").click()
        expect(page.get_by_role("status").first).not_to_have_text(before)
    page.get_by_role("textbox").fill(str(home / "ada"))
    make.click()
    expect(page.locator(".field-error:visible")).to_contain_text("ada at home")
    expect(page.get_by_role("textbox")).to_have_value("ada at home")
    assert not (home / "ada").exists()


def test_a_folder_is_opened_by_clicks(empty_desk, practice, look):
    page = look(empty_desk)
    page.get_by_role("link", name="Open a folder").click()
    page.get_by_role("button", name=re.compile("^practice")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Still Water")
    page.get_by_role("link", name="My sites").click()
    page.get_by_role("button", name="Still Water").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Still Water")


def test_the_site_is_published_to_a_folder_and_taken_back(desk, practice, look, tmp_path):
    page = look(desk, place="#/publish")
    page.get_by_role("button", name="A folder on this computer").click()
    no_barriers(page)
    web = tmp_path / "web"
    web.mkdir()
    page.get_by_role("textbox").first.fill(str(web))
    page.get_by_role("button", name="Try the connection").click()
    publish_now(page)
    assert "The first words." in (web / "one" / "index.html").read_text()
    no_barriers(page)

    practice.write(
        {"posts/three.md": "---\ntitle: Three\ndate: 2026-10-02\nauthor: ada-moss\n---\n\nWords of the third.\n"}
    )
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Publish").first.click()
    expect(page.get_by_text("page is new")).to_be_visible()
    no_barriers(page)
    publish_now(page)
    assert (web / "three" / "index.html").is_file()
    page.get_by_role("button", name="Take this publication back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take this publication back").click()
    expect(page.locator("main").get_by_text("It is taken back.")).to_be_visible()
    assert not (web / "three" / "index.html").exists()


def publish_now(page: Page) -> None:
    """Press the button, and say yes to what is asked."""
    page.get_by_role("button", name="Publish now").click()
    page.locator(".published, dialog").first.wait_for()
    while page.get_by_role("dialog").is_visible():
        page.get_by_role("button", name="Yes, go on").click()
        page.locator(".published, dialog").first.wait_for()
    expect(page.get_by_role("heading", name="It is on the web")).to_be_visible()


def test_what_stops_a_publication_is_a_list_of_things_to_mend(desk, practice, look, tmp_path):
    practice.write({"posts/three.md": "---\ntitle: Three\ndate: soon\n---\n\nWords.\n"})
    web = tmp_path / "web"
    web.mkdir()
    settings = (practice.folder / "therapyblog.toml").read_text()
    place = f'[publish.web]\nway = "folder"\nfolder = "{web.as_posix()}"\n'
    practice.write({"therapyblog.toml": f"{settings}\n{place}"})
    page = look(desk, place="#/publish")
    expect(page.get_by_role("heading", name="One thing to mend first")).to_be_visible()
    no_barriers(page)
    expect(page.get_by_role("link", name="Go there")).to_have_attribute("href", re.compile("write/posts%2Fthree.md/3"))
    practice.edit("posts/three.md", "soon", "2026-10-01")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("button", name="Publish now")).to_be_visible()


def test_an_old_site_is_brought_by_files_and_taken_back(empty_desk, look, home):
    page = look(empty_desk, NARROW)
    page.get_by_role("link", name="Bring my old site").click()
    no_barriers(page)
    files = [
        {"name": "one.txt", "mimeType": "text/plain", "buffer": b"One\n\nThe first of the old words.\n"},
    ]
    page.locator("input[type=file]").first.set_input_files(files)
    expect(page.locator("main").get_by_text("It is here.")).to_be_visible()
    no_barriers(page)
    folder = home / "my-practice"
    assert [path.name for path in (folder / "posts").iterdir()] == ["one.md"]
    page.get_by_role("button", name="Undo this").click()
    expect(page.locator("main").get_by_text("It is undone.")).to_be_visible()
    assert not list((folder / "posts").glob("*.md"))


@pytest.mark.parametrize(("tag", "direction"), [("de", "ltr"), ("ar", "rtl")])
def test_the_desk_speaks_other_languages(desk, look, tag, direction):
    page = look(desk)
    page.get_by_label("Language").select_option(tag)
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.get_by_role("link", name="Posts", exact=True)).to_have_count(0)
    no_barriers(page)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", tag)


def test_a_window_says_that_the_desk_has_ended(desk, look):
    page = look(desk)
    desk.close()
    expect(page.locator(".strip")).to_contain_text("The desk does not answer.")


def test_an_address_without_its_key_shows_nothing(desk, browser):
    with open_tab(browser) as tab:
        tab.go(f"http://{desk.host}/#/site")
        expect(tab.page.get_by_role("heading")).to_have_text("This address is only half of it")


def only_difference(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that are only in the one and only in the other text, where all else stands as it did."""
    old, new = before.splitlines(), after.splitlines()
    kept = [line for line in old if line in new]
    assert [line for line in new if line in old] == kept
    return [line for line in old if line not in kept], [line for line in new if line not in kept]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_field_changes_its_line_and_no_other(desk, practice, look, size):
    path = practice.folder / "posts/one.md"
    before = path.read_text()
    page = look(desk, size, "#/form/posts%2Fone.md")
    no_barriers(page)
    title = page.get_by_role("textbox", name="Title", exact=True)
    title.fill("")
    title.press("Tab")
    expect(page.get_by_text("Please write something here.")).to_be_visible()
    title.fill("The first one")
    title.press("Tab")
    expect(page.locator(".field-saved:visible")).to_have_text("Saved")
    assert only_difference(before, path.read_text()) == (["title: One"], ["title: The first one"])
    expect(page.get_by_role("heading", level=1)).to_have_text("The first one")


def test_a_field_that_somebody_else_changed_is_not_overwritten(desk, practice, look):
    page = look(desk, place="#/form/posts%2Fone.md")
    practice.edit("posts/one.md", "title: One", "title: Theirs")
    title = page.get_by_role("textbox", name="Title", exact=True)
    title.fill("Mine")
    title.press("Tab")
    expect(page.locator(".field-error:visible")).to_contain_text("It now says: Theirs")
    assert "title: Theirs" in (practice.folder / "posts/one.md").read_text()
    expect(title).to_have_value("Mine")


def test_a_qualification_is_added_and_its_dates_told(desk, practice, look):
    page = look(desk, place="#/form/practitioners%2Fada-moss.md")
    no_barriers(page)
    page.get_by_role("button", name=re.compile("Add: .*ualification")).click()
    page.get_by_role("textbox", name="Letters").fill("UKCP")
    page.keyboard.press("Enter")
    expires = page.get_by_label("Valid until").last
    expires.fill("2020-01-31")
    expires.press("Tab")
    page.locator(".field-saved:visible").wait_for()
    text = (practice.folder / "practitioners/ada-moss.md").read_text()
    assert "UKCP" in text
    assert "2020-01-31" in text
    page.reload()
    expect(page.get_by_text("counted until 31 January 2020")).to_be_visible()
    no_barriers(page)


def test_posts_are_found_renamed_deleted_and_taken_back(desk, practice, look):
    page = look(desk, place="#/list/post")
    no_barriers(page)
    expect(page.get_by_role("status").first).to_have_text("2 posts")
    page.get_by_label("Search").fill("tw")
    expect(page.locator(".row-link")).to_have_count(1)
    page.get_by_role("button", name="More about “Two”").click()
    page.get_by_role("menuitem", name="Rename").click()
    no_barriers(page)
    page.get_by_role("dialog").get_by_label("Title").fill("Two and a half")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.locator(".row-title")).to_have_text("Two and a half")
    page.get_by_role("button", name="More about “Two and a half”").click()
    page.keyboard.press("End")
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row-title")).to_have_text("Two and a half")
    assert any("title: Two and a half" in path.read_text() for path in (practice.folder / "posts").iterdir())


def test_what_was_deleted_is_in_the_bin(desk, practice, look):
    page = look(desk, NARROW, "#/list/post")
    page.get_by_role("button", name="More about “Two”").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("“Two” is in the bin.").first.wait_for()
    assert not (practice.folder / "posts/two.md").exists()
    page.goto(f"http://{desk.host}/#/bin")
    no_barriers(page)
    page.get_by_role("button", name="Take back “Two”").click()
    expect(page.get_by_text("The bin is empty.")).to_be_visible()
    assert (practice.folder / "posts/two.md").exists()


def test_a_series_is_ordered_by_buttons_and_by_dragging(desk, practice, look):
    names = ("First", "Second", "Third")
    settings = "date: 2026-10-01\nauthor: ada-moss\nseries: Weather\npart: {}\n"
    practice.write(
        {
            f"posts/{name.lower()}.md": f"---\ntitle: {name}\n{settings.format(index)}---\n\nWords.\n"
            for index, name in enumerate(names, 1)
        }
    )

    def parts() -> list[str]:
        texts = {name: (practice.folder / f"posts/{name.lower()}.md").read_text() for name in names}
        return sorted(names, key=lambda name: texts[name].partition("part: ")[2][:1])

    page = look(desk, place="#/series/Weather")
    expect(page.locator(".sort-row")).to_have_count(3)
    no_barriers(page)
    page.get_by_role("button", name="Move “First” down").press("Enter")
    expect(page.get_by_role("button", name="Move “First” down")).to_be_focused()
    page.get_by_text("The order is saved.").first.wait_for()
    assert parts() == ["Second", "First", "Third"]
    page.get_by_role("button", name="Close").click()
    page.locator(".grip").last.drag_to(page.locator(".sort-row").first)
    page.get_by_text("The order is saved.").first.wait_for()
    assert parts()[0] == "Third"


def test_the_overview_says_whether_there_are_places(desk, practice, look):
    settings = practice.folder / "therapyblog.toml"
    before = settings.read_text()
    page = look(desk)
    page.get_by_role("radio", name="Waiting list").check()
    expect(page.get_by_text("speaks of the waiting list")).to_be_visible()
    assert 'accepting = "waitlist"' in settings.read_text()
    assert [line for line in settings.read_text().splitlines() if "accepting" not in line] == before.splitlines()
    page.get_by_role("button", name="Do not show this any more").click()
    expect(page.get_by_role("heading", name="To your first post")).to_have_count(0)
    no_barriers(page)


def test_a_colour_is_chosen_with_its_contrast_in_sight(desk, practice, look):
    page = look(desk, place="#/look")
    no_barriers(page)
    colour = page.locator(".input-colour").first
    colour.fill("#ffee00")
    expect(page.locator(".contrast:visible").first).to_contain_text("hard to read")
    colour.fill("#1d5459")
    expect(page.locator(".contrast:visible").first).to_contain_text("easy to read")
    colour.press("Tab")
    page.locator(".field-saved:visible").wait_for()
    assert 'accent = "#1d5459"' in (practice.folder / "therapyblog.toml").read_text()


def test_pictures_are_brought_and_deleted(desk, practice, look):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle r="9"/></svg>'
    page = look(desk, place="#/pictures")
    expect(page.get_by_text("There are no pictures yet.")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        {"name": "sun.svg", "mimeType": "image/svg+xml", "buffer": drawing}
    )
    page.get_by_role("button", name=re.compile("sun.svg")).click()
    page.get_by_role("dialog").get_by_text("used nowhere").wait_for()
    no_barriers(page)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("There are no pictures yet.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name=re.compile("sun.svg"))).to_be_visible()


def test_a_series_written_by_its_name_alone_stays_so(desk, practice, look):
    practice.edit("posts/one.md", "title: One", "title: One\nseries: Weather\npart: 2")
    page = look(desk, place="#/form/posts%2Fone.md")
    part = page.get_by_role("textbox", name="Part")
    expect(part).to_have_value("2")
    part.fill("1")
    part.press("Tab")
    page.locator(".field-saved:visible").wait_for()
    assert "series: Weather\npart: 1\n" in (practice.folder / "posts/one.md").read_text()
    page.goto(f"http://{desk.host}/#/series/Weather")
    page.get_by_label("Add a post to this series").select_option("Two")
    expect(page.locator(".sort-row")).to_have_count(2)
    assert desk.call("documents.open", path="posts/two.md")["values"]["series"] == {"name": "Weather", "part": 2}
