"""`therapyblog serve`."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import nearest_site, the_time
from therapyblog.cli.errors import guarded
from therapyblog.cli.streams import flush, tell
from therapyblog.files import absolute

if TYPE_CHECKING:
    from therapyblog.serve.events import Update
    from therapyblog.serve.preview import Preview

PORT = 8000
PATIENCE = 1.0
"""Seconds to wait for work in progress at the end."""
ENDED = "The preview has ended."


@click.command("serve")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Or the next free one.")
@click.option("--open", "open_", is_flag=True, help="Open the site in the browser.")
@click.option("--no-drafts", is_flag=True, help="Show only what a build would publish today.")
@click.option("--expose", is_flag=True, help="Let other devices in your network look at it too.")
@guarded
def command(site: Path | None, port: int, *, open_: bool, no_drafts: bool, expose: bool) -> None:
    """Show SITE in the browser while you write: every save shows at once. Ctrl-C ends it."""
    folder = absolute(site or nearest_site(absolute("")))
    with end_by_signals(ENDED) as callbacks:
        ended = _serve(folder, port, callbacks, open_=open_, drafts=not no_drafts, exposed=expose)
    tell(ENDED)
    if not ended:
        # A thread that cannot be stopped is still scanning the folder.
        flush()
        os._exit(0)


SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Those that end a preview, where the system has them: Ctrl-C, `kill`, a terminal that was closed."""


@contextmanager
def end_by_signals(says: str) -> Iterator[list[Callable[[], None]]]:
    """Let signals call the last function of the list, or end the process while the list is empty.

    Then it `says` so. After the context they do nothing: a second Ctrl-C does not interrupt the end.
    """
    callbacks: list[Callable[[], None]] = []
    over = False

    def end(_number: int, _frame: FrameType | None) -> None:
        if callbacks:
            callbacks[-1]()
        elif not over:
            # Not by an exception: it could be raised where workers are started, or during a clean-up.
            if sys.stderr is not None:
                with suppress(OSError):
                    os.write(sys.stderr.fileno(), f"{says}\n".encode())
            os._exit(0)

    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    try:
        yield callbacks
    finally:
        over = True
        callbacks.clear()


def _serve(
    folder: Path, port: int, callbacks: list[Callable[[], None]], *, open_: bool, drafts: bool, exposed: bool
) -> bool:
    from therapyblog.api import check_name, settings_content  # noqa: PLC0415 - the command line starts without it
    from therapyblog.serve.preview import Preview  # noqa: PLC0415 - see above
    from therapyblog.serve.server import find_port, own_address, serve  # noqa: PLC0415 - see above
    from therapyblog.serve.session import Session  # noqa: PLC0415 - see above
    from therapyblog.serve.watcher import Watcher  # noqa: PLC0415 - see above

    check_name(folder)
    settings_content(folder)
    listening = find_port(port, exposed=exposed)
    preview = Preview(folder, drafts=drafts, now=the_time)
    first = preview.update()
    session = Session(preview, _tell)
    watcher = Watcher(folder, session.report, tell)
    port_used = listening.getsockname()[1]
    address = f"http://127.0.0.1:{port_used}/"

    def ready(end: Callable[[], None]) -> None:
        callbacks.append(end)
        # The documents stay in memory, so the garbage collector need not visit them.
        gc.collect()
        gc.freeze()
        gc.enable()
        session.start()
        watcher.start(preview.theme_folders)
        if port_used != port:
            tell(f"Port {port} is taken, so this is {port_used}.")
        if exposed:
            tell("Everybody in your network can read this preview, drafts too, until you end it.")
            if ours := own_address():
                tell(f"From another device: http://{ours}:{port_used}/")
        tell(f"{preview.title}: {address} ({_extent(preview, drafts=drafts)}; Ctrl-C ends it)")
        if first is not None:
            _show_problems(first)
        if open_:
            open_browser(address)

    try:
        serve(session, listening, exposed=exposed, ready=ready)
    finally:
        watcher.stop()
        ended = session.stop(PATIENCE)
    return ended


def _extent(preview: Preview, *, drafts: bool) -> str:
    if preview.site is None:
        return "nothing to show yet"
    pages = sum(file.endswith(".html") for file in preview.site.routes)
    return f"{_count(pages, 'page')}, {'with' if drafts else 'without'} drafts"


NO_BROWSER = "No browser could be opened; open the address yourself."


def open_browser(address: str, *, waits: bool = False, otherwise: str = NO_BROWSER) -> None:
    """Open the browser, or say something else where there is none.

    Unless it `waits`, it does not wait for the browser: some only return when they are closed.
    """
    import webbrowser  # noqa: PLC0415 - only for this option

    def open_() -> None:
        if not webbrowser.open(address):
            tell(otherwise)

    if waits:
        open_()
    else:
        threading.Thread(target=open_, name="browser", daemon=True).start()


def _tell(update: Update, pages: int | None) -> None:
    """Print one line for an update, and what is wrong."""
    errors = sum(problem.severity == "error" for problem in update.problems)
    if update.trouble:
        line = update.trouble
    elif not update.accepted:
        line = f"{_count(errors, 'error')}; the last good pages stay"
    elif update.changed or update.because or pages:
        line = "more was saved meanwhile" if pages is None else f"{_count(pages, 'page')} new"
        line += f", {update.seconds * 1000:.0f} ms"
        if errors:
            line += f"; {_count(errors, 'error')}, and where a page cannot be drawn its last good version stays"
    elif errors:
        line = "a page cannot be drawn"
    else:
        return
    tell(f"{time.strftime('%H:%M:%S')}  {_named(update)}{line}")
    if not update.trouble:
        _show_problems(update)


def _show_problems(update: Update) -> None:
    from therapyblog.cli.messages import show_problems  # noqa: PLC0415 - the command line starts without it

    # Warnings are in the preview bar of the page that they are about.
    errors = [problem for problem in update.problems if problem.severity == "error"]
    show_problems(errors, verbose=True)


def _named(update: Update) -> str:
    """Return what changed: the first file, and how many more."""
    if not update.changed:
        return f"{update.because}: " if update.because else ""
    more = f" and {len(update.changed) - 1} more" if len(update.changed) > 1 else ""
    return f"{update.changed[0]}{more}: "


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
