"""A site in the middle of its life, with an edit that waits to be built: what the tests of faults put to the test."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from support.faults import (
    DIED,
    Snapshot,
    Watch,
    contents,
    dying_at,
    half_new,
    in_a_process,
    operations,
    refusing,
    spread,
)
from support.faults import watched as watching
from support.site import TODAY, SmallSite, post
from support.twins import plain_theme
from therapyblog.cli.main import commands

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)
PLAIN = '[theme]\nname = "plain"\n'
"""What is done to files is the same in every theme; this one draws its pages in no time."""
FOREIGN = {"CNAME": b"stillwater.example\n", "notes/mine.txt": b"keep me\n", "p1/mine.html": b"<p>mine</p>"}
"""Files that the user put into the output folder."""


@dataclass(frozen=True)
class Edit:
    """One way in which a site changes between two builds."""

    name: str
    make: Callable[[SmallSite], None]
    before: Callable[[SmallSite], None] = lambda site: None
    first: bool = False
    """There was no build before."""


def _settings(more: str) -> Callable[[SmallSite], None]:
    return lambda site: site.settings(f"{PLAIN}{more}")


def _rename(site: SmallSite) -> None:
    site.rename("posts/p1.md", "posts/renamed.md")
    site.edit("posts/p2.md", "(p1.md)", "(renamed.md)")


def _alias_moves(site: SmallSite) -> None:
    site.edit("posts/p2.md", "aliases: [/old-two/]", "aliases: [/older-two/, /old/two.html]")


def _handouts(site: SmallSite) -> None:
    site.write({"static/handout": "a file", "static/leaflet.html": "<p>a page of my own</p>"})


def _file_to_folder(site: SmallSite) -> None:
    site.delete("static/handout")
    site.delete("static/leaflet.html")
    site.write({"posts/handout.md": post("Handout"), "posts/leaflet.md": post("Leaflet")})


def _folder_to_file(site: SmallSite) -> None:
    site.delete("posts/p3.md")
    site.write({"static/p3": "a file now", "static/p3.html": "<p>a page of my own</p>"})


EDITS = {
    edit.name: edit
    for edit in (
        Edit("first build", lambda site: None, first=True),
        Edit("body", lambda site: site.edit("posts/p1.md", "Some words.", "Some other words.")),
        Edit("title", lambda site: site.edit("posts/p2.md", "title: Post 2", "title: Two")),
        Edit("new post", lambda site: site.write({"posts/fresh.md": post("Fresh", tags="[calm]")})),
        Edit("delete", lambda site: site.delete("posts/p2.md")),
        Edit("retract", lambda site: site.edit("posts/p2.md", "title: Post 2", "title: Post 2\nstatus: draft")),
        Edit("rename", _rename),
        Edit("alias", _alias_moves),
        Edit("file to folder", _file_to_folder, before=_handouts),
        Edit("folder to file", _folder_to_file),
        Edit("addresses", _settings('[permalinks]\npost = "/blog/{slug}/"\n')),
    )
}


def fill(site: SmallSite, posts: int) -> None:
    """Write a site with so many posts, and one of everything else."""
    site.settings(PLAIN)
    site.write(plain_theme("themes/plain/"))
    site.write({f"posts/p{at}.md": post(f"Post {at}", date=f"2026-01-{1 + at % 28:02}") for at in range(posts)})
    site.write({
        "posts/p1.md": post("Post 1", "Some words.\n\n![A heron](../media/heron.png)", series="Rest", tags="[calm]"),
        "posts/p2.md": post("Post 2", "See [one](p1.md).", series="Rest", aliases="[/old-two/]", topic="Sleep"),
        "media/heron.png": PICTURE,
        "static/robots-note.txt": "a file of mine\n",
    })  # fmt: skip


def age(site: SmallSite, seconds: int) -> None:
    """Make the site's files older than those that are too fresh to be trusted."""
    past = time.time() - seconds
    for folder in site.folder.iterdir():
        for path in () if folder.name in ("public", ".therapyblog") else (folder, *folder.rglob("*")):
            if path.is_file() and path.stat().st_mtime > past:
                os.utime(path, (past, past))


class Ordeal:
    """A built site with files of the user in its output, an edit that is not built yet, and what a build must give."""

    def __init__(self, folder: Path, edit: Edit, *, posts: int, out: Path | None = None) -> None:
        self.folder = folder
        self.site = SmallSite(folder / "site")
        if out is not None:
            self.site.out = out
        clean = SmallSite(folder / "clean")
        (folder / "neighbour.txt").write_bytes(b"not yours\n")
        for site in (self.site, clean):
            fill(site, posts)
            edit.before(site)
        self.old: dict[str, bytes] = {}
        self.foreign: dict[str, bytes] = {}
        if not edit.first:
            age(self.site, 100)
            self.build()
            self.foreign = dict(FOREIGN)
            for path, content in self.foreign.items():
                (self.site.out / path).parent.mkdir(exist_ok=True)
                (self.site.out / path).write_bytes(content)
            self.build()
            self.old = self.tree()
        for site in (self.site, clean):
            edit.make(site)
        age(self.site, 50)
        clean.published(jobs=1)
        self.new = clean.tree()
        shutil.rmtree(clean.folder)
        self.outside = self._outside()
        self.watched = (self.site.folder / ".therapyblog", self.site.out, folder / "elsewhere")
        places = [folder, *([] if self.site.out.is_relative_to(folder) else [self.site.out])]
        self._snapshots = [Snapshot(place) for place in places]

    def build(self) -> None:
        self.site.published(jobs=1, out=self.site.out)

    def tree(self) -> dict[str, bytes]:
        """Return what lies in the output, without the user's files."""
        if not self.site.out.is_dir():
            return {}
        return {path: content for path, content in contents(self.site.out).items() if path not in self.foreign}

    def operations(self, *, reads: bool = False) -> list[tuple[str, str]]:
        """Build, return the file operations of that, and take it back."""
        # As every build after this one begins: with files that were put back, and whose inodes are others.
        self.restore()
        seen = operations(self.build, *self._places(reads=reads), reads=reads)
        assert self.tree() == self.new
        self.restore()
        return seen

    def restore(self) -> None:
        """Bring everything back to the moment before the build."""
        for snapshot in self._snapshots:
            snapshot.restore()

    def watch(self, act: Callable[[int, str, str], None], *, reads: bool = False) -> Watch:
        return Watch(self._places(reads=reads), act, reads=reads)

    def _places(self, *, reads: bool) -> tuple[Path, ...]:
        return (self.site.folder, self.site.out) if reads else self.watched

    def die(self, at: int, *, torn: bool = False) -> None:
        """Build in a process that ends before its k-th operation, or in the middle of it."""

        def work() -> None:
            with watching(self.watch(dying_at(at, torn=torn))):
                self.build()

        assert in_a_process(work) == DIED

    def die_before(self, event: str, part: str, *, after: str) -> None:
        """Build in a process that ends before an operation on a path that holds `part`, once one held `after`."""
        passed: list[str] = []

        def act(_: int, what: str, path: str) -> None:
            if what == event and part in path:
                if passed:
                    os._exit(DIED)
                passed.extend(path for path in [path] if after in path)

        def work() -> None:
            with watching(self.watch(act)):
                self.build()

        assert in_a_process(work) == DIED

    def killed_after(self, seconds: float) -> bool:
        """Build in a process that is killed so long after its start; return whether it was still at work."""
        child = os.fork()
        if child == 0:
            try:
                self.build()
            finally:
                os._exit(0)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    def check_whole(self) -> None:
        """Insist on I1 and I2: no file is half written, and nothing is touched that is not ours."""
        assert half_new(self.tree(), self.old, self.new) == []
        self.check_foreign()

    def command(self) -> tuple[int, str]:
        """Run `therapyblog build`, and return its exit code and what it said to stderr."""
        return command(self.site.folder, "--out", str(self.site.out), "--jobs", "1")

    def check_refusal(self, code: int, stderr: str, *, for_good: bool) -> None:
        """Insist on I5, and on one sentence that names a path; or the build found a way round the fault."""
        if code == 0:
            assert self.tree() == self.new
            return
        assert code == 3, stderr
        assert re.fullmatch(r"therapyblog: [^\n]*/[^\n]+: [^\n]+\n", stderr), stderr
        if for_good and "part of the site is already new" in stderr:
            self.check_whole()
        elif self.tree() != self.new:
            # It is whole and new where only the tidying up was refused.
            self.check_old()

    def check_foreign(self) -> None:
        assert self._outside() == self.outside
        for path, content in self.foreign.items():
            assert (self.site.out / path).read_bytes() == content, path

    def check_old(self) -> None:
        """Insist on I5: the published site is as it was, byte for byte."""
        assert self.tree() == self.old
        self.check_foreign()

    def check_recovery(self) -> None:
        """Insist on I3 and I4: the next build is a clean one, and nothing stays behind of what went wrong."""
        self.build()
        self.check_new()
        again = self.site.published(jobs=1, out=self.site.out)
        assert not again.written
        assert not again.rendered
        assert not again.notices

    def check_new(self) -> None:
        assert self.tree() == self.new
        self.check_foreign()
        workshop = self.site.folder / ".therapyblog"
        left = {path.relative_to(workshop).as_posix() for path in workshop.rglob("*") if path.is_file()}
        assert {path for path in left if not path.endswith("/list")} <= {".gitignore", "lock", "cache/memo.sqlite"}
        assert is_free(workshop / "lock")

    def _outside(self) -> dict[str, tuple[bytes, int]]:
        files = Snapshot(self.folder).files
        out = os.path.relpath(self.site.out, self.folder)
        ours = (f"{out}/", "site/.therapyblog/", "elsewhere/")
        return {path: entry for path, entry in files.items() if not path.startswith(ours)}


def is_free(lock: Path) -> bool:
    """Say whether nobody holds a lock."""
    with lock.open("ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def command(folder: Path, *more: str) -> tuple[int, str]:
    """Run `therapyblog build` in this process, and return its exit code and what it said to stderr."""
    outcome = CliRunner().invoke(commands, ["build", str(folder), "--today", str(TODAY), "--quiet", *more])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, outcome.stderr


@contextmanager
def after(what: object) -> Iterator[None]:
    """Say what came before, where something does not hold."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"after {what}: {type(error).__name__}: {error}") from error


def die_everywhere(ordeal: Ordeal, amount: int = 0, start: int = 0) -> int:
    """End a build before each operation and in the middle of each write, or at so many of these moments.

    Returns how many moments that were. Before an operation is after the previous one.
    """
    seen = ordeal.operations()
    moments = [(at, False, f"{event} {path}") for at, (event, path) in enumerate(seen, 1)]
    moments += [(at, True, f"writing {path}") for at, (event, path) in enumerate(seen, 1) if event == "open"]
    chosen = spread(len(moments), amount, start)
    for number in chosen:
        at, torn, what = moments[number - 1]
        ordeal.die(at, torn=torn)
        with after(f"death at {at}, {what}"):
            ordeal.check_whole()
            ordeal.check_recovery()
        ordeal.restore()
    return len(chosen)


def refuse_everywhere(ordeal: Ordeal, error: int, amount: int = 0, start: int = 0, *, for_good: bool = False) -> int:
    """Let the disk refuse each operation of a build, or so many of them; `for_good` all that come after as well.

    Returns how many builds that were.
    """
    seen = ordeal.operations(reads=True)
    chosen = spread(len(seen), amount, start)
    for at in chosen:
        with watching(ordeal.watch(refusing(error, at, None if for_good else at), reads=True)):
            told = ordeal.command()
        with after(f"{errno.errorcode[error]} at {at}, {' '.join(seen[at - 1])}, which ended with {told}"):
            ordeal.check_refusal(*told, for_good=for_good)
            ordeal.check_recovery()
        ordeal.restore()
    return len(chosen)
