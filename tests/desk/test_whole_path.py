"""The whole path in a browser: from an empty account to a first post on a web server, by SFTP; phone and desktop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support.browser import SECONDS, open_tab
from support.desks import ServedDesk
from support.hosts import Server, sftp_server
from support.publishing import files_of, web_server

expect.set_options(timeout=SECONDS * 1000)
FIRST_POST = "Every beginning asks for a little patience."
ANSWERS = {
    "Your name": "Ada Moss",
    "The letters after it": "MBACP",
    "What you are": "Counsellor",
    "The town": "Leeds",
    "The email address": "ada@moss-practice.org",
}


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
def test_from_an_empty_account_to_a_published_post(
    empty_desk: ServedDesk, browser: Browser, home: Path, tmp_path: Path, size: tuple[int, int], torture: bool
) -> None:
    if size[0] < 500 and not torture:
        pytest.skip("takes a minute more: run with --torture")
    folder = tmp_path / "server"
    web = folder / "home" / "www"
    web.mkdir(parents=True)
    site = home / "ada"
    with (
        sftp_server(folder) as server,
        web_server(web) as address,
        open_tab(browser, width=size[0], height=size[1]) as tab,
    ):
        page = tab.page
        page.goto(empty_desk.desk.address)
        make_site(page, address, site)
        write_first_post(page, site)
        write_everything_else(page)
        publish(page, server)
        shown = files_of(web)
        assert FIRST_POST.encode() in shown["on-beginning/index.html"]
        assert {path: content for path, content in shown.items() if not path.startswith(".")} == files_of(
            site / "public"
        )
        assert "Write here" not in shown["index.html"].decode()


def make_site(page: Page, address: str, site: Path) -> None:
    """Answer what has an answer here, and skip the rest."""
    page.get_by_role("link", name="Make a new site").click()
    answers = {**ANSWERS, "The address that the site": address}
    make = page.get_by_role("button", name="Make my site")
    while not make.is_visible():
        before = page.get_by_role("status").first.inner_text()
        question = page.locator(".wizard-question").inner_text()
        known = [answer for start, answer in answers.items() if question.startswith(start)]
        if known:
            page.get_by_role("textbox").fill(known[0])
        page.get_by_role("button", name="Next" if known else "Skip").click()
        expect(page.get_by_role("status").first).not_to_have_text(before)
    page.get_by_role("textbox").fill(str(site))
    make.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Moss")


def write_first_post(page: Page, site: Path) -> None:
    """Begin a post, write, and say that it is ready."""
    page.get_by_text("Write a post").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("On beginning")
    dialog.get_by_role("button", name="Begin to write").click()
    page.locator(".cm-content").click()
    page.keyboard.type(FIRST_POST)
    page.get_by_role("button", name="It is ready").click()
    expect(page.get_by_text("It goes on the web when you publish next.").first).to_be_visible()
    text = (site / "posts" / "on-beginning.md").read_text()
    assert FIRST_POST in text
    assert "draft" not in text


def write_everything_else(page: Page) -> None:
    """Go to each thing that needs a look, and write words in the place of the note that stands there."""
    for _ in range(40):
        page.goto(re.sub(r"#.*", "#/problems", page.url))
        expect(page.get_by_role("heading", name="What needs a look")).to_be_visible()
        notes = page.locator(".problem", has_text="[Write here")
        if not notes.count():
            return
        notes.first.get_by_role("link", name="Go there").click()
        content = page.locator(".cm-content")
        content.wait_for()
        show_file = page.get_by_role("button", name="Show the file")
        note = page.locator(".cm-line", has_text="[Write here").first
        note.or_(show_file).first.wait_for()
        if not note.is_visible():
            show_file.click()
        text = note.inner_text()
        page.keyboard.press("Escape")
        # "Go there" has put the cursor there; in the settings of the site, at the beginning of the value.
        if not show_file.is_visible():
            page.keyboard.press("Home")
            for _ in range(text.index("[Write here")):
                page.keyboard.press("ArrowRight")
        for _ in range(text.index("]") + 1 - text.index("[Write here")):
            page.keyboard.press("Delete")
        page.keyboard.type("as we agree")
        expect(page.locator(".w-state")).to_contain_text("Saved")
    pytest.fail("there is no end of notes")


def publish(page: Page, server: Server) -> None:
    """Name the place, say yes to its key, and publish."""
    page.goto(re.sub(r"#.*", "#/publish", page.url))
    page.get_by_role("button", name="A web host, by SFTP").click()
    for label, answer in (
        ("Name of the server", "127.0.0.1"),
        ("Your user name", server.user),
        ("The folder there", "www"),
        ("The number of its port", str(server.port)),
        ("A file with your private key", str(server.key_file)),
    ):
        page.get_by_label(label).fill(answer)
    page.get_by_role("button", name="Try the connection").click()
    page.get_by_role("button", name="Yes, go on").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("heading", name="It is on the web")).to_be_visible()
