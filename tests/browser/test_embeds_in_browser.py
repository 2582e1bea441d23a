"""A real browser opens a page with an embed: nothing is asked of the other site before the click, and then it is."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import socket
import subprocess
import threading

import pytest
from selectolax.lexbor import LexborHTMLParser

from support.site import SmallSite, post, told

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=3000",
    "--dump-dom",
)
SECONDS = 120

PRESS = """\
// What a reader does with the keyboard: reach the button, press it. The page says afterwards what has the focus.
if (location.hash === "#press") {
  const button = document.querySelector(".embed__show");
  button.focus();
  document.body.dataset.before = document.activeElement.className;
  button.click();
  document.body.dataset.after = document.activeElement.className;
}
"""


@pytest.fixture(scope="module")
def browser():
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        says = f"no browser was found: none of {', '.join(NAMES)} is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(says)
        pytest.skip(says)
    return found


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    site = SmallSite(tmp_path_factory.mktemp("films") / "site")
    site.write(
        {
            "posts/a.md": post(
                "A film", 'Words.\n\n:::embed https://films.example/one {title="One" label="Show it"}\n'
            ),
            "posts/b.md": post("No film"),
            "static/press.js": PRESS,
            "theme/templates/post.html": '{% extends "@calm/post.html" %}\n{% block footer %}\n{{ super() }}\n'
            '<script src="/press.js" defer></script>\n{% endblock footer %}\n',
        }
    )
    result = site.build()
    assert result.published, told(result)
    return site


class Listener:
    """Stands in for the other site: counts who knocks, and answers nobody."""

    def __init__(self):
        self.knocks = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.knocks += 1
            caller.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def opened(browser, films, tmp_path):
    """Open a page of the site; return it as it stands then, and how often the other site was asked for anything."""
    handler = functools.partial(Quiet, directory=films.out)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    listener = Listener()

    def load(path):
        call = [
            browser,
            *FLAGS,
            f"--host-resolver-rules=MAP films.example 127.0.0.1:{listener.port}",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"http://127.0.0.1:{server.server_port}{path}",
        ]
        done = subprocess.run(call, capture_output=True, timeout=SECONDS, check=False)
        page = LexborHTMLParser(done.stdout.decode())
        assert page.css_first("body") is not None, done.stderr.decode()[-2000:]
        return page, listener.knocks

    yield load
    server.shutdown()
    server.server_close()
    listener.socket.close()


def test_before_the_click_nothing_is_asked_of_the_other_site(opened):
    page, knocks = opened("/a/")

    assert knocks == 0
    assert page.css("iframe") == []
    button = page.css_first("figure.embed button")
    assert button.text() == "Show it"
    assert "hidden" not in button.attributes
    assert page.css_first("figure.embed a").attributes["href"] == "https://films.example/one"


def test_the_click_puts_the_other_page_in_the_place_of_the_button(opened):
    page, knocks = opened("/a/#press")

    assert knocks > 0
    assert page.css("figure.embed button") == []
    (frame,) = page.css("figure.embed iframe")
    assert frame.attributes["src"] == "https://films.example/one"
    assert frame.attributes["title"] == "One"
    assert frame.attributes["referrerpolicy"] == "no-referrer"
    assert "allow-scripts" in frame.attributes["sandbox"]
    assert "allow-top-navigation" not in frame.attributes["sandbox"]
    # The way out stays, in case that the other site refuses to be framed.
    assert page.css_first("figure.embed a").attributes["href"] == "https://films.example/one"


def test_the_focus_moves_from_the_button_to_what_took_its_place(opened):
    body = opened("/a/#press")[0].css_first("body")

    assert body.attributes["data-before"] == "button embed__show"
    assert body.attributes["data-after"] == "embed__frame"


def test_only_a_page_with_an_embed_loads_the_script(films):
    assert len(films.html("/a/").css('script[src*="embed."][defer]')) == 1
    assert films.html("/b/").css('script[src*="embed."]') == []
