"""Publish a site: build, check, compare, ask, upload, verify, record.

Pages that were taken back are removed from the host first, and also where something else stops the publication.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import msgspec

from therapyblog.api import build, day_in, settings_content
from therapyblog.errors import UsageError
from therapyblog.files import absolute, read_regular
from therapyblog.model.codec import digest
from therapyblog.model.config import Config, DestinationSetting
from therapyblog.model.due import Due
from therapyblog.model.problem_codes import CODES
from therapyblog.model.problems import Problem
from therapyblog.model.result import BuildResult
from therapyblog.model.value import Value
from therapyblog.output.lock import SiteLock
from therapyblog.output.manifest import read_manifest
from therapyblog.output.publications import PUBLICATIONS
from therapyblog.output.workspace import FOLDER, Workspace
from therapyblog.publishing import agreements, destinations
from therapyblog.publishing.changes import Changes, address_of, changes_between, is_page
from therapyblog.publishing.file_host import FileHostPublisher
from therapyblog.publishing.host import Context, FileEntry, Host, Progress, Publication, Remote
from therapyblog.publishing.records import Record, Records, Source
from therapyblog.publishing.sources import all_texts, keep_sources, lay_out, site_texts, texts
from therapyblog.publishing.verification import Verification, verify

Confirm = Callable[[str], bool]
"""Asks a person a yes-or-no question; raises `UsageError` where nobody can be asked."""


PATIENCE = {"git": 600.0, "netlify": 120.0, "cloudflare": 120.0, "s3": 60.0}
"""Way → for how many seconds a host may still show what was there before."""


class PublishReport(Value, frozen=True, kw_only=True, array_like=False):
    """What a publication did, or with `dry_run` would do."""

    destination: str
    """In words."""
    address: str
    changes: Changes = Changes()
    published: bool = False
    stops: tuple[Problem, ...] = ()
    """What keeps the site from going live: each has its repair, or can be accepted."""
    left_out: tuple[str, ...] = ()
    """Texts of an earlier publication that were not brought back."""
    taken_back: tuple[str, ...] = ()
    """Pages that were removed from the host although the rest was stopped."""
    verification: Verification = Verification()
    readable: tuple[str, ...] = ()
    """Where earlier publications can still be read."""
    built: BuildResult | None = None
    notices: tuple[str, ...] = ()
    seconds: float = 0.0


class Kept(Value, frozen=True, kw_only=True):
    """What is kept with a publication beside its files."""

    sources: dict[str, Source] = {}
    due: tuple[Due, ...] = ()


class Order(Value, frozen=True, kw_only=True, gc=True):
    """How a site is to be published."""

    to: str = ""
    dry_run: bool = False
    now: dt.datetime
    confirm: Confirm
    """Asks whether a new destination may be used, and whether what is not ours may be overwritten or removed."""
    context: Context
    progress: Progress
    go_on: Callable[[Changes], bool] = lambda _: True
    """Called with what will change; false ends it without a change."""
    allow: str = ""
    """The digest of a destination that may be used without having been agreed to on this computer."""
    overwrite: bool = False
    connect: Callable[[Path, DestinationSetting, Context], Host] = destinations.connect
    verify: Callable[..., Verification] = verify
    """Looks from outside at what is public; takes and returns what `verification.verify` does."""
    patience: float | None = None
    """For how many seconds to wait until the host shows what it was given; `None`: as its kind needs."""
    anyway: Mapping[str, str] = {}
    """Problem code → why its present cases may go live."""


class Target:
    """A destination of a site, with what was published there."""

    def __init__(self, site: Path, config: Config, to: str) -> None:
        self.site, self.config = site, config
        self.setting: DestinationSetting = destinations.choose(config, to)
        self.address = destinations.public_address(config, self.setting)
        self.digest = destinations.destination_digest(self.setting, self.address)
        self.records = Records(site, self.digest)
        self.last = self.records.last()

    def day(self, now: dt.datetime) -> dt.date:
        """Return which day it is for the site."""
        return day_in(self.config.timezone, now)

    @property
    def words(self) -> str:
        """Where it leads."""
        return destinations.in_words(self.setting)


def read_target(site: Path, to: str) -> Target:
    """Return the destination that the site's settings name; raises `UsageError` where they are wrong or name none."""
    return Target(site, read_config_of(site), to)


def read_config_of(site: Path) -> Config:
    """Return the settings of a site; raises `UsageError` where they cannot be read."""
    from therapyblog.settings.site import sketch_config  # noqa: PLC0415 - as in `api`

    config = sketch_config(settings_content(site))
    if config is None:
        raise UsageError(f"{site}: the settings cannot be read. What is wrong says: therapyblog build")
    return config


def break_lock(site: Path, order: Order) -> None:
    """Take away the mark of a publication that ended without doing so."""
    target = read_target(absolute(site), order.to)
    agree_to(target, order)
    host = order.connect(target.site, target.setting, order.context)
    try:
        if isinstance(host, FileHostPublisher):
            host.break_lock()
    finally:
        host.close()


def publish(site: Path, order: Order) -> PublishReport:
    """Build a site and publish it.

    Raises `UsageError` where there is no such destination or nobody agreed to it, `HostError` and `HostLocked` of the
    host, and what `build` raises.
    """
    started = time.perf_counter()
    site = absolute(site)
    target = read_target(site, order.to)
    agree_to(target, order)
    with SiteLock(site / FOLDER, PUBLICATIONS):
        result = build(site, now=order.now, progress=order.progress)
        report = _publish(target, order, result)
    return msgspec.structs.replace(report, built=result, seconds=time.perf_counter() - started)


def agree_to(target: Target, order: Order) -> None:
    """Make sure that a person agreed to this destination on this computer."""
    if order.dry_run or order.allow == target.digest or agreements.is_agreed(target.digest):
        return
    if not order.confirm(f"Publish to {target.words}? It is new on this computer."):
        raise UsageError("Nothing was published.")
    agreements.agree(target.digest, target.words)


def _publish(target: Target, order: Order, result: BuildResult) -> PublishReport:
    stops = _stops(target, order, result)
    if stops:
        return _only_take_back(target, order, result, stops)
    files = keep_output(target.records, result)
    sources = {} if order.dry_run else keep_sources(target.site, target.records, result.held)
    return put_files(target, order, files, Kept(sources=sources, due=result.due), retracts=True)


def _only_take_back(target: Target, order: Order, result: BuildResult, stops: tuple[Problem, ...]) -> PublishReport:
    """Publish nothing new, but remove what was taken back since the last publication, from lists and feeds, too."""
    report = PublishReport(destination=target.words, address=target.address, stops=stops)
    gone = texts_taken_back(target, result)
    if target.last is None or not gone:
        return report
    at_once = msgspec.structs.replace(order, go_on=lambda _: True)
    done = republish(target, at_once, target.last, sorted(gone))
    back = () if order.dry_run else done.changes.taken_back
    return msgspec.structs.replace(done, stops=stops, published=False, taken_back=back, left_out=())


def texts_taken_back(target: Target, result: BuildResult) -> set[str]:
    """Return the texts of the last publication that the folder now holds back, or no longer has."""
    last = target.last
    if last is None:
        return set()
    held = {text.path for text in result.held if text.reason != "unlisted"}
    return texts(last.sources) & held | (all_texts(last.sources) - site_texts(target.site))


def republish(
    target: Target, order: Order, record: Record, left_out: Collection[str], *, brought_back: str = ""
) -> PublishReport:
    """Build what was kept with a publication, as of today and without some texts, and publish that."""
    folder = lay_out(target.site, target.records, record.sources, left_out)
    result = build(folder, now=order.now, progress=order.progress)
    if not result.published:
        stops = tuple(problem for problem in result.problems if problem.severity == "error")
        return PublishReport(destination=target.words, address=target.address, stops=stops, built=result)
    files = keep_output(target.records, result)
    held = {text.path for text in result.held}
    sources = {
        path: msgspec.structs.replace(source, held=path in held)
        for path, source in record.sources.items()
        if path not in left_out
    }
    kept = Kept(sources=sources, due=result.due)
    report = put_files(target, order, files, kept, brought_back=brought_back, retracts=not brought_back)
    return msgspec.structs.replace(report, built=result, left_out=tuple(left_out))


def _stops(target: Target, order: Order, result: BuildResult) -> tuple[Problem, ...]:
    """Return what keeps the site from going live: errors, and what exposes something that nobody accepted."""
    if not result.published:
        return tuple(problem for problem in result.problems if problem.severity == "error")
    exposing = [problem for problem in result.problems if CODES[problem.code].exposes]
    for code, reason in order.anyway.items():
        agreements.accept(target.address, [problem for problem in exposing if problem.code == code], reason)
    return tuple(agreements.not_accepted(target.address, exposing))


def keep_output(records: Records, result: BuildResult) -> dict[str, FileEntry]:
    """Keep the files of a build, exactly those that its list names with those bytes, and return them."""
    out = Path(result.out)
    listed = read_manifest(Workspace(Path(result.site), out)) or {}
    files = {}
    for path, row in sorted(listed.items()):
        if row.left:
            continue
        content = read_regular(out / path)
        if digest(content) != row.digest:
            raise UsageError(f"{out / path} is not as therapyblog wrote it. Build the site again, then publish.")
        files[path] = FileEntry(records.keep(content), len(content))
    return files


def read_kept(records: Records, files: Mapping[str, FileEntry]) -> Callable[[str], bytes]:
    """Return what reads the bytes of kept files by path."""
    return lambda path: records.read(files[path].digest)


def put_files(
    target: Target,
    order: Order,
    files: Mapping[str, FileEntry],
    kept: Kept,
    *,
    brought_back: str = "",
    retracts: bool = False,
) -> PublishReport:
    """Make what is public at a destination equal to these files, verify it, and record it.

    With `retracts`, pages of ours that are not among these files go also where a person does not agree to the rest.
    """
    last, words = target.last, target.words
    read = read_kept(target.records, files)
    host = order.connect(target.site, target.setting, order.context)
    try:
        remote = host.look(target.address, files, last.files if last else {}, last.states if last else ())
        try:
            before = _before(remote, order, words)
        except UsageError as error:
            if not retracts or not (gone := _take_back(target, order, host, remote, files)):
                raise
            pages = ", ".join(map(address_of, gone))
            raise UsageError(f"{error} What was taken back was removed all the same: {pages}") from error
        changes = changes_between(before, files)
        report = PublishReport(destination=words, address=target.address, changes=changes)
        if order.dry_run or not order.go_on(changes):
            return report
        return _carry_out(target, order, host, report, files, before, kept, read, brought_back)
    finally:
        host.close()


def _before(remote: Remote, order: Order, words: str) -> dict[str, FileEntry]:
    """Return what is there and may be changed; what is not ours is named and agreed to first."""
    if remote.other_site:
        raise UsageError(
            f"{words} holds another site, {remote.other_site}. Publish to another folder, or take that one down first: "
            "therapyblog unpublish"
        )
    if not remote.foreign:
        return remote.files
    named = ", ".join(remote.foreign[:_NAMED]) + (" …" if len(remote.foreign) > _NAMED else "")
    says = f"{words} holds {_files(len(remote.foreign))} that therapyblog did not put there: {named}."
    if not order.overwrite and not order.dry_run and not order.confirm(f"{says} Replace them?"):
        raise UsageError(f"{says} Nothing was published. To replace them: therapyblog publish --overwrite")
    return remote.files | {path: FileEntry("") for path in remote.foreign}


_NAMED = 10


def _take_back(target: Target, order: Order, host: Host, remote: Remote, files: Mapping[str, FileEntry]) -> list[str]:
    """Remove the pages of ours that are not among these files, and nothing else; return their paths."""
    last, gone = target.last, sorted(path for path in remote.files if path not in files and is_page(path))
    if order.dry_run or last is None or not gone:
        return []
    record = msgspec.structs.replace(last, files={path: last.files[path] for path in last.files if path not in gone})
    noted = list(record.states)

    def note(state: str) -> None:
        noted.append(state)
        target.records.save(msgspec.structs.replace(record, states=tuple(noted)))

    # What somebody put in the place of a page of ours stays on our list, so that it is asked about again.
    there = remote.files | {path: last.files[path] for path in remote.foreign if path in last.files}
    left = {path: entry for path, entry in there.items() if path not in gone}
    publication = Publication(address=target.address, files=left, before=there, retracted=tuple(gone))
    host.publish(publication, read_kept(target.records, left), note, order.progress)
    return gone


def _files(number: int) -> str:
    return f"{number} file" if number == 1 else f"{number} files"


def _carry_out(
    target: Target,
    order: Order,
    host: Host,
    report: PublishReport,
    files: Mapping[str, FileEntry],
    before: Mapping[str, FileEntry],
    kept: Kept,
    read: Callable[[str], bytes],
    brought_back: str,
) -> PublishReport:
    changes, last, records = report.changes, target.last, target.records
    again = last.doubtful if last is not None else ()
    if not changes and not again and last is not None and last.complete:
        today = msgspec.structs.replace(
            last, at=order.now, day=target.day(order.now), sources=kept.sources, due=kept.due
        )
        records.save(today)
        return msgspec.structs.replace(report, published=True)
    name = records.new_name(order.now) if last is None or last.complete else last.name
    record = Record(
        name=name,
        at=order.now,
        day=target.day(order.now),
        address=target.address,
        files={**before, **files, **{path: FileEntry("") for path in (*changes.sent, *changes.removed)}},
        sources=kept.sources,
        due=kept.due,
        states=last.states if last else (),
        brought_back=brought_back,
    )
    records.save(record)
    publication = Publication(
        address=target.address, files=dict(files), before=dict(before), retracted=changes.taken_back
    )
    noted = list(record.states)

    def note(state: str) -> None:
        noted.append(state)
        records.save(msgspec.structs.replace(record, states=tuple(noted)))

    state = host.publish(publication, read, note, order.progress)
    record = msgspec.structs.replace(record, files=dict(files), states=(state,), complete=True)
    records.save(record)
    readable = host.still_readable()
    seen = {*changes.sent, *changes.removed, *again}
    verification = _look_from_outside(
        target, order, files, sorted(seen.intersection(files)), sorted(seen.difference(files))
    )
    records.save(msgspec.structs.replace(record, doubtful=verification.doubtful))
    records.prune()
    return msgspec.structs.replace(
        report, published=not verification.wrong, verification=verification, readable=readable
    )


def _look_from_outside(
    target: Target, order: Order, files: Mapping[str, FileEntry], changed: Collection[str], removed: Collection[str]
) -> Verification:
    """Look at what is public from outside; a zip file and a folder without an address of its own cannot be seen."""
    if target.setting.way in ("zip", "folder") and not target.setting.url:
        return Verification()
    seconds = PATIENCE.get(target.setting.way, 10.0) if order.patience is None else order.patience
    return order.verify(target.address, files, changed, removed, patience=seconds)
