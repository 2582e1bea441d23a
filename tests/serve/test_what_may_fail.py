"""What may fail around a preview: watches run out, memories are damaged, files vanish, computers sleep."""

from __future__ import annotations

import asyncio
import errno
import gc
import multiprocessing
import os
import socket
import threading

import pytest
from watchdog.observers.api import BaseObserver

from support.served import NOW, Served, wait_for
from support.site import post
from therapyblog.serve import app, watching
from therapyblog.serve.bursts import Bursts
from therapyblog.serve.hub import Hub
from therapyblog.serve.preview import Preview
from therapyblog.serve.server import own_address
from therapyblog.serve.session import Session
from therapyblog.serve.watching import remote_mount
from therapyblog.serve.worker import Worker


def preview_of(site):
    return Preview(site.folder, drafts=True, now=lambda: NOW, jobs=1)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_without_watches_left_it_looks_for_itself(blog, monkeypatch, number):
    def refuse(*_args, **_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(BaseObserver, "schedule", refuse)
    served = Served(blog)
    try:
        (notice,) = served.notices
        assert "every half second" in notice
        blog.edit("posts/one.md", "first words", "newest words")
        wait_for(lambda: "The newest words." in served.ask("/one/").text, "it was seen without events")
        assert len(served.notices) == 1
    finally:
        served.close()


def test_a_folder_that_vanishes_while_it_is_watched_is_tried_again(blog, monkeypatch):
    real, refused = BaseObserver.schedule, []

    def schedule(self, handler, path, **options):
        if path.endswith("posts") and not refused:
            refused.append(path)
            raise FileNotFoundError(path)
        return real(self, handler, path, **options)

    monkeypatch.setattr(BaseObserver, "schedule", schedule)
    served = Served(blog)
    try:
        blog.edit("posts/one.md", "first words", "newest words")
        wait_for(lambda: "The newest words." in served.ask("/one/").text, "it was seen")
        assert served.notices == []
    finally:
        served.close()


def test_on_a_network_drive_it_looks_for_itself(blog, monkeypatch):
    monkeypatch.setattr(watching, "remote_mount", lambda _folder: "nfs4")
    served = Served(blog)
    try:
        assert "network drive (nfs4)" in served.notices[0]
        blog.edit("posts/one.md", "first words", "newest words")
        wait_for(lambda: "The newest words." in served.ask("/one/").text, "it was seen without events")
    finally:
        served.close()


def test_a_network_drive_is_known_by_the_nearest_mount(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb /home nfs4 rw 0 0\nc /home/me/my\\040disk ext4 rw 0 0\nodd\n")
    home = type(tmp_path)("/home")

    assert remote_mount(home / "you", str(mounts)) == "nfs4"
    assert remote_mount(home / "me/my disk/site", str(mounts)) == ""
    assert remote_mount(tmp_path, str(mounts)) == ""
    assert remote_mount(tmp_path, str(tmp_path / "nothing")) == ""


def test_a_file_that_vanishes_during_a_look_is_looked_for_again(blog, monkeypatch):
    preview = preview_of(blog)
    preview.update()
    real, gone = os.scandir, []

    def scandir(place):
        if str(place).endswith("posts") and len(gone) < limit:
            gone.append(place)
            raise FileNotFoundError(errno.ENOENT, "No such file", str(place))
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)
    limit = 1
    blog.edit("posts/one.md", "first words", "newest words")
    assert preview.update().changed == ("posts/one.md",)
    gone.clear()
    limit = 99
    assert "is gone; the preview goes on" in preview.update().trouble
    assert preview.update() is None
    limit = 0
    assert preview.update().accepted
    assert preview.trouble == ""
    preview.close()


@pytest.mark.parametrize(
    "wrong", [PermissionError(errno.EACCES, "Permission denied", "posts"), ZeroDivisionError("ours")]
)
def test_whatever_goes_wrong_is_told_and_the_last_pages_stay(blog, monkeypatch, wrong):
    preview = preview_of(blog)
    preview.update()

    def refuse(_place):
        raise wrong

    with monkeypatch.context() as here:
        here.setattr(os, "scandir", refuse)
        told = preview.update()
    assert not told.accepted
    assert str(wrong.args[-1]).lower() in told.trouble.lower()
    assert b"The first words." in preview.page("one/index.html").content
    assert preview.update().accepted
    preview.close()


def damage(preview, sql):
    preview._workshop.store._connection.execute(sql)


def test_a_memory_that_is_damaged_while_it_is_used_is_made_anew(blog):
    preview = preview_of(blog)
    preview.update()
    damage(preview, "DELETE FROM bodies")
    assert preview.check(60)
    assert not preview.problems
    assert preview.update().accepted
    assert b"Other words." in preview.page("two/index.html").content
    damage(preview, "DELETE FROM bodies")
    blog.edit("posts/one.md", "title:", "titel:")
    assert preview.page("one/index.html") is None
    blog.edit("posts/one.md", "titel:", "title:")
    assert preview.update().accepted
    assert b"Not yet." in preview.page("three/index.html").content
    damage(preview, "DROP TABLE documents")
    blog.edit("posts/one.md", "first words", "newest words")
    assert preview.update().accepted
    preview.keep()
    damage(preview, "DROP TABLE about")
    preview.keep()
    preview.close()


def test_before_there_is_an_edition_there_is_no_page(blog):
    preview = preview_of(blog)

    assert preview.page("index.html") is None
    assert preview.facts("index.html") is None
    assert preview.find("/") is None
    assert preview.check(1)
    preview.close()


def test_a_page_that_fails_keeps_its_last_good_bytes_and_their_key(blog):
    preview = preview_of(blog)
    preview.update()
    good = preview.page("two/index.html")
    blog.write({"theme/templates/post.html": "<head></head>{% if post.title == 'Two' %}{{ post.titel }}{% endif %}"})
    assert preview.update().accepted

    assert preview.page("two/index.html") == good
    assert preview.facts("two/index.html").key == good.key.hex()
    assert [found.code for found in preview.problems] == ["TB-THEME-005"]
    preview.close()


def test_a_post_that_is_written_twice_and_deleted_leaves_nothing(blog):
    preview = preview_of(blog)
    preview.update()
    blog.edit("posts/one.md", "title:", "titel:")
    preview.update()
    blog.edit("posts/one.md", "titel:", "titl:")
    preview.update()
    blog.delete("posts/one.md")
    assert preview.update().accepted
    assert preview.find("/one/") is None
    preview.close()


def test_an_edit_before_all_pages_were_looked_over_is_counted_with_them(blog):
    preview = preview_of(blog)
    preview.update()
    assert not preview.check(0)
    blog.edit("posts/two.md", "Other words", "Newest words")
    assert preview.update().accepted
    assert preview.check(60)
    assert preview.pages == 3
    preview.close()


def test_an_icon_of_the_theme_that_changes_is_no_style(blog):
    blog.write({"theme/static/icons/own.svg": "<svg/>"})
    preview = preview_of(blog)
    preview.update()
    blog.write({"theme/static/icons/own.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    assert preview.update().styles == {}
    blog.write({"theme/static/icons/other.svg": "<svg/>"})
    assert preview.update().styles == {}
    preview.close()


def test_who_does_not_read_an_answer_holds_up_no_end(blog):
    (blog.folder / "media").mkdir(exist_ok=True)
    (blog.folder / "media/long.txt").write_bytes(b"a" * 30_000_000)
    blog.edit("posts/one.md", "The first words.", "[A long one](/media/long.txt)")
    served = Served(blog)
    with socket.create_connection(("127.0.0.1", served.port)) as stream:
        request = f"GET /media/long.txt HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n"
        stream.sendall(request.encode())
        assert stream.recv(12) == b"HTTP/1.1 200"
        served.close()
        # What was left open would be found by this, and fail the test (`filterwarnings = ["error"]`).
        gc.collect()


def test_a_stream_that_has_nothing_to_tell_says_so(served, monkeypatch):
    monkeypatch.setattr(app, "BEAT", 0.05)
    begin = served.start
    answer = b""
    with socket.create_connection(("127.0.0.1", served.port)) as stream:
        request = f"GET {begin}/events?file=index.html HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n"
        stream.sendall(request.encode())
        while b": still here" not in answer:
            answer += stream.recv(4096)
        served.session.hub.close()
        while some := stream.recv(4096):
            answer += some
            if answer.endswith(b"0\r\n\r\n"):
                break
    assert answer.endswith(b"0\r\n\r\n")
    assert served.ask(f"{begin}/events?file=index.html").status == 503


def test_feeds_are_sent_as_they_are(served):
    answer = served.ask("/feed.xml")

    assert answer.headers["content-type"].startswith("application/xml")
    assert b"preview.js" not in answer.body
    assert app.media_type("film.mp4") == "video/mp4"
    assert app.media_type("thing.unheard-of") == "application/octet-stream"


def test_a_page_without_a_page_for_what_is_missing(served):
    served.site.write({"theme/templates/404.html": "{{ nothing.at.all }}"})
    wait_for(lambda: served.preview.problems, "the mistake is seen")

    assert served.ask("/nowhere/").status == 404


def test_a_burst_that_never_ends_is_reported_all_the_same():
    now = [0.0]
    bursts = Bursts(lambda: now[0])
    bursts.note("a", open_=True)
    now[0] = 2.9
    bursts.note("a", open_=True)
    now[0] = 3.1

    assert bursts.wait(60) == {"a"}
    now[0] = 3.2
    assert bursts.wait(0) == set()
    bursts.note("b", settled=True)
    now[0] += 0.03
    assert bursts.wait(60) == {"b"}


def test_a_worker_hands_mistakes_to_whoever_waits_and_goes_on():
    worker = Worker()
    dropped = worker.submit(lambda: 1)
    dropped.cancel()
    worker.start()
    with pytest.raises(ZeroDivisionError):
        worker.submit(lambda: 1 / 0).result()
    assert worker.submit(lambda: 2).result() == 2
    begun, hold = threading.Event(), threading.Event()
    worker.submit(lambda: (begun.set(), hold.wait(30)))
    assert begun.wait(30)
    assert not worker.stop(0.01)
    hold.set()


def test_a_session_whose_work_does_not_end_says_so(blog):
    served = Served(blog)
    begun, hold = threading.Event(), threading.Event()
    served.session._worker.submit(lambda: (begun.set(), hold.wait(30)))
    assert begun.wait(30)
    served.watching.stop()
    assert not served.session.stop(0.01)
    hold.set()
    served._end()
    served._thread.join(20)
    served.preview.close()
    served._end()


def test_a_page_that_fails_when_somebody_asks_for_it_is_told(blog):
    blog.write({"theme/templates/post.html": "<head></head>{% if post.title == 'Two' %}{{ post.titel }}{% endif %}"})
    preview, told = preview_of(blog), []
    assert preview.update().accepted
    session = Session(preview, lambda update, pages: told.append((update, pages)))
    session._worker.start()

    assert session.look("/two/").result() == ("two/index.html", None)
    assert [[found.code for found in update.problems] for update, _ in told] == [["TB-THEME-005"]]
    session.look("/two/").result()
    session.report(frozenset())
    assert len(told) == 1
    assert session.stop(20)


def test_what_lies_elsewhere_concerns_nobody(blog):
    preview = preview_of(blog)
    preview.update()

    assert preview.update(["/elsewhere/posts/one.md"]) is None
    assert preview.find("one/") is None
    preview.close()


def test_a_reader_whose_loop_is_gone_is_told_nothing():
    hub = Hub()

    async def read():
        return hub.add(("index.html",))

    reader = asyncio.run(read())
    hub.tell(lambda _files: b"words")
    assert reader.messages.empty()


def test_many_posts_edited_at_once_are_read(blog):
    blog.write({f"posts/many-{number}.md": post(f"Many {number}") for number in range(30)})
    preview = preview_of(blog)
    assert preview.update().accepted
    blog.write({f"posts/many-{number}.md": post(f"Few {number}") for number in range(30)})
    assert len(preview.update().changed) == 30
    preview.close()


@pytest.mark.parametrize("instead", ["nothing", "a folder", "a link"])
def test_a_text_that_a_burst_names_and_that_is_none_any_more_is_gone(blog, instead):
    preview = preview_of(blog)
    preview.update()
    assert preview.update() is None
    place = blog.folder / "posts/two.md"
    place.unlink()
    if instead == "a folder":
        place.mkdir()
    elif instead == "a link":
        place.symlink_to(blog.folder / "gone.md")

    told = preview.update([str(place)])

    assert told.changed == ("posts/two.md",)
    assert preview.find("/two/") is None
    preview.close()


def test_a_template_that_keeps_its_size_and_time_is_read_again_where_somebody_wrote_to_it(blog):
    blog.write({"theme/templates/post.html": "<head></head>One way"})
    preview = preview_of(blog)
    preview.update()
    assert b"One way" in preview.page("one/index.html").content
    place = blog.folder / "theme/templates/post.html"
    times = place.stat()
    place.write_text("<head></head>Another"[: times.st_size].ljust(times.st_size))
    os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))

    told = preview.update([str(place)])

    assert told.changed == ("theme/templates/post.html",)
    assert b"Another" in preview.page("one/index.html").content
    preview.close()


def test_a_computer_without_a_network_has_no_address_for_others(monkeypatch):
    class Offline(socket.socket):
        def connect(self, _address):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

    monkeypatch.setattr(socket, "socket", Offline)

    assert own_address() == ""


def test_where_workers_are_killed_the_preview_reads_alone(blog):
    blog.write({f"posts/many-{number}.md": post(f"Many {number}", "Words. " * 200) for number in range(60)})
    preview = Preview(blog.folder, drafts=True, now=lambda: NOW, jobs=2)
    killed, done = [], threading.Event()

    def kill():
        while not done.wait(0.001):
            for worker in multiprocessing.active_children():
                worker.kill()
                killed.append(worker)

    killer = threading.Thread(target=kill)
    killer.start()
    told = preview.update()
    done.set()
    killer.join()

    assert killed
    assert told.accepted
    assert preview.find("/many-59/")
    preview.close()
