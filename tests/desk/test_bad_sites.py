"""Sites that cannot be shown, or that go away while they are open: the desk says so and goes on."""

from __future__ import annotations

import os
import shutil

import pytest

from support.site import DEFAULTS, SmallSite

BROKEN = {
    "a mistake of TOML": b"[site\ntitle = 1",
    "an empty file": b"",
    "no text": b"\xff\xfe\x00\x01" * 99,
    "nothing that is required": b"[site]\ndescription = 'x'\n",
    "a thousand levels": b"a = " + b"[" * 1000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_site_whose_settings_cannot_be_read_opens_and_is_mended(empty_desk, home, name):
    site = SmallSite(home / "site")
    site.at_once = True
    site.write({"therapyblog.toml": BROKEN[name]})
    seen = empty_desk.call("sites.open", folder=str(site.folder))
    assert (seen["title"], seen["folder"]) == ("site", str(site.folder))
    problems = empty_desk.call("site.problems")["problems"]
    assert seen["problems"] == len(problems) > 0
    assert problems[0]["path"] == "therapyblog.toml"
    assert problems[0]["says"]
    with empty_desk.events() as next_event:
        site.write({"therapyblog.toml": DEFAULTS["therapyblog.toml"]})
        next_event("site", lambda event: event["problems"] == 0)
    assert empty_desk.call("site.read")["title"] == "Still Water"


def test_a_site_that_goes_away_and_comes_back(desk, practice, home):
    with desk.events() as next_event:
        practice.folder.rename(home / "elsewhere")
        next_event("site", lambda event: event["trouble"])
        assert desk.call("site.read")["trouble"]
        assert desk.call("sites.list")["sites"][0]["there"] is False
        assert desk.preview.ask(f"/{desk.desk.workspace.token}/one/").status == 200
        (home / "elsewhere").rename(practice.folder)
        next_event("site", lambda event: not event["trouble"])
    assert desk.call("site.read")["trouble"] == ""


def test_another_site_can_be_opened_when_the_open_one_is_gone(desk, practice, home):
    shutil.rmtree(practice.folder)
    assert desk.refused("sites.open", folder=str(home / "nothing"))["code"] == "no-site-there"
    assert desk.call("sites.open", folder=str(SmallSite(home / "other").folder))["title"] == "Still Water"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_thing_in_the_place_of_the_settings_is_no_site(empty_desk, home):
    for name, make in (("folder", os.mkdir), ("pipe", os.mkfifo), ("link", lambda path: os.symlink("/nowhere", path))):
        (home / name).mkdir()
        make(home / name / "therapyblog.toml")
        assert empty_desk.refused("sites.open", folder=str(home / name))["code"] == "no-site-there", name
