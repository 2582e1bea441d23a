"""`therapyblog desk`."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from therapyblog.cli.build import nearest_site, the_time
from therapyblog.cli.errors import guarded
from therapyblog.cli.serve import end_by_signals, open_browser
from therapyblog.cli.streams import flush, tell
from therapyblog.errors import UsageError
from therapyblog.files import absolute

if TYPE_CHECKING:
    from therapyblog.desk.server import DeskServer

ENDED = "The desk has ended."


@click.command("desk")
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), help="Answer at this port instead of one that is free.")
@click.option("--no-browser", is_flag=True, help="Open no browser; print the address.")
@click.option("--until-closed", is_flag=True, help="End soon after the last window was closed.")
@guarded
def command(site: Path | None, port: int | None, *, no_browser: bool, until_closed: bool) -> None:
    """Write, see and publish SITE in the browser. Without a site it begins with those that you have. Ctrl-C ends it."""
    from therapyblog.desk.again import entrance_of_running  # noqa: PLC0415 - the command line starts without it
    from therapyblog.desk.protocol import Refused  # noqa: PLC0415 - see above
    from therapyblog.desk.server import GRACE, DeskServer  # noqa: PLC0415 - see above

    folder = absolute(site) if site is not None else _nearest()
    try:
        address = entrance_of_running(folder) if port is None else None
        if address is not None:
            tell("The desk is open already; this is another window of it.")
            _show(address, address, no_browser=no_browser, waits=True)
            return
        with closing(DeskServer(port=port or 0, now=the_time)) as server, end_by_signals(ENDED) as callbacks:
            if folder is not None:
                server.desk.open(folder)
            ended = server.run(_ready(server, callbacks, no_browser=no_browser), grace=GRACE if until_closed else None)
    except Refused as error:
        raise UsageError(f"{error.says} {error.fix}") from None
    tell(ENDED)
    if not ended:
        # A thread that cannot be stopped is still at work.
        flush()
        os._exit(0)


def _nearest() -> Path | None:
    try:
        return nearest_site(absolute(""))
    except UsageError:
        return None


def _ready(
    server: DeskServer, callbacks: list[Callable[[], None]], *, no_browser: bool
) -> Callable[[Callable[[], None]], None]:
    def ready(end: Callable[[], None]) -> None:
        callbacks.append(end)
        tell("The desk is open until you end it with Ctrl-C.")
        _show(server.desk.entrance(), server.desk.address, no_browser=no_browser)

    return ready


def _show(entrance: str, address: str, *, no_browser: bool, waits: bool = False) -> None:
    """Open a browser with the one address; print the other one where there is none."""
    says = f"Open this address, and give it to nobody: {address}"
    if no_browser:
        tell(says)
    else:
        open_browser(entrance, waits=waits, otherwise=f"No browser could be opened. {says}")
