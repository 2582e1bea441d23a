"""What is public is fetched back as a visitor sees it, and what differs is told in one sentence."""

from __future__ import annotations

import http.server
from pathlib import Path

import pytest

from support.publishing import PublishedSite, web_server
from therapyblog.publishing.publishing import publish
from therapyblog.publishing.verification import Verification, verify

Faults = dict[str, tuple[int, dict[str, str], bytes]]


def seen(practice: PublishedSite, web: Path, faults: Faults, *, retract: bool = False) -> Verification:
    """Publish to a folder that a web server shows with these faults, and return what was seen of it."""
    with web_server(web, faults) as address:
        practice.destination(f'way = "folder"\nfolder = "../web"\nurl = "{address}"')
        if retract:
            publish(practice.folder, practice.order())
            practice.post("rest", settings="status: draft\n")
        return publish(practice.folder, practice.order()).verification


def test_every_changed_address_is_fetched(practice: PublishedSite, web: Path) -> None:
    verification = seen(practice, web, {})
    assert verification.right > 10
    assert not verification.wrong
    assert not verification.notes


def test_a_page_that_was_taken_back_has_to_answer_404(practice: PublishedSite, web: Path) -> None:
    assert not seen(practice, web, {}, retract=True).wrong


OLD = (200, {}, b"<title>Something else</title>")
CACHED = (200, {"Cache-Control": "max-age=600", "Age": "120"}, b"old")
WRONG: dict[str, tuple[Faults, bool, str]] = {
    "other bytes": ({"/rest/": OLD, "/rest/?": OLD}, False, r"/rest/ is not what was sent"),
    "an error": ({"/sleep/": (500, {}, b"")}, False, r"/sleep/ answers with 500"),
    "still there": ({"/rest/": OLD}, True, r"/rest/ is still there, though it was taken back"),
    "home elsewhere": (
        {"/": (301, {"Location": "https://parked.example/"}, b"")},
        False,
        r"another place: look at the",
    ),
    "in circles": ({"/": (302, {"Location": "/"}, b"")}, False, r"leads from one address to the next without end"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_as_sent_is_told(
    practice: PublishedSite, web: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    faults, retract, says = WRONG[name]
    _ignore_queries(monkeypatch)
    verification = seen(practice, web, faults, retract=retract)
    assert [sentence for sentence in verification.wrong if says in sentence], verification.wrong
    assert verification.doubtful


def _ignore_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a fault hold with a query, too: it is the host's, not a cache's."""
    real = http.server.SimpleHTTPRequestHandler.parse_request

    def parse(self: http.server.SimpleHTTPRequestHandler) -> bool:
        fine = real(self)
        if fine:
            self.path = self.path.partition("?")[0]
        return fine

    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "parse_request", parse)


def test_a_cache_between_is_told_with_its_time_and_is_no_fault(practice: PublishedSite, web: Path) -> None:
    verification = seen(practice, web, {"/rest/": CACHED})
    assert not verification.wrong
    assert verification.notes == ("A cache still shows what was there before, for up to 8 minutes: /rest/",)


def test_what_was_doubtful_is_looked_at_again_by_the_next_publication(
    practice: PublishedSite, web: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: Faults = {"/rest/": OLD}
    _ignore_queries(monkeypatch)
    with web_server(web, faults) as address:
        practice.destination(f'way = "folder"\nfolder = "../web"\nurl = "{address}"')
        assert not publish(practice.folder, practice.order()).published
        faults.clear()
        report = publish(practice.folder, practice.order())
        assert not report.changes
        assert report.published


def test_a_host_that_needs_a_moment_is_waited_for(
    practice: PublishedSite, web: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ignore_queries(monkeypatch)
    practice.publish()
    from therapyblog.publishing.publishing import read_target

    record = read_target(practice.folder, "").last
    assert record is not None
    faults: Faults = {"/rest/": (404, {}, b"")}
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        faults.clear()

    with web_server(web, faults) as address:
        verification = verify(address, record.files, ["rest/index.html"], [], patience=60, wait=wait)
    assert not verification.wrong
    assert waits == [0.5]


NOTES: dict[str, tuple[str, Faults, str]] = {
    "headers": ('[hosting]\nheaders = ["netlify"]', {}, "The host ignores _headers"),
    "soft 404": ("", {"/a-page-that-nobody-wrote/": (200, {}, b"")}, "answers with 200 where there is no page"),
    "its own 404": ("", {"/a-page-that-nobody-wrote/": (404, {}, b"x")}, "a page of its own where there is none"),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_the_server_could_do_better_is_told(practice: PublishedSite, web: Path, name: str) -> None:
    more, faults, says = NOTES[name]
    with web_server(web, faults) as address:
        practice.destination(f'way = "folder"\nfolder = "../web"\nurl = "{address}"', more)
        verification = publish(practice.folder, practice.order()).verification
    assert not verification.wrong
    assert [note for note in verification.notes if says in note], verification.notes


def test_an_address_that_leads_nowhere_is_one_sentence(practice: PublishedSite, web: Path) -> None:
    with web_server(web) as address:
        pass
    practice.destination(f'way = "folder"\nfolder = "../web"\nurl = "{address}"')
    report = publish(practice.folder, practice.order())
    assert len(report.verification.wrong) == 1
    assert "does not answer" in report.verification.wrong[0]
    assert not report.published
