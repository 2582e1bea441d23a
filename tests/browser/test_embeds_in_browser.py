"""A real browser opens a page with an embed: nothing is asked of the other site before the click, and then it is."""

from __future__ import annotations

import socket
import threading

import pytest

from support.browser import dumped, served
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


@pytest.fixture
def opened(films, tmp_path):
    """Open a page of the site; return it as it stands then, and how often the other site was asked for anything."""
    listener = Listener()
    theirs = f"--host-resolver-rules=MAP films.example 127.0.0.1:{listener.port}"

    with served(films.out) as address:
        yield lambda path: (
            dumped(f"{address}{path}", tmp_path / "profile", theirs, milliseconds=3000),
            listener.knocks,
        )
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
