"""Histories in any order: edits, retractions, undo, files of others, lost connections and ended processes.

After each step the web holds exactly what was built, and what others put there; after a cut it is whole. Nothing of
others is replaced or removed that was not named and agreed to, and nothing that was taken back stays or returns.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from support.cuts import Cut, cut_operation, lost
from support.publishing import PublishedSite, files_of
from support.twins import plain_theme
from support.ways import EVERY_WAY, Way
from therapyblog.errors import UsageError
from therapyblog.publishing.host import HostError
from therapyblog.publishing.publishing import PublishReport, publish
from therapyblog.publishing.undo import undo, unpublish

TEXTS = ("rest", "sleep", "walks", "letters")
FIRST = ("rest", "sleep")
AWAY = {"draft": "status: draft\n", "a later day": "date: 2027-05-01\n", "deleted": None}
PLAIN = '[theme]\nname = "plain"\n'


class Ending(NamedTuple):
    """How a publication ends: at an operation, before or after it, or not; `at` stands for one of all of them."""

    error: Callable[[], BaseException] | None = None
    at: int = 0
    after: bool = False


OPERATIONS = {"folder": 70, "zip": 4, "git": 4, "s3": 50, "netlify": 16, "cloudflare": 9}
"""About how many operations, or requests, one publication of one edit takes; 24 by SFTP and FTPS."""
WHOLE = Ending()
endings = st.one_of(st.just(WHOLE), st.builds(Ending, st.sampled_from((lost, Cut)), st.integers(0, 839), st.booleans()))
sometimes = st.sampled_from((False, False, False, True))
texts = st.sampled_from(TEXTS)
foreign_places = st.sampled_from(("theirs.txt", "letters/index.html", "rest/index.html", "index.html", "a/b/c.html"))


class History(RuleBasedStateMachine):
    """One site at one host, with what has to be public there."""

    way: Way
    site: PublishedSite
    operations: int
    histories = steps = 0

    @initialize()
    def begin(self) -> None:
        type(self).histories += 1
        self.way.empty()
        shutil.rmtree(self.site.folder / ".therapyblog/publications", ignore_errors=True)
        for text in TEXTS:
            (self.site.folder / f"posts/{text}.md").unlink(missing_ok=True)
        self.away = set(TEXTS).difference(FIRST)
        self.theirs: dict[str, bytes] = {}
        self.ours: set[str] = set()
        """Every path that was ever ours in this history."""
        self.was_cut = False
        self.agreed: set[str] = set()
        """What was agreed to in a publication that was cut off."""
        self.number = 0
        for text in FIRST:
            self.site.post(text)
        self._publish(WHOLE, agrees=True)

    @rule(text=texts, ending=endings, agrees=st.booleans(), waits=sometimes)
    def edit(self, text: str, ending: Ending, *, agrees: bool, waits: bool) -> None:
        self.number += 1
        self.site.post(text, f"Words {self.number} of it.")
        self.away.discard(text)
        if not waits:
            self._publish(ending, agrees=agrees)

    @rule(text=texts, how=st.sampled_from(list(AWAY)), ending=endings, agrees=st.booleans(), waits=sometimes)
    def retract(self, text: str, how: str, ending: Ending, *, agrees: bool, waits: bool) -> None:
        written = AWAY[how]
        if written is None:
            (self.site.folder / f"posts/{text}.md").unlink(missing_ok=True)
        else:
            self.site.post(text, settings=written)
        self.away.add(text)
        if not waits:
            self._publish(ending, agrees=agrees)

    @rule(ending=endings, agrees=st.booleans())
    def undo(self, ending: Ending, *, agrees: bool) -> None:
        try:
            wanted = self._built(undo(self.site.folder, self.site.order(dry_run=True)))
        except UsageError:  # there is no earlier publication
            return
        self._check(ending, wanted, lambda: undo(self.site.folder, self.site.order()), agrees=agrees)

    @rule(ending=endings, agrees=st.booleans())
    def take_the_site_down(self, ending: Ending, *, agrees: bool) -> None:
        page = self._page_of_a_site_that_is_down()
        wanted = {"index.html": page, "404.html": page}
        self._check(ending, wanted, lambda: unpublish(self.site.folder, self.site.order()), agrees=agrees)

    @rule(path=foreign_places)
    def somebody_else_puts_a_file_there(self, path: str) -> None:
        if self.was_cut and path in self.ours:
            return  # what was begun there may be either of two, so theirs cannot be told from ours
        self.number += 1
        if self.way.at_once:
            self.theirs = {}
            path = path.replace("/", "-")
        self.agreed.discard(path)
        self.theirs[path] = f"theirs {self.number}".encode()
        self.way.put(path, self.theirs[path])

    @rule()
    def another_computer_goes_on(self) -> None:
        self.site.forget()

    @precondition(lambda self: self.theirs)
    @rule()
    def a_dry_run(self) -> None:
        there = self.way.files()
        publish(self.site.folder, self.site.order(dry_run=True))
        assert self.way.files() == there

    def _publish(self, ending: Ending, *, agrees: bool) -> None:
        self.site.build()
        self._check(ending, files_of(self.site.out), self.site.publish, agrees=agrees)

    def _built(self, report: PublishReport) -> dict[str, bytes]:
        assert report.built is not None
        return files_of(Path(report.built.out))

    def _page_of_a_site_that_is_down(self) -> bytes:
        from therapyblog.publishing.publishing import read_target
        from therapyblog.publishing.undo import page_of_a_site_that_is_down

        return page_of_a_site_that_is_down(read_target(self.site.folder, ""))

    def _check(
        self, ending: Ending, wanted: dict[str, bytes], work: Callable[[], PublishReport], *, agrees: bool
    ) -> None:
        type(self).steps += 1
        before, self.site.says = self.way.files(), agrees
        asked = len(self.site.asked)
        ended = refused = ""
        try:
            with self._cut(ending):
                work()
        except HostError as error:
            ended = str(error)
        except Cut:
            ended = "the process ended"
        except UsageError as error:
            refused = str(error)
        self.site.says = True
        assert not ended or ending.error is not None, f"the host refused: {ended}"
        assert "\n" not in ended
        if refused:
            assert not agrees, refused
            assert "did not put there" in refused
            self._check_refused(before, wanted, is_undo=work.__name__ != "publish")
            return
        there = self.way.files()
        named = any("did not put there" in question for question in self.site.asked[asked:])
        mine = self.ours | wanted.keys()
        agreed = self.agreed | (mine if named and agrees else set())
        self._check_theirs(there, before, agreed)
        self.agreed = agreed if ended else set()
        if ended:
            self._check_whole(there, before, wanted)
            self.ours = mine
            self.was_cut = True
            return
        assert {path: there[path] for path in there if path not in self.theirs} == {
            path: content for path, content in wanted.items() if path not in self.theirs
        }
        self.ours, self.was_cut = mine, False
        for text in self.away:
            assert f"{text}/index.html" not in there or f"{text}/index.html" in self.theirs
            told = [path for path in there if path not in self.theirs and f"About {text}".encode() in there[path]]
            assert not told, f"{text} was taken back, and is in {told}"

    def _cut(self, ending: Ending) -> AbstractContextManager[None]:
        if ending.error is None:
            return nullcontext()
        disk = self.way.root if self.way.is_here else None
        at = 1 + ending.at % self.operations
        return cut_operation(self.site, at, after=ending.after, error=ending.error, disk=disk)

    def _check_refused(self, before: dict[str, bytes], wanted: dict[str, bytes], *, is_undo: bool) -> None:
        """Where a person does not agree, nothing changes, but pages of ours go that were taken back."""
        there = self.way.files()
        gone = before.keys() - there.keys()
        assert there == {path: before[path] for path in before if path not in gone}, (
            "it was refused, and sent something"
        )
        assert not gone or not is_undo
        assert gone <= self.ours - wanted.keys() - self.theirs.keys()
        self.ours -= gone

    def _check_theirs(self, there: dict[str, bytes], before: dict[str, bytes], agreed: set[str]) -> None:
        """Nothing of others is lost, but what was agreed to."""
        for path, content in list(self.theirs.items()):
            if before.get(path) != content or there.get(path) == content:
                continue
            assert path in agreed or (self.way.at_once and agreed), f"{path} of somebody else was lost"
            del self.theirs[path]

    def _check_whole(self, there: dict[str, bytes], before: dict[str, bytes], wanted: dict[str, bytes]) -> None:
        if self.way.at_once:
            assert there in (before, wanted)
        torn = [path for path in there if there[path] not in (before.get(path), wanted.get(path))]
        assert not torn, f"torn: {torn}"
        missing = before.keys() & wanted.keys() - there.keys()
        assert not missing, f"missing: {missing}"


@pytest.fixture
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    folder = tmp_path / "server"
    folder.mkdir()
    with EVERY_WAY[request.param](folder) as running:
        yield running


@pytest.mark.parametrize("way", EVERY_WAY, indirect=True)
def test_histories_in_any_order(way: Way, tmp_path: Path, request: pytest.FixtureRequest, *, torture: bool) -> None:
    site = PublishedSite(tmp_path / "site")
    site.write(plain_theme("themes/plain/"))
    way.takes(site)
    site.destination(way.settings, PLAIN)
    operations = OPERATIONS.get(request.node.callspec.params["way"], 24)
    counts = {"histories": 0, "steps": 0}
    history = type("History", (History,), {"way": way, "site": site, "operations": operations, **counts})
    few = settings(
        max_examples=300 if torture else 4,
        stateful_step_count=12,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    run_state_machine_as_test(history, settings=few)
    logging.getLogger(__name__).info("%s histories, %s publications", history.histories, history.steps)
