"""Whatever goes wrong in one look at the folder, the next change is followed, and an end is an end."""

import threading

from therapyblog.serve.watching import Watching


def test_a_look_that_fails_is_told_and_the_next_save_is_followed(tmp_path):
    posts = tmp_path / "posts"
    posts.mkdir()
    looks: list[frozenset[str]] = []
    told: list[str] = []
    again = threading.Event()

    def report(paths: frozenset[str]) -> tuple[str, ...]:
        looks.append(paths)
        if len(looks) == 1:
            raise RuntimeError("something inside")
        again.set()
        return ()

    watching = Watching(tmp_path, report, told.append)
    watching.start(())
    (posts / "a.md").write_text("One.")
    followed = again.wait(20)
    watching.stop()

    assert followed
    assert told == ["The last change could not be followed (RuntimeError: something inside); going on."]


def test_a_look_that_fails_because_the_preview_ends_is_not_told(tmp_path):
    told: list[str] = []
    looking, ended = threading.Event(), threading.Event()

    def report(_: frozenset[str]) -> tuple[str, ...]:
        looking.set()
        ended.wait(20)
        raise RuntimeError("nobody is there any more")

    watching = Watching(tmp_path, report, told.append)
    watching.start(())
    (tmp_path / "therapyblog.toml").write_text("")
    looked = looking.wait(20)
    threading.Timer(0.2, ended.set).start()
    watching.stop()

    assert looked
    assert told == []
