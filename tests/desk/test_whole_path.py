"""The whole path in a browser: from an empty account to a first post on a web server, over SFTP, on a phone and a desktop."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.publishing import files_of, web_server
from support.ways import sftp

ANSWERS = {
    "Your name": "Ada Moss",
    "The letters after it": "MBACP",
    "What you are": "Counsellor",
    "The town": "Leeds",
    "The email address": "ada@moss-practice.org",
}


def answer_all(page: Page, address: str, folder: Path) -> None:
    """Answer the questions that have an answer here, and skip the others."""
    make = page.get_by_role("button", name="Make my site")
    while not make.is_visible():
        before = page.get_by_role("status").first.inner_text()
        question = page.locator(".wizard-question").inner_text()
        answers = {**ANSWERS, "The address that the site": address}
        known = next((answer for start, answer in answers.items() if question.startswith(start)), "")
        if known:
            page.get_by_role("textbox").fill(known)
            page.get_by_role("button", name="Next").click()
        else:
            page.get_by_role("button", name="Skip").click()
        expect(page.get_by_role("status").first).not_to_have_text(before)
    page.get_by_role("textbox").fill(str(folder))
    make.click()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
def test_from_an_empty_account_to_a_published_post(empty_desk, look, home, tmp_path, size):
    server = tmp_path / "server"
    server.mkdir()
    with sftp(server) as way, web_server_of(way_root(server)) as address:
        page = look(empty_desk, size)
        page.get_by_role("link", name="Make a new site").click()
        answer_all(page, address, home / "ada")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ada Moss")

        # The first post.
        page.get_by_role("link", name="Write a post").or_(page.get_by_role("button", name="Write a post")).first.click()
        page.get_by_role("dialog").get_by_role("textbox").fill("On beginning")
        page.get_by_role("dialog").get_by_role("button", name="Begin to write").click()
        words = page.locator(".cm-content")
        words.click()
        page.keyboard.press("Control+End")
        page.keyboard.type("Every beginning asks for a little patience.")
        expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
        assert "Every beginning asks for a little patience." in (home / "ada/posts/on-beginning.md").read_text()
