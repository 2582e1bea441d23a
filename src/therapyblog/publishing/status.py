"""What is public at a destination, what differs, and what falls due next."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from therapyblog.files import absolute
from therapyblog.model.codec import digest
from therapyblog.model.due import Due
from therapyblog.model.value import Value
from therapyblog.publishing.changes import Changes, changes_between, is_page
from therapyblog.publishing.publishing import Order, read_target
from therapyblog.publishing.sources import contents_of


class Status(Value, frozen=True, kw_only=True, array_like=False):
    """The state of a destination."""

    destination: str
    address: str
    published_at: dt.datetime | None = None
    pages: int = 0
    complete: bool = True
    """Whether the last publication came to its end."""
    doubtful: tuple[str, ...] = ()
    """Paths that did not show what was sent when they were looked at."""
    there: Changes = Changes()
    """How what lies at the host differs from what was published."""
    foreign: tuple[str, ...] = ()
    new_files: tuple[str, ...] = ()
    changed_files: tuple[str, ...] = ()
    gone_files: tuple[str, ...] = ()
    """Files of the site folder against those that were published."""
    due: tuple[Due, ...] = ()


def status(site: Path, order: Order) -> Status:
    """Look at a destination and at the site folder; nothing is changed. Raises `UsageError` and `HostError`."""
    site = absolute(site)
    target = read_target(site, order.to)
    last = target.last
    if last is None:
        return Status(destination=target.words, address=target.address)
    host = order.connect(site, target.setting, order.context)
    try:
        remote = host.look(target.address, last.files, last.files, last.states)
    finally:
        host.close()
    now = {path: digest(content).hex() for path, content in contents_of(site)}
    then = {path: source.digest for path, source in last.sources.items()}
    return Status(
        destination=target.words,
        address=target.address,
        published_at=last.at,
        pages=sum(map(is_page, last.files)),
        complete=last.complete,
        doubtful=last.doubtful,
        there=changes_between(last.files, remote.files),
        foreign=remote.foreign,
        new_files=tuple(sorted(now.keys() - then.keys())),
        changed_files=tuple(sorted(path for path in now.keys() & then.keys() if now[path] != then[path])),
        gone_files=tuple(sorted(then.keys() - now.keys())),
        due=last.due,
    )
