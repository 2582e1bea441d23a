"""A preview at work: one thing at a time, and an end."""

from __future__ import annotations

import threading

import pytest

from support.served import PATIENCE, Served, preview_of
from support.site import post
from therapyblog.serve.session import Session


def test_mistakes_go_to_whoever_waits_and_the_session_goes_on(blog):
    session = Session(preview_of(blog), lambda _update, _pages: None)
    with pytest.raises(ZeroDivisionError):
        session.submit(lambda: 1 / 0).result()
    assert session.submit(lambda: 2).result() == 2
    assert session.stop(PATIENCE)


def test_a_session_whose_work_does_not_end_says_so(blog):
    served = Served(blog)
    begun, hold = threading.Event(), threading.Event()
    served.session.submit(lambda: (begun.set(), hold.wait(PATIENCE)))
    assert begun.wait(PATIENCE)
    served.watcher.stop()
    assert not served.session.stop(0.01)
    hold.set()
    served._end()
    served._thread.join(PATIENCE)
    served.preview.close()
    served._end()


def test_a_page_that_fails_when_somebody_asks_for_it_is_told(blog):
    blog.write({"theme/templates/post.html": "<head></head>{% if post.title == 'Two' %}{{ post.titel }}{% endif %}"})
    preview, told = preview_of(blog), []
    assert preview.update().accepted
    session = Session(preview, lambda update, pages: told.append((update, pages)))

    assert session.look("/two/").result() == ("two/index.html", None)
    assert [[found.code for found in update.problems] for update, _ in told] == [["TB-THEME-005"]]
    session.look("/two/").result()
    session.report(frozenset())
    assert len(told) == 1
    assert session.stop(PATIENCE)


def test_however_often_somebody_saves_one_check_waits(blog):
    preview = preview_of(blog)
    assert preview.update().accepted
    session, begun, hold = Session(preview, lambda _update, _pages: None), threading.Event(), threading.Event()
    session.submit(lambda: (begun.set(), hold.wait(PATIENCE)))
    assert begun.wait(PATIENCE)
    for number in range(5):
        path = blog.folder / f"posts/new-{number}.md"
        session.submit(
            lambda path=path: (path.write_text(post("New", date="2026-10-01")), session._update(frozenset()))
        )
    waiting = session.submit(lambda: len(session._calls))
    hold.set()
    # One check, and this call itself.
    assert waiting.result() == 2
    assert session.stop(PATIENCE)
