"""`therapyblog publish`: what travels, what stops it, what is asked, and what is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.publishing import PublishedSite, files_of
from therapyblog.errors import UsageError
from therapyblog.publishing.publishing import publish


def test_what_is_public_is_what_was_built(practice: PublishedSite, web: Path) -> None:
    report = practice.publish()
    assert report.published
    assert files_of(web) == files_of(practice.out)
    assert set(report.changes.new) == files_of(web).keys()
    again = practice.publish()
    assert not again.changes
    assert len(practice.asked) == 1, "only the new destination is asked about"


def test_only_what_changed_travels(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    practice.edit("posts/rest.md", "A text about rest", "Another text about rest")
    report = practice.publish()
    assert "rest/index.html" in report.changes.changed
    assert "sleep/index.html" not in report.changes.sent
    assert not report.changes.removed
    assert files_of(web) == files_of(practice.out)


def test_a_page_that_is_taken_back_is_removed(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    practice.post("rest", settings="status: draft\n")
    report = practice.publish()
    assert report.changes.taken_back == ("rest/index.html",)
    assert not (web / "rest").exists()


def test_only_what_the_list_of_the_build_names_travels(practice: PublishedSite, web: Path) -> None:
    practice.build()
    (practice.out / "private.txt").write_text("mine")
    practice.publish()
    assert not (web / "private.txt").exists()


STOPS = {
    "posts/new.md": "---\ntitle: New\nauthor: Nobody\n---\nText\n",
    "pages/about.md": "---\ntitle: About\n---\nWrite to hello@example.org\n",
    "pages/group.md": "---\ntitle: Group\n---\nThe next group: 3 March 2020\n",
}


@pytest.mark.parametrize("path", STOPS)
def test_what_stops_the_rest_stops_no_retraction(practice: PublishedSite, web: Path, path: str) -> None:
    practice.publish()
    practice.write({path: STOPS[path]})
    practice.post("rest", settings="status: draft\n")
    report = publish(practice.folder, practice.order())
    assert {problem.at.path for problem in report.stops} == {path}
    assert not report.published
    assert report.taken_back == ("rest/index.html",)
    assert not (web / "rest").exists()
    assert (web / "sleep/index.html").exists()
    assert not [path for path, content in files_of(web).items() if b"About rest" in content], "lists and feeds, too"
    assert not (web / "new").exists()
    assert not (web / "about").exists()


def test_a_case_that_was_accepted_goes_live_and_a_new_one_stops(practice: PublishedSite, web: Path) -> None:
    practice.write({"pages/about.md": STOPS["pages/about.md"]})
    assert publish(practice.folder, practice.order()).stops
    assert practice.publish(anyway={"TB-EX-001": "a demonstration"}).published
    assert (web / "about/index.html").exists()
    assert practice.publish().published
    practice.edit("pages/about.md", "hello@example.org", "hallo@example.net")
    assert publish(practice.folder, practice.order()).stops


def test_an_error_cannot_be_accepted(practice: PublishedSite, web: Path) -> None:
    practice.write({"posts/new.md": STOPS["posts/new.md"]})
    report = publish(practice.folder, practice.order(anyway={"TB-REF-001": "I know"}))
    assert report.stops
    assert not web.exists()


def test_what_somebody_else_put_there_is_named_and_agreed_to(practice: PublishedSite, web: Path) -> None:
    web.mkdir()
    (web / "index.html").write_text("theirs")
    (web / "other.html").write_text("theirs, too")
    practice.says = False
    with pytest.raises(UsageError, match=r"index\.html"):
        practice.publish(allow=_digest(practice))
    assert files_of(web) == {"index.html": b"theirs", "other.html": b"theirs, too"}
    practice.publish(allow=_digest(practice), overwrite=True)
    assert (web / "other.html").read_text() == "theirs, too"
    assert (web / "index.html").read_bytes() == files_of(practice.out)["index.html"]


def test_what_somebody_else_put_there_keeps_no_page_there_that_was_taken_back(
    practice: PublishedSite, web: Path
) -> None:
    practice.post("walks")
    practice.publish()
    before = files_of(web)
    (web / "new").mkdir()
    (web / "new/index.html").write_text("theirs")
    (web / "sleep/index.html").write_text("theirs, too")
    for name in ("rest", "sleep"):
        practice.post(name, settings="status: draft\n")
    practice.post("new")
    practice.says = False
    with pytest.raises(UsageError, match=r"Nothing was published\. .* was removed all the same: /rest/$"):
        practice.publish()
    theirs = {"new/index.html": b"theirs", "sleep/index.html": b"theirs, too"}
    assert files_of(web) == {path: before[path] for path in before if path != "rest/index.html"} | theirs
    practice.says = True
    practice.publish()
    assert files_of(web) == files_of(practice.out)


def test_another_computer_finds_what_is_there(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    practice.edit("posts/rest.md", "A text", "Some text")
    for folder in (".therapyblog", "public"):
        shutil.rmtree(practice.folder / folder)
    practice.says = False
    with pytest.raises(UsageError, match="that therapyblog did not put there"):
        practice.publish(allow=_digest(practice))
    practice.delete("posts/sleep.md")
    practice.says = True
    report = practice.publish()
    assert "sleep/index.html" in report.changes.removed
    assert files_of(web) == files_of(practice.out)


def test_a_place_that_holds_another_site_is_left_alone(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    before = files_of(web)
    other = PublishedSite(practice.folder.with_name("other"))
    other.destination('way = "folder"\nfolder = "../web"', url='"https://other-practice.org"')
    other.post("rest")
    with pytest.raises(UsageError, match=r"holds another site, https://stillwater\.example"):
        other.publish()
    assert files_of(web) == before


def test_a_list_that_somebody_forged_deletes_nothing(practice: PublishedSite, web: Path) -> None:
    practice.publish()
    (web / "letters").mkdir()
    (web / "letters/private.html").write_text("theirs")
    own = practice.folder.parent / ".therapyblog-web/list.json"
    own.write_bytes(own.read_bytes().replace(b"rest/index.html", b"letters/private.html"))
    practice.says = False
    practice.edit("posts/rest.md", "A text", "Some text")
    with pytest.raises(UsageError, match=r"letters/private\.html"):
        practice.publish()
    assert (web / "letters/private.html").read_text() == "theirs"


def test_a_dry_run_changes_nothing_there(practice: PublishedSite, web: Path) -> None:
    report = practice.publish(dry_run=True)
    assert report.changes.new
    assert not report.published
    assert not web.exists()
    assert not practice.asked


def test_a_destination_is_used_only_after_somebody_agreed(practice: PublishedSite, web: Path) -> None:
    practice.says = False
    with pytest.raises(UsageError, match="Nothing was published"):
        practice.publish()
    assert not web.exists()
    practice.says = True
    practice.publish()
    practice.edit("therapyblog.toml", "../web", "../elsewhere")
    practice.says = False
    with pytest.raises(UsageError, match="Nothing was published"):
        practice.publish()


PLACES = {
    "": "there is no place|no place to be published to",
    'way = "sftp"\nhost = "h"': 'needs `user = "…"` and `folder = "…"`',
    'way = "folder"\nfolder = "../web"\nhost = "x"': "`host` means nothing for folder",
    'way = "folder"\nfolder = "public"': "lies in it, or holds it",
    'way = "folder"\nfolder = ".."': "lies in it, or holds it",
    'way = "zip"\nfolder = "public/site.zip"': "lies in the site folder",
}


@pytest.mark.parametrize("settings", PLACES)
def test_a_place_that_cannot_be_is_told_in_one_sentence(practice: PublishedSite, settings: str) -> None:
    practice.destination(settings) if settings else practice.settings("")
    with pytest.raises(Exception, match=PLACES[settings]) as told:
        practice.publish()
    assert getattr(told.value, "exit_code", 0) in (1, 2)


def test_a_zip_holds_the_whole_site_and_is_the_same_twice(practice: PublishedSite) -> None:
    practice.destination('way = "zip"\nfolder = "../site.zip"')
    practice.publish()
    archive = practice.folder.parent / "site.zip"
    content = archive.read_bytes()
    unpacked = practice.folder.parent / "unpacked"
    shutil.unpack_archive(archive, unpacked)
    assert files_of(unpacked) == files_of(practice.out)
    assert not practice.publish().changes
    archive.unlink()
    practice.publish()
    assert archive.read_bytes() == content


def test_no_secret_lies_in_the_site_folder_or_what_is_published(practice: PublishedSite, own_config: Path) -> None:
    practice.secret = "very-secret-password"  # noqa: S105 - the test's own
    practice.publish()
    every = files_of(practice.folder.parent)
    assert every
    assert not [path for path, content in every.items() if b"very-secret-password" in content]
    assert own_config.is_dir()


def _digest(practice: PublishedSite) -> str:
    from therapyblog.publishing.publishing import read_target

    return read_target(practice.folder, "").digest
