"""No page that a build lets pass calls a stranger: thousands of ways to make it are tried in a real browser.

The browser opens what was published from a server and from the disk, as it is and without its policy: what the policy
stops must have been seen by the build as well.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType

from support.browser import SECONDS, served, started
from support.site import SmallSite, post, told
from support.strangers import ALLOWED, HOST, Way, ways

PAGE = '<!doctype html><html lang="en"><head>\n<meta charset="utf-8">\n<title>T</title>\n</head><body>{}</body></html>'
FRAMES = 60
"""Pages that are opened at once."""
PATIENCE = 300
"""Milliseconds that a page gets for what it does after it has loaded."""
CONTROL = "control"


@pytest.fixture(scope="module")
def tried(request: pytest.FixtureRequest) -> dict[str, Way]:
    return ways(2400 if request.config.getoption("--torture") else 240)


@pytest.fixture(scope="module")
def called(chromium: BrowserType) -> Iterator[tuple[Browser, set[str]]]:
    """A browser for which every stranger is a listener of ours, and the names of those that were called."""
    found: set[str] = set()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    # The name stands in the first words of TLS and in the head of plain HTTP.
                    found.update(names(connection.recv(8192).decode("latin-1")))

        threading.Thread(target=listen, daemon=True).start()
        rules = f"MAP *.{HOST} 127.0.0.1:{listener.getsockname()[1]}, MAP *.test ~NOTFOUND, MAP *.example ~NOTFOUND"
        with started(chromium, f"--host-resolver-rules={rules}") as browser:
            yield browser, found
        listener.shutdown(socket.SHUT_RDWR)


def names(text: str) -> set[str]:
    """Return the names of the ways whose hosts a text holds."""
    return set(re.findall(rf"(?:^|[^\w-])(?:[\w-]+\.)*?(w\d+|{CONTROL})\.{re.escape(HOST)}", text))


@contextmanager
def noted(browser: Browser, called: set[str], *, bypass: bool) -> Iterator[object]:
    """Give a page; afterwards `called` holds the names of the strangers that it asked for anything."""
    context = browser.new_context(bypass_csp=bypass)
    context.set_default_timeout(SECONDS * 1000)
    asked: list[tuple[str, str]] = []
    context.on("request", lambda request: asked.append((request.url, "")))
    context.on("requestfailed", lambda request: asked.append((request.url, request.failure or "")))
    try:
        yield context.new_page()
    finally:
        context.close()
    # What a policy stops is told as a request too, and then that it failed for that.
    stopped = {url for url, why in asked if why == "csp"}
    called.update(*(names(urlsplit(url).hostname or "") for url, _ in asked if url not in stopped))


@pytest.fixture(scope="module", params=["on the web", "from disk"])
def published(request, tried, tmp_path_factory) -> tuple[SmallSite, list[str], bool]:
    """A site of a page for each way, without those that a build refused; and the names of the pages that are left."""
    site = SmallSite(tmp_path_factory.mktemp("strangers") / "site")
    site.settings(f'[privacy]\nallow = ["{ALLOWED}"]\n')
    for name, way in tried.items():
        raw = "{% raw %}" + PAGE.format(way.html) + "{% endraw %}"
        site.write({f"theme/templates/{name}.html": raw})
        site.write({f"posts/{name}.md": post(name, status="unlisted", template=f"{name}.html")})
    for_disk = request.param == "from disk"
    refusal = site.build(for_disk=for_disk)
    errors = [found for found in refusal.problems if found.severity == "error"]
    assert {found.code for found in errors} == {"TB-PRIV-001"}, told(refusal)
    refused = {name for found in errors for name in re.findall(r"/(w\d+)\.(?:html|md)$", found.at.path)}
    for name in refused:
        site.delete(f"posts/{name}.md")
    left = site.build(for_disk=for_disk)
    # Their own addresses lead to no file, and styles stand in them: that is told, and nobody is called.
    assert left.published, told(left)
    assert {found.code for found in left.problems} <= {"TB-THEME-010", "TB-THEME-018", "TB-THEME-020"}, told(left)
    return site, [name for name in tried if name not in refused], for_disk


def test_what_calls_nobody_is_published(published, tried):
    _, passed, _ = published

    meant = {name for name, way in tried.items() if way.passes}
    assert {tried[name].html for name in meant - set(passed)} == set()
    assert len(meant) > len(tried) / 20
    assert len(passed) < len(tried) / 2


@pytest.mark.parametrize("bypass", [False, True], ids=["with its policy", "without its policy"])
def test_no_page_that_was_published_calls_a_stranger(published, tried, called, bypass):
    site, passed, for_disk = published
    browser, found = called
    found.clear()
    # A script within a page is not read: only the policy stops it.
    opened = [name for name in passed if not (bypass and tried[name].runs)]
    with served(site.out) as address, noted(browser, found, bypass=bypass) as page:
        start = site.out.as_uri() if for_disk else address
        for index in range(0, len(opened), FRAMES):
            frames = "".join(
                f'<iframe src="{name}/index.html" width="90" height="60"></iframe>'
                for name in opened[index : index + FRAMES]
            )
            (site.out / "frames.html").write_text(f'<!doctype html>{frames}<img src="https://{CONTROL}.{HOST}/x">')
            page.goto(f"{start}/frames.html?{index}")
            page.wait_for_timeout(PATIENCE)

    assert found >= {CONTROL}
    assert {name: tried[name].html for name in sorted(found - {CONTROL})} == {}
