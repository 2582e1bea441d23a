"""`therapyblog serve`, started as a person starts it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from support.site import post

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the tests end it with signals that Windows does not have")
PATIENCE = 30


@pytest.fixture
def blog(site):
    site.write({"posts/one.md": post("One", date="2026-10-01"), "posts/two.md": post("Two", status="draft")})
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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

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


def test_a_port_that_is_taken_gives_way_to_the_next(start, blog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        served = start(blog.folder, "--port", str(port), "--no-drafts")
        assert served.port > port
        served.line(f"Port {port} is taken, so this is {served.port}.")
        assert "without drafts" in served.address.string
        assert served.ask("/two/")[0] == 404


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_it_ends_at_once_with_a_page_open(start, blog, name):
    served = start(blog.folder)
    begin = served.ask("/")[1].partition('data-start="')[2].partition('"')[0]
    with socket.create_connection(("127.0.0.1", served.port)) as stream:
        request = f"GET {begin}/events?file=index.html HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n"
        stream.sendall(request.encode())
        assert stream.recv(100).startswith(b"HTTP/1.1 200")
        before = time.monotonic()
        served.process.send_signal(getattr(signal, name))
        served.process.send_signal(getattr(signal, name))
        assert served.ended() == 0
    assert time.monotonic() - before < PATIENCE / 2
    assert not any("Traceback" in line for line in served.lines)


def test_a_terminal_that_was_closed_does_not_end_it_with_a_traceback(spawn, blog):
    process = spawn("serve", blog.folder, stdout=subprocess.DEVNULL)
    port = int(re.search(rb":(\d+)/", process.stderr.readline())[1])
    process.stderr.close()
    blog.edit("posts/one.md", "title:", "titel:")
    blog.edit("posts/one.md", "titel:", "title:")
    time.sleep(0.3)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/one/")
    assert connection.getresponse().status == 200
    connection.close()
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


def test_exposed_it_warns(start, blog):
    served = start(blog.folder, "--expose")

    served.line("Everybody in your network can read this preview, drafts too")


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
def test_in_one_process_it_opens_the_browser_and_ends_by_a_signal(run, blog, monkeypatch, opens):
    """The command in this process, so that every line of it is seen; the browser is the system's, not ours."""
    opened = []

    def browser(address):
        opened.append(address)
        threading.Thread(target=work, daemon=True).start()
        return opens

    def work():
        blog.edit("posts/one.md", "Some words.", "Other words.")
        time.sleep(0.3)
        blog.edit("posts/one.md", "title:", "titel:")
        time.sleep(0.3)
        (blog.folder / "therapyblog.toml").rename(blog.folder / "aside.toml")
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("webbrowser.open", browser)
    done = run("serve", blog.folder, "--open", "--port", "8700", "--expose")

    assert done.code == 0
    assert opened == [re.search(r"http://\S+/", done.err)[0]]
    assert ("No browser could be opened" in done.err) is not opens
    assert "posts/one.md: " in done.err
    assert "the last good pages stay" in done.err
    assert "has no therapyblog.toml" in done.err
    assert done.err.rstrip().endswith("The preview has ended.")


def test_only_serve_imports_the_server():
    script = "import sys, therapyblog.cli.main, therapyblog.cli.build, therapyblog.build, therapyblog.work.ways\n"
    script += "print([name for name in ('starlette', 'uvicorn', 'watchdog') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
