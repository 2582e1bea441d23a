"""`therapyblog serve`, started as a person starts it."""

from __future__ import annotations

import gc
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import partial

import pytest

from support.served import PATIENCE, Client
from support.site import post
from support.twins import plain_theme

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the tests end it with signals that Windows does not have")
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@pytest.fixture
def blog(site):
    site.write({"posts/one.md": post("One", date="2026-10-01"), "posts/two.md": post("Two", status="draft")})
    site.at_once = True
    return site


class Started:
    """The command at work: the lines that it printed, and the address that it named."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process, self.lines = process, []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.address = self.line(r"http://127\.0\.0\.1:(\d+)/")
        self.port = int(self.address[1])

    def _read(self) -> None:
        for line in self.process.stderr:
            self.lines.append(line.decode().rstrip())

    def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for line in list(self.lines):
                if found := re.search(pattern, line):
                    return found
            time.sleep(0.01)
        raise AssertionError(f"{pattern} is not among {self.lines}")

    def ask(self, path: str) -> tuple[int, str]:
        answer = Client(self.port).ask(path)
        return answer.status, answer.text

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        self._thread.join(PATIENCE)
        self.process.stderr.close()
        return code


@pytest.fixture
def start(spawn):
    started = []

    def _start(*args, **options) -> Started:
        found = Started(spawn("serve", *args, stdout=subprocess.DEVNULL, **options))
        started.append(found)
        return found

    yield _start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.ended()


def test_it_says_what_and_where_and_follows(start, blog):
    served = start(blog.folder, "--port", "8600")
    line = served.line("Still Water: ").string
    assert re.fullmatch(r"Still Water: http://127\.0\.0\.1:\d+/ \(\d+ pages, with drafts; Ctrl-C ends it\)", line)
    assert served.ask("/two/")[0] == 200

    blog.edit("posts/one.md", "Some words.", "Other words.")
    served.line(r"^\d\d:\d\d:\d\d  posts/one\.md: \d+ pages? new, \d+ ms$")
    assert "Other words." in served.ask("/one/")[1]
    blog.edit("posts/one.md", "title:", "titel:")
    served.line(r"posts/one\.md: \d errors?; the last good pages stay$")
    served.line(r"^posts/one\.md:2:1: error TB-SET")
    served.line(r"^    fix: ")
    assert "Other words." in served.ask("/one/")[1]
    assert not blog.out.exists()
    served.process.send_signal(signal.SIGINT)
    assert served.ended() == 0
    assert served.lines[-1] == "The preview has ended."


def test_a_site_that_cannot_be_shown_yet_comes_when_it_is_mended(start, blog):
    blog.edit("posts/one.md", "title:", "titel:")
    served = start(blog.folder)

    assert "(nothing to show yet; Ctrl-C ends it)" in served.address.string
    served.line(r"^posts/one\.md:2:1: error TB-SET")
    status, body = served.ask("/one/")
    assert (status, "Nothing to show yet" in body) == (500, True)
    blog.edit("posts/one.md", "titel:", "title:")
    served.line(r"posts/one\.md.*: \d+ pages? new, \d+ ms$")
    assert served.ask("/one/")[0] == 200


def test_a_port_that_is_taken_gives_way_to_the_next(start, blog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        served = start(blog.folder, "--port", str(port), "--no-drafts")
        assert served.port > port
        served.line(f"Port {port} is taken, so this is {served.port}.")
        assert "without drafts" in served.address.string
        assert served.ask("/two/")[0] == 404


@pytest.mark.parametrize("name", SIGNALS)
def test_it_ends_at_once_with_a_page_open(start, blog, name):
    served = start(blog.folder)
    begin = Client(served.port).start
    with socket.create_connection(("127.0.0.1", served.port)) as stream:
        request = f"GET {begin}/events?file=index.html HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n"
        stream.sendall(request.encode())
        assert stream.recv(100).startswith(b"HTTP/1.1 200")
        before = time.monotonic()
        served.process.send_signal(getattr(signal, name))
        served.process.send_signal(getattr(signal, name))
        assert served.ended() == 0
    assert time.monotonic() - before < PATIENCE / 4
    assert not any("Traceback" in line for line in served.lines)


def test_a_terminal_that_was_closed_does_not_end_it_with_a_traceback(spawn, blog):
    process = spawn("serve", blog.folder, stdout=subprocess.DEVNULL)
    address = next(filter(None, (re.search(rb"http://127\.0\.0\.1:(\d+)/", line) for line in process.stderr)))
    client = Client(int(address[1]))
    process.stderr.close()
    with client.follow("one/index.html") as following:
        following()
        blog.edit("posts/one.md", "title:", "titel:")
        following(lambda told: told["problems"])
        blog.edit("posts/one.md", "titel:", "title:")
        following(lambda told: not told["problems"])
    assert client.ask("/one/").status == 200
    process.send_signal(signal.SIGHUP)
    assert process.wait(PATIENCE) == 0


def test_a_build_beside_it_is_not_disturbed_and_holds_no_drafts(start, blog):
    served = start(blog.folder)
    for number in range(5):
        blog.edit("posts/one.md", "Some words." if not number else f"Words {number}.", f"Words {number + 1}.")
        assert blog.build().published
        served.line(r"posts/one\.md: ")
    assert not blog.exists("/two/")
    assert "/two/" not in blog.text("sitemap.xml")
    assert served.ask("/two/")[0] == 200


def test_exposed_it_warns_and_says_how_others_find_it(start, blog):
    served = start(blog.folder, "--expose")

    served.line("Everybody in your network can read this preview, drafts too")
    elsewhere = served.line(rf"^From another device: http://(\d+\.\d+\.\d+\.\d+):{served.port}/$")
    connection = http.client.HTTPConnection(elsewhere[1], served.port, timeout=PATIENCE)
    connection.request("GET", "/one/")
    assert connection.getresponse().status == 200
    connection.close()


def test_the_browser_is_opened_at_the_address(start, blog, tmp_path):
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > "$0.opened"\n')
    browser.chmod(0o755)
    served = start(blog.folder, "--open", env={"BROWSER": f"{browser} %s"})
    opened = tmp_path / "browser.opened"
    until = time.monotonic() + PATIENCE
    while not opened.exists() or not opened.read_text():
        assert time.monotonic() < until
        time.sleep(0.01)

    assert opened.read_text().strip() == f"http://127.0.0.1:{served.port}/"


@pytest.mark.parametrize("wait", [0.0, 0.06, 0.4])
def test_ctrl_c_twice_while_it_starts_ends_it_too(spawn, blog, wait):
    """A terminal sends it to the workers as well; here from the moment on when the first file is made."""
    blog.write({f"posts/many-{number}.md": post(f"Many {number}", "Words. " * 500) for number in range(200)})
    process = spawn("serve", blog.folder, stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + PATIENCE
    while not (blog.folder / ".therapyblog/cache/preview").exists():
        assert time.monotonic() < until
        time.sleep(0.002)
    time.sleep(wait)
    for _ in range(2):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    # Until the last worker has closed it too.
    said = process.communicate(timeout=PATIENCE)[1].decode()

    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert said.endswith("The preview has ended.\n")


def git(folder, *arguments):
    """Call Git as nobody in particular, with no settings of this computer."""
    nobody = {f"GIT_{who}_{what}": "x@y.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, env=os.environ | nobody | quiet, check=True, capture_output=True)


def test_a_branch_switch_of_five_hundred_files_is_followed_whole(start, blog):
    blog.settings('[theme]\nname = "plain"\n')
    blog.write(plain_theme("themes/plain/"))
    blog.write({f"posts/many-{number}.md": post(f"Many {number}", "On main.") for number in range(400)})
    blog.write({".gitignore": "/public\n/.therapyblog\n"})
    git(blog.folder, "init", "-q", "-b", "main")
    git(blog.folder, "add", "-A")
    git(blog.folder, "commit", "-q", "-m", "main")
    git(blog.folder, "checkout", "-q", "-b", "other")
    for number in range(400):
        if number % 4:
            blog.write({f"posts/many-{number}.md": post(f"Other {number}", "On other.", date="2026-01-01")})
        else:
            (blog.folder / f"posts/many-{number}.md").unlink()
    blog.write({f"posts/new/fresh-{number}.md": post(f"Fresh {number}") for number in range(100)})
    git(blog.folder, "add", "-A")
    git(blog.folder, "commit", "-q", "-m", "other")
    git(blog.folder, "checkout", "-q", "main")
    served = start(blog.folder)

    for branch, there, gone in (("other", "/fresh-99/", "/many-0/"), ("main", "/many-0/", "/fresh-99/")) * 2:
        before = len(served.lines)
        git(blog.folder, "checkout", "-q", branch)
        until = time.monotonic() + PATIENCE
        while (served.ask(there)[0], served.ask(gone)[0]) != (200, 404):
            assert time.monotonic() < until, branch
            time.sleep(0.05)
        assert f"On {branch}." in served.ask("/many-399/")[1]
        while not (told := [line for line in served.lines[before:] if re.search(r"\.md and \d+ more: ", line)]):
            assert time.monotonic() < until, branch
            time.sleep(0.05)
        assert len(told) <= 10, told
        assert not [line for line in served.lines[before:] if "error" in line]


INSTALLED = {
    "dusk_theme-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: dusk-theme\nVersion: 1.0\n",
    "dusk_theme-1.0.dist-info/entry_points.txt": "[therapyblog.themes]\ndusk = dusk_theme\n",
    "dusk_theme/__init__.py": "",
}


@pytest.mark.parametrize("way", ["installed", "in the site"])
def test_a_theme_that_is_being_made_is_followed(start, blog, tmp_path, way):
    """An installed theme is one that `pip install --editable` put on the path: its files lie where they are made."""
    blog.settings('[theme]\nname = "dusk"\n')
    made = tmp_path / "made/dusk_theme" if way == "installed" else blog.folder / "themes/dusk"
    made.mkdir(parents=True)
    (made / "theme.toml").write_text('theme_api = 1\nextends = "base"\n')
    if way == "installed":
        for name, text in INSTALLED.items():
            (tmp_path / "made" / name).parent.mkdir(exist_ok=True)
            (tmp_path / "made" / name).write_text(text)
    served = start(blog.folder, env={"PYTHONPATH": str(tmp_path / "made")})
    for words in ("The first.", "The second."):
        before = len(served.lines)
        (made / "templates").mkdir(exist_ok=True)
        (made / "templates/post.html").write_text(f"<head></head>{words}")
        until = time.monotonic() + PATIENCE
        while words not in served.ask("/one/")[1] or not any("post.html: " in line for line in served.lines[before:]):
            assert time.monotonic() < until, served.lines
            time.sleep(0.02)
    (made / "templates/post.html").write_text("<head></head>\n{{ post.titel }}")
    served.line(r"templates/post\.html:2: error TB-THEME-005")


def test_what_is_no_site_is_refused(run, tmp_path):
    done = run("serve", tmp_path)

    assert done.code == 2
    assert "is no site" in done.err


def test_ports_that_are_all_taken_are_said(run, blog):
    done = run("serve", blog.folder, "--port", "65536")
    assert done.code == 2
    with socket.create_server(("127.0.0.1", 65535)):
        done = run("serve", blog.folder, "--port", "65535")
    assert (done.code, "no port from 65535 on is free" in done.err) == (2, True)


@pytest.mark.parametrize("opens", [True, False])
def test_in_one_process_it_opens_the_browser_and_ends_by_a_signal(run, blog, monkeypatch, request, opens):
    """The command in this process, so that every line of it is seen; the browser is the system's, not ours."""
    opened = []

    def browser(address):
        opened.append(address)
        threading.Thread(target=work, daemon=True).start()
        return opens

    def work():
        client = Client(int(re.search(r":(\d+)/", opened[0])[1]))
        try:
            with client.follow("one/index.html") as following:
                key = following()["page"]["key"]
                blog.edit("posts/one.md", "Some words.", "Other words.")
                following(lambda told: told["page"]["key"] != key)
                blog.edit("posts/one.md", "title:", "titel:")
                following(lambda told: told["problems"])
                (blog.folder / "therapyblog.toml").rename(blog.folder / "aside.toml")
                following(lambda told: told["trouble"])
            # The terminal is told after the pages, and before the next request is answered.
            client.ask("/one/")
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    for name in SIGNALS:
        # The command leaves the process deaf to these, as its last act; here the process goes on.
        request.addfinalizer(partial(signal.signal, getattr(signal, name), signal.getsignal(getattr(signal, name))))
    # It also freezes what is there, which every later build in this process would have to count.
    request.addfinalizer(gc.unfreeze)
    monkeypatch.setattr("webbrowser.open", browser)
    done = run("serve", blog.folder, "--open", "--port", "8700", "--expose")

    assert done.code == 0
    assert opened == [re.search(r"http://127\S+/", done.err)[0]]
    assert ("No browser could be opened" in done.err) is not opens
    assert "posts/one.md: " in done.err
    assert "the last good pages stay" in done.err
    assert "therapyblog.toml is gone; the preview goes on when it is back." in done.err
    assert done.err.rstrip().endswith("The preview has ended.")


def test_only_serve_imports_the_server():
    script = "import sys, therapyblog.cli.main, therapyblog.cli.build, therapyblog.api, therapyblog.pipeline.build\n"
    script += "print([name for name in ('starlette', 'uvicorn', 'watchdog') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
