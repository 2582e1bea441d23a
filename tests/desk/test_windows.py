"""Many windows of one desk in one browser, which opens only six connections to a server."""

from __future__ import annotations

from support.browser import driving, started

MANY = 20


def test_every_one_of_many_windows_works_and_is_told(desk, practice):
    with driving() as chromium, started(chromium) as browser:
        context = browser.new_context()
        try:
            windows = [context.new_page() for _ in range(MANY)]
            for window in windows:
                window.goto(desk.desk.address)
                window.wait_for_function("() => document.body.innerText.includes('Still Water')")
            assert desk.desk.events.windows == 1
            heard = "onmessage = ({ data }) => told.push(data.event)"
            name = f"therapyblog-events-{desk.desk.token[:8]}"
            for window in windows:
                window.evaluate(f"() => {{ window.told = []; new BroadcastChannel('{name}').{heard}; }}")
            practice.edit("posts/one.md", "The first words.", "Other words.")
            # The one that has the stream hears of it there.
            for window in windows[1:]:
                window.wait_for_function("() => window.told.includes('files')")
            # When it is closed, another one takes its place.
            windows[0].close()
            windows[1].evaluate("window.told.length = 0")
            windows[2].evaluate("window.told.length = 0")
            practice.edit("posts/one.md", "Other words.", "More words.")
            windows[2].wait_for_function("() => window.told.includes('files') || window.told.includes('connection')")
            windows[-1].reload()
            windows[-1].wait_for_function("() => document.body.innerText.includes('Still Water')")
            assert desk.desk.events.windows == 1
        finally:
            context.close()
