"""A real browser opens a page with an embed: nothing is asked of the other site before the click, and then it is."""

from __future__ import annotations

import socket
import threading

import pytest

from support.browser import served, settled, started
from support.served import wait_for
from support.site import SmallSite, post, told

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


@pytest.fixture(scope="module")
def visit(films, chromium):
    """A function that opens a page of the site and returns it as it stands then; and the listener."""
    listener = Listener()
    theirs = f"--host-resolver-rules=MAP films.example 127.0.0.1:{listener.port}"

    with served(films.out) as address, started(chromium, theirs) as browser:
        yield lambda path: settled(browser, f"{address}{path}", milliseconds=3000), listener
    listener.socket.close()


def test_before_the_click_nothing_is_asked_of_the_other_site(visit):
    opened, listener = visit
    earlier = listener.knocks
    page = opened("/a/")

    assert listener.knocks == earlier
    assert page.css("iframe") == []
    button = page.css_first("figure.embed button")
    assert button.text() == "Show it"
    assert "hidden" not in button.attributes
    assert page.css_first("figure.embed a").attributes["href"] == "https://films.example/one"


def test_the_click_puts_the_other_page_in_the_place_of_the_button(visit):
    opened, listener = visit
    earlier = listener.knocks
    page = opened("/a/#press")

    wait_for(lambda: listener.knocks > earlier, "the other site is asked")
    assert page.css("figure.embed button") == []
    (frame,) = page.css("figure.embed iframe")
    assert frame.attributes["src"] == "https://films.example/one"
    assert frame.attributes["title"] == "One"
    assert frame.attributes["referrerpolicy"] == "no-referrer"
    assert "allow-scripts" in frame.attributes["sandbox"]
    assert "allow-top-navigation" not in frame.attributes["sandbox"]
    # The way out stays, in case that the other site refuses to be framed.
    assert page.css_first("figure.embed a").attributes["href"] == "https://films.example/one"


def test_the_focus_moves_from_the_button_to_what_took_its_place(visit):
    body = visit[0]("/a/#press").css_first("body")

    assert body.attributes["data-before"] == "button embed__show"
    assert body.attributes["data-after"] == "embed__frame"


def test_only_a_page_with_an_embed_loads_the_script(films):
    assert len(films.html("/a/").css('script[src*="embed."][defer]')) == 1
    assert films.html("/b/").css('script[src*="embed."]') == []
