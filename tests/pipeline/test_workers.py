"""However many processes there are, the tree and the problems are the same, to the byte."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.rows import every_row
from support.site import TODAY, SmallSite, codes, post, told
from support.twins import plain_theme, tree_of, unlike
from therapyblog import BuildResult, UsageError, build, build_many
from therapyblog.errors import WorkerError
from therapyblog.pipeline import workers

PATIENCE = 300
"""Seconds that a build of a small site may take before we call it hung."""


@contextmanager
def no_hang():
    """End a test that waits for a worker that will never answer."""

    def ring(*_: object) -> None:
        raise TimeoutError("the build hangs")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def fill(site: SmallSite) -> SmallSite:
    """Give a site a little of everything, in more files than one job holds, with warnings in several of them."""
    theme = '[theme]\nname = "plain"\n'
    site.settings(f'{theme}[cta.first]\nlabel = "Arrange a talk"\nurl = "/contact/"\n', default_cta='"first"')
    site.write(plain_theme("themes/plain/"))
    for number in range(60):
        link = f"See [this]({number - 1}.md) and <u>that</u>." if number % 7 == 1 else ":::note\nInside.\n:::"
        settings = {"date": f"2026-0{number % 9 + 1}-0{number % 7 + 1}", "tags": f"[t{number % 5}]"}
        settings |= {"series": f"S{number % 3}"} if number % 2 else {"status": "draft"} if number % 10 == 0 else {}
        site.write({f"posts/{number}.md": post(f"Post {number}", f"Words {number}.\n\n{link}", **settings)})
    site.write({"pages/contact.md": post("Contact"), "media/a.svg": '<svg viewBox="0 0 3 4"></svg>'})
    return site


def sealed(result: BuildResult) -> tuple[object, ...]:
    """Return what a result says that does not depend on where and how fast it was made."""
    return (result.published, result.problems, result.pages, result.rendered, result.written, result.held)


@every_row("jobs", [2, 8, 0])
def test_many_processes_make_the_same_site(site, tmp_path, jobs):
    fill(site)
    alone = build(site.folder, out=tmp_path / "alone", today=TODAY, jobs=1, cache=False)
    assert alone.published
    assert {"TB-MD-012", "TB-LINK-002"} <= set(codes(alone))

    with no_hang():
        together = build(site.folder, out=tmp_path / "together", today=TODAY, jobs=jobs)
        assert sealed(together) == sealed(alone)
        assert not unlike(tree_of(tmp_path / "together"), tree_of(tmp_path / "alone"))

        site.edit("posts/1.md", "Words 1.", "Other words.")
        again = build(site.folder, out=tmp_path / "together", today=TODAY, jobs=jobs)
        assert "/1/" in again.rendered
        site.edit("posts/2.md", "Words 2.", ":::note")
        broken = build(site.folder, out=tmp_path / "together", today=TODAY, jobs=jobs)
        assert not broken.published
        assert told(broken) == told(build(site.folder, out=tmp_path / "alone", today=TODAY, jobs=1, cache=False))


def test_a_template_that_fails_in_a_worker_is_a_problem_with_its_place(site, tmp_path):
    fill(site)
    text = '{% extends "@plain/post.html" %}\n{% block post_end %}\n{{ post.nothing }}\n{% endblock %}'
    site.write({"theme/templates/post.html": text})
    with no_hang():
        alone = site.build(jobs=1)
        together = site.build(jobs=3)

    assert codes(alone)[-1] == "TB-THEME-005"
    assert told(together) == told(alone)
    assert not site.out.exists()


# ── Workers that die ─────────────────────────────────────────────────────────────────────────────────────────────────


class Dying(ProcessPoolExecutor):
    """An executor in which the worker that takes the first job is killed."""

    def submit(self, *order):
        return super().submit(die, *order)


def die(*_: object) -> bytes:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return b""


def lasting_site(site: SmallSite) -> dict[str, bytes | None]:
    """Publish a site, then edit it; return the tree that has to survive."""
    fill(site)
    site.build(jobs=1)
    for number in range(60):
        site.edit(f"posts/{number}.md", f"Words {number}.", "Other words.")
    return tree_of(site.out)


KILL = """
import os, signal, sys
from pathlib import Path
from therapyblog.content import document

parent, reads = os.getpid(), document.read_document

def read_or_die(content, **options):
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return reads(content, **options)

document.read_document = read_or_die
sys.argv = ["therapyblog", "build", sys.argv[1], "--jobs", "3", "--today", "2026-11-23"]
from therapyblog.cli.main import main
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="our own workers inherit the hook only where they are forked")
def test_our_own_worker_that_is_killed_ends_the_command_with_code_3(site):
    before = lasting_site(site)

    ended = subprocess.run(
        [sys.executable, "-c", KILL, site.folder], capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("therapyblog: a worker process ended unexpectedly")
    assert "Traceback" not in ended.stderr
    assert not unlike(tree_of(site.out), before)
    assert site.build(jobs=1).published
    assert not {path.name for path in (site.folder / ".therapyblog").iterdir()} & {"stage", "before", "journal"}


def test_what_stops_a_build_can_travel_between_processes():
    """`build_many` hands it from the worker to the firm's own process."""
    import pickle

    stop = pickle.loads(pickle.dumps(WorkerError()))  # noqa: S301 - our own
    assert isinstance(stop, WorkerError)
    assert "worker process" in str(stop)


# ── Many sites ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def practices(tmp_path: Path) -> list[Path]:
    """Two good sites, one with an error, one that is not there, one whose output folder is refused."""
    for name in ("one", "two", "broken", "refused"):
        site = SmallSite(tmp_path / name)
        site.write({f"posts/{name}.md": post(name.capitalize(), date="2026-01-01")})
    (tmp_path / "broken" / "posts" / "broken.md").write_text("---\ntitle: Broken\n---\n\n:::note\n")
    (tmp_path / "refused" / "public").mkdir()
    (tmp_path / "refused" / "public" / "thesis.txt").write_text("mine")
    return [tmp_path / name for name in ("one", "broken", "missing", "two", "refused")]


EXECUTORS: dict[str, Callable[[], Executor | None]] = {
    "alone": lambda: None,
    "spawned": lambda: ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")),
    "threads": lambda: ThreadPoolExecutor(3),
}


@pytest.mark.parametrize("whose", EXECUTORS)
def test_one_site_never_keeps_the_others_from_being_built(practices, tmp_path, whose):
    executor = EXECUTORS[whose]()
    with no_hang():
        one, broken, missing, two, refused = build_many(practices, executor=executor, today=TODAY)
        if executor:
            executor.shutdown()

    assert one.published
    assert two.published
    assert (tmp_path / "two" / "public" / "two" / "index.html").is_file()
    assert not broken.published
    assert codes(broken) == ["TB-MD-001"]
    assert isinstance(missing, UsageError)
    assert "is no site" in str(missing)
    assert isinstance(refused, UsageError)
    assert (tmp_path / "refused" / "public" / "thesis.txt").read_text() == "mine"
    for folder, result in (("one", one), ("two", two)):
        build(tmp_path / folder, out=tmp_path / "clean" / folder, today=TODAY, cache=False)
        assert result.site == str(tmp_path / folder)
        assert not unlike(tree_of(tmp_path / folder / "public"), tree_of(tmp_path / "clean" / folder))


def test_no_sites_are_no_results():
    assert build_many([]) == []


def test_a_worker_that_dies_over_one_of_many_sites_is_a_stop_for_those_it_had(practices):
    """Never a bare `BrokenProcessPool`, and never a hang: the firm sees which sites were not built."""
    with no_hang(), Dying(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        results = build_many(practices[:2], executor=executor, today=TODAY)

    assert [type(one) for one in results] == [WorkerError, WorkerError]


def test_an_executor_inside_an_executor(practices, tmp_path):
    """A firm's worker may use processes of its own for a large site."""
    with no_hang(), ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        (result,) = build_many(practices[:1], executor=executor, today=TODAY, jobs=2)
    assert result.published


# ── The pool ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def double(job: int) -> int:
    return job * 2


def test_a_small_amount_is_done_here():
    with workers.Workers() as alone:
        assert list(alone.map(lambda job: job * 2, [1, 2], amount=2)) == [2, 4]


def test_an_amount_that_pays_is_shared(monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 3)
    taken: list[int] = []

    def jobs():
        for number in range(50):
            taken.append(number)
            yield number

    with no_hang(), workers.Workers() as many:
        results = many.map(double, jobs(), amount=workers.WORTH)
        first = next(results)
        # A job holds bodies: a large site's must not all lie in memory at once.
        assert len(taken) <= 2 * workers.AHEAD + 1
        assert sorted([first, *results]) == [number * 2 for number in range(50)]


def missing(job: str) -> None:
    raise FileNotFoundError(2, "No such file", job)


def mistaken(job: str) -> None:
    raise ValueError(job)


@every_row("function, error", [(missing, FileNotFoundError), (mistaken, ValueError)])
def test_errors_keep_their_name_in_workers(function, error):
    for processes in (1, 3):
        with no_hang(), workers.Workers(processes) as pool, pytest.raises(error, match="a"):
            list(pool.map(function, ["a"], amount=1))


def test_processors_where_nobody_says_which_we_may_use(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert workers.processors() == (os.cpu_count() or 1)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert workers.processors() == 1


def test_workers_start_afresh_beside_threads(monkeypatch):
    """A fork in the middle of another thread's work copies its locks."""
    monkeypatch.setattr(workers.threading, "active_count", lambda: 2)
    assert workers._context().get_start_method() == "spawn"


# As people write it: no `if __name__ == "__main__":`. The thread is why workers start afresh, as they do on Windows.
SCRIPT = """
import sys, threading

print("once")
threading.Thread(target=threading.Event().wait, daemon=True).start()
from therapyblog import build

print(build(sys.argv[1], jobs=2).published)
"""


def test_a_script_needs_no_guard_against_its_own_workers(site, tmp_path):
    fill(site)
    script = tmp_path / "publish.py"
    script.write_text(SCRIPT, encoding="utf-8")
    call = [sys.executable, str(script), str(site.folder)]

    done = subprocess.run(call, capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert (done.stdout, done.stderr) == ("once\nTrue\n", "")
