"""Publishing from the desk, to real servers: what would change, what is asked first, what stops it, the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.desks import ServedDesk
from support.publishing import files_of, web_server
from support.site import SmallSite, post
from support.ways import git


@pytest.fixture
def public_desk(practice: SmallSite) -> Iterator[tuple[ServedDesk, SmallSite]]:
    """A desk whose site is published to a folder that a web server shows."""
    where = practice.folder.parent / "web"
    where.mkdir()
    with web_server(where) as address:
        practice.settings(f'[publish.web]\nway = "folder"\nfolder = "{where}"\nurl = "{address}"\n')
        desk = ServedDesk(practice.folder)
        yield desk, practice
        desk.close()


def test_from_a_plan_to_the_web_and_back(public_desk):
    desk, practice = public_desk
    where = practice.folder.parent / "web"
    listed = desk.call("publish.destinations")["destinations"]
    assert [(place["name"], place["agreed"], place["published_at"]) for place in listed] == [("web", False, None)]
    plan = desk.ended("publish.plan")["result"]
    assert {"address": "/one/", "change": "new"} in plan["pages"]
    assert (plan["stops"], plan["published"]) == ([], False)
    assert files_of(where) == {}

    question = desk.ended("publish.start")["error"]
    assert question["code"] == "question"
    assert files_of(where) == {}
    done = desk.ended("publish.start", agreed=[question["says"]])["result"]
    assert (done["published"], done["wrong"]) == (True, [])
    assert files_of(where) == files_of(practice.out)

    practice.write({"posts/one.md": post("One", "Other words.", date="2026-10-01", author="ada-moss")})
    done = desk.ended("publish.start")["result"]
    assert {"address": "/one/", "change": "changed"} in done["pages"]
    assert desk.ended("publish.status")["result"]["waiting"] == []
    back = desk.ended("publish.undo")["result"]
    assert back["published"]
    assert b"The first words." in (where / "one" / "index.html").read_bytes()


def test_what_stops_it_is_a_list_with_places(public_desk):
    desk, practice = public_desk
    practice.write({"posts/three.md": post("Three", "Lorem ipsum dolor sit amet.", author="ada-moss")})
    stops = desk.ended("publish.plan")["result"]["stops"]
    assert [(stop["code"], stop["path"], bool(stop["fix"])) for stop in stops] == [
        ("TB-EX-001", "posts/three.md", True)
    ]


def test_a_place_is_set_up_with_its_password_and_its_key(desk, practice, tmp_path):
    """A git host wants a token: it is asked for, and is in no file of the site."""
    server = tmp_path / "server"
    server.mkdir()
    with git(server) as way:
        answers = dict(line.split(" = ") for line in way.settings.replace('"', "").splitlines())
        asked = desk.call("publish.questions", way="git")["questions"]
        assert [question["setting"] for question in asked] == ["repository", "branch"]
        missing = desk.refused("publish.setup", way="git", answers={})
        assert (missing["code"], missing["setting"]) == ("missing", "repository")
        request = {"way": "git", "answers": answers}
        result = desk.ended("publish.setup", **request, secret=way.secret)
        assert "error" not in result, result
        assert "[publish.web]" in (practice.folder / "therapyblog.toml").read_text()
        assert desk.call("publish.destinations")["destinations"][0]["agreed"]
        assert desk.ended("publish.start")["error"]["code"] == "secret"
    kept = b"".join(content for content in files_of(practice.folder).values())
    assert way.secret.encode() not in kept


def test_the_first_steps_disappear_for_good(desk, practice):
    names = [step["name"] for step in desk.call("site.read")["checklist"]]
    assert names == ["who", "credentials", "post", "contact", "privacy", "publish"]
    done = {step["name"]: step["done"] for step in desk.call("site.read")["checklist"]}
    assert done == {
        "who": True, "credentials": True, "post": True, "contact": False, "privacy": False, "publish": False
    }  # fmt: skip
    practice.write({"pages/privacy.md": "---\ntitle: Privacy\ntemplate: privacy\n---\n\nWhat I keep, and why.\n"})
    desk.desk.workspace.ask(lambda preview: preview.update())
    step = next(step for step in desk.call("site.read")["checklist"] if step["name"] == "privacy")
    assert step == {"name": "privacy", "done": True, "path": "pages/privacy.md"}
    desk.call("checklist.dismiss")
    assert desk.call("site.read")["checklist"] is None
