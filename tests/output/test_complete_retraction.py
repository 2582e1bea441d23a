"""What was taken back is gone from the output folder in the next build, whatever other tools did to the files there."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.faults import Snapshot, Watch, watched
from support.ordeal import command
from support.site import SmallSite, post, told
from support.twins import plain_theme
from therapyblog import DiskError

POSTS = 3


class Tool:
    """Some other program that works on the output folder; `both` are files that it renamed and changed."""

    def __init__(self, out: Path, outside: Path) -> None:
        self.out, self.outside = out, outside
        self.renamed: set[Path] = set()
        self.changed: set[Path] = set()
        self.count = 0

    @property
    def both(self) -> set[str]:
        return {path.relative_to(self.out).as_posix() for path in self.renamed & self.changed if path.is_file()}

    def files(self) -> list[Path]:
        return sorted(path for path in self.out.rglob("*") if path.is_file() and not path.is_symlink())

    def _change(self, path: Path, content: bytes) -> None:
        path.chmod(0o644)
        path.write_bytes(content)
        self.changed.add(path)

    def append(self, path: Path) -> None:
        self._change(path, path.read_bytes() + b"<!-- minified -->")

    def lines(self, path: Path) -> None:
        self._change(path, path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")

    def encode(self, path: Path) -> None:
        self._change(path, path.read_bytes().decode("utf-8", "replace").encode("utf-16"))

    def in_secret(self, path: Path) -> None:
        """Change it so that its time and its size stay as they are."""
        found, fresh = path.stat(), path.with_name("fresh")
        fresh.write_bytes(path.read_bytes().swapcase())
        os.utime(fresh, ns=(found.st_atime_ns, found.st_mtime_ns))
        fresh.replace(path)
        self.changed.add(path)

    def touch(self, path: Path) -> None:
        path.touch()

    def protect(self, path: Path) -> None:
        path.chmod(0)
        path.parent.chmod(0o555)

    def compress(self, path: Path) -> None:
        """Also .br and .zst, in which everybody can read here."""
        for ending, content in ((".gz", gzip.compress(path.read_bytes())), (".br", b"x"), (".zst", path.read_bytes())):
            place = path.with_name(path.name + ending)
            place.write_bytes(content)
            if path in self.renamed or path.name.endswith((".gz", ".br", ".zst")):
                self.renamed.add(place)
                self.changed.add(place)

    def compress_only(self, path: Path) -> None:
        self.compress(path)
        path.unlink()

    def rename(self, path: Path) -> None:
        self._move(path, path.with_name(f"r{self.count}-{path.name}"))

    def rename_elsewhere(self, path: Path) -> None:
        self._move(path, self.out / "old" / f"{self.count}" / "page.html")

    def _move(self, path: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        self.renamed.add(target)
        if path in self.changed or path.name.endswith((".gz", ".br", ".zst")):
            self.changed.add(target)

    def copy(self, path: Path) -> None:
        place = self.out / f"backup-{self.count}.html"
        shutil.copy2(path, place)
        self.renamed.add(place)
        if path in self.changed or path.name.endswith((".gz", ".br", ".zst")):
            self.changed.add(place)

    def over_the_next(self, path: Path) -> None:
        """Move it to the place of another file."""
        files = self.files()
        path.replace(files[(files.index(path) + 1) % len(files)])

    def link(self, path: Path) -> None:
        place = self.outside / str(self.count)
        path.replace(place)
        path.symlink_to(place)

    def link_folder(self, path: Path) -> None:
        # What was renamed and lies behind a link to a folder is not looked for: the folder may be anybody's.
        if path.parent != self.out and not any(path.parent in other.parents for other in self.renamed):
            place = self.outside / str(self.count)
            path.parent.rename(place)
            path.parent.symlink_to(place)


ACTIONS: tuple[Callable[[Tool, Path], None], ...] = (
    Tool.append,
    Tool.lines,
    Tool.encode,
    Tool.in_secret,
    Tool.touch,
    Tool.protect,
    Tool.compress,
    Tool.compress_only,
    Tool.rename,
    Tool.rename_elsewhere,
    Tool.copy,
    Tool.over_the_next,
    Tool.link,
    Tool.link_folder,
)
CHANGES = ("", "draft", "scheduled", "deleted", "title", "body")


def reachable(out: Path) -> dict[str, bytes]:
    """Return every file that a web server or an upload would find, through links too."""
    found = {}
    for place, _, names in os.walk(out, followlinks=True):
        for path in (Path(place) / name for name in names):
            path.chmod(0o644)
            found[path.relative_to(out).as_posix()] = path.read_bytes()
    return found


def findable(content: bytes, word: str) -> bool:
    """Say whether somebody who reads a file finds a word in it."""
    texts = [content]
    with suppress(gzip.BadGzipFile, EOFError, zlib.error):
        texts.append(gzip.decompress(content))
    if content.startswith(b"\xff\xfe"):
        texts.append(content.decode("utf-16", "replace").encode())
    return any(word.encode() in text.lower() for text in texts)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(st.sampled_from(CHANGES), min_size=POSTS, max_size=POSTS),
    acts=st.lists(st.tuples(st.integers(0, 200), st.sampled_from(ACTIONS)), max_size=12),
)
def test_no_word_that_was_taken_back_is_findable(
    changes: list[str], acts: list[tuple[int, Callable[[Tool, Path], None]]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        site, outside = SmallSite(Path(place) / "site"), Path(place) / "outside"
        outside.mkdir()
        site.settings('[theme]\nname = "plain"\n')
        site.write(plain_theme("themes/plain/"))
        for number in range(POSTS):
            site.write({f"posts/p{number}.md": post(f"title{number}zz", f"body{number}zz", date="2026-01-01")})
        site.published(jobs=1)
        tool = Tool(site.out, outside)
        for number, act in acts:
            files = tool.files()
            tool.count += 1
            if files:
                act(tool, files[number % len(files)])
        back = [word for number, change in enumerate(changes) for word in take_back(site, number, change)]
        both = tool.both

        result = site.build(jobs=1)

        assert result.published, told(result)
        assert result.unremoved == ()
        tree = reachable(site.out)
        for word in back:
            found = {path for path, content in tree.items() if findable(content, word)}
            assert found <= both, (word, found)
            assert found <= set(result.foreign)
        clean = SmallSite(site.folder, {})
        clean.build(jobs=1, cache=False, out=Path(place) / "clean")
        assert {path: tree.get(path) for path in clean.tree()} == clean.tree()
        assert site.published(jobs=1).written == () or not back


def take_back(site: SmallSite, number: int, change: str) -> list[str]:
    """Change a post, and return the words that nobody may find any more."""
    path, title, body = f"posts/p{number}.md", f"title{number}zz", f"body{number}zz"
    if change == "deleted":
        site.delete(path)
    elif change == "title":
        site.edit(path, title, f"Another {number}")
    elif change == "body":
        site.edit(path, body, "Something else.")
    elif change:
        new = {"draft": "status: draft", "scheduled": "date: 2027-01-01"}[change]
        site.edit(path, "date: 2026-01-01", new)
    return {"": [], "title": [title], "body": [body]}.get(change, [title, body])


@pytest.fixture
def practice(site: SmallSite) -> SmallSite:
    site.write({"posts/a.md": post("A", aliases="[/old-a/]"), "posts/b.md": post("B")})
    site.published()
    return site


def test_a_changed_page_is_set_aside_and_told_once(practice: SmallSite) -> None:
    (practice.out / "a/index.html").write_text("mine now")
    (practice.out / "b/index.html").write_text("")
    practice.delete("posts/a.md")

    result = practice.published()

    assert "a/index.html" in result.removed
    (kept,) = result.set_aside
    assert (kept.path, (practice.folder / kept.now).read_text()) == ("a/index.html", "mine now")
    assert not practice.published().set_aside


def test_it_is_told_with_its_path_and_foreign_files_with_their_number(practice: SmallSite) -> None:
    (practice.out / "a/index.html").write_text("mine now")
    (practice.out / "a/notes.txt").write_text("mine")
    (practice.out / "b/index.html.gz").write_text("beside a page that stays as it is")
    practice.edit("posts/a.md", "Some words.", "Other words.")
    code, said = command_line(practice)

    assert code == 0
    (line,) = [line for line in said.splitlines() if line.startswith("set aside: ")]
    path = line.split(" now lies in ")[1].removesuffix(" for 30 days")
    assert line.startswith(
        "set aside: a/index.html was not as therapyblog wrote it, and now lies in .therapyblog/aside/"
    )
    assert (practice.folder / path).read_text() == "mine now"
    assert "1 file lies in the output folder that therapyblog did not write; --verbose lists them" in said
    practice.edit("posts/a.md", "Other words.", "More words.")
    assert "not written by therapyblog: a/notes.txt" in command_line(practice, "--verbose")[1]


def command_line(site: SmallSite, *more: str) -> tuple[int, str]:
    """Build as at a terminal; return the code and what was said to stderr."""
    from click.testing import CliRunner

    from therapyblog.cli.main import commands

    ran = CliRunner().invoke(commands, ["build", str(site.folder), "--today", "2026-11-23", *more])
    return ran.exit_code, ran.stderr


@pytest.mark.parametrize(
    ("change", "public"),
    [
        ({"posts/a.md": None}, ("/a/", "/old-a/")),
        ({"posts/a.md": post("A", aliases="[/old-a/]", status="draft")}, ("/a/", "/old-a/")),
        ({"posts/a.md": post("A", aliases="[/old-a/]", date="2027-01-01")}, ("/a/", "/old-a/")),
        ({"posts/a.md": post("A", aliases="[/old-a/]", status="unlisted")}, ()),
        ({"posts/a.md": post("A anew")}, ()),
        ({"posts/new.md": post("New", status="draft")}, ()),
    ],
)
@pytest.mark.parametrize("mistake", ["a link", "the settings", "a warning", "a file in the way"])
def test_where_nothing_is_published_what_is_still_public_is_named_last(
    mistake: str, change: dict[str, str | None], public: tuple[str, ...], practice: SmallSite
) -> None:
    for path, content in change.items():
        if content is None:
            practice.delete(path)
        else:
            practice.write({path: content})
    options = ()
    if mistake == "the settings":
        practice.settings('[theme]\nname = "nobody"\n')
    elif mistake == "a file in the way":
        (practice.out / "wrong").write_text("mine")
        practice.write({"posts/wrong.md": post("Wrong")})
    else:
        practice.write({"posts/wrong.md": post("Wrong", "[x](/nope/)" if mistake == "a link" else "[x](javascript:x)")})
        options = ("--strict",) if mistake == "a warning" else ()

    code, said = command(practice.folder, *options)

    assert code == {"a link": 1, "the settings": 1, "a warning": 5, "a file in the way": 2}[mistake]
    last = said.splitlines()[-1]
    says = f"Still public, though their texts were taken back: {', '.join(public)}"
    assert last.endswith(says) if public else "Still public" not in said
    assert practice.exists("/a/")


def test_an_alias_of_an_unlisted_post_asks_not_to_be_found(practice: SmallSite) -> None:
    assert 'content="noindex"' not in practice.page("/old-a/")
    practice.edit("posts/a.md", "title: A", "title: A\nstatus: unlisted")

    practice.published()

    assert '<meta name="robots" content="noindex">' in practice.page("/old-a/")


def test_what_is_set_aside_is_kept_for_thirty_days_or_two_hundred_megabytes(practice: SmallSite) -> None:
    aside = practice.folder / ".therapyblog" / "aside"
    for name in ("2020-01-01T00-00-00-000000/x", "2999-01-01T00-00-00-000000/x", "taken-over-2020/x", "2998-mine/x"):
        (aside / name).parent.mkdir(parents=True)
        (aside / name).write_text("x")
    for number in range(3):
        large = aside / f"2998-01-0{number + 1}T00-00-00-000000" / "film"
        large.parent.mkdir()
        with large.open("wb") as stream:
            stream.truncate(90_000_000)
    practice.edit("posts/a.md", "Some words.", "Other words.")

    practice.published()

    assert {path.name for path in aside.iterdir()} == {
        "2999-01-01T00-00-00-000000",
        "2998-01-03T00-00-00-000000",
        "2998-01-02T00-00-00-000000",
        "2998-mine",
        "taken-over-2020",
    }


@contextmanager
def as_the_owner(folder: Path) -> Iterator[None]:
    """Be somebody who is refused what is not permitted, and who owns all below a folder."""
    if os.geteuid() != 0:
        yield
        return
    for place in (folder, *folder.rglob("*")):
        os.chown(place, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="modes mean something else there")
def test_permissions_that_a_tool_took_away_keep_nothing_public() -> None:
    place = Path(tempfile.mkdtemp(prefix="therapyblog-"))
    site = SmallSite(place / "site")
    site.write({"posts/a.md": post("A"), "posts/b.md": post("B"), "posts/c.md": post("C")})
    site.published(jobs=1)
    (site.out / "c/index.html").rename(site.out / "b/page.html")
    with as_the_owner(place):
        modes = {"a/index.html": 0, "a": 0, "b/page.html": 0, "b": 0o111, "blog": 0o555, "c": 0o555}
        for path, mode in modes.items():
            (site.out / path).chmod(mode)
        site.delete("posts/a.md")
        site.delete("posts/c.md")

        result = site.published(jobs=1)

    assert (result.unremoved, result.foreign) == ((), ())
    assert not [path for path in ("a/index.html", "b/page.html") if os.path.lexists(site.out / path)]
    assert site.exists("/b/")
    shutil.rmtree(place)


@pytest.mark.skipif(os.name == "nt", reason="every name is text there")
def test_a_copy_whose_name_is_no_text_goes_too(practice: SmallSite) -> None:
    os.rename(practice.out / "a/index.html", os.fsencode(practice.out) + b"/\xff.html")
    (practice.out / os.fsdecode(b"\xfe.txt")).write_text("mine")
    practice.delete("posts/a.md")

    result = practice.published()

    assert result.foreign == ("?.txt",)
    assert os.listdir(os.fsencode(practice.out)).count(b"\xff.html") == 0
    assert [file.path for file in result.set_aside] == ["?.html"]


@pytest.mark.parametrize("there", ["a file", "a folder", "a link"])
def test_where_the_disk_refuses_what_was_set_aside_is_put_back(there: str, practice: SmallSite, tmp_path: Path) -> None:
    if there == "a folder":
        (practice.out / "a/index.html").unlink()
        (practice.out / "a/index.html").mkdir()
        (practice.out / "a/index.html/mine.txt").write_text("mine")
    else:
        (practice.out / "a").rename(tmp_path / "a")
        if there == "a file":
            (practice.out / "a").write_text("mine")
        else:
            (practice.out / "a").symlink_to(tmp_path / "a")
    practice.edit("posts/a.md", "title: A", "title: Ay")
    before = Snapshot(practice.out)

    def refuse(count: int, event: str, path: str) -> None:
        if event == "os.rename" and path.endswith("stage/index.html"):
            raise OSError(errno.EIO, "Input/output error", path)

    with watched(Watch((practice.folder,), refuse)), pytest.raises(DiskError):
        practice.build()

    after = Snapshot(practice.out)
    assert (after.files.keys(), after.links, after.folders) == (before.files.keys(), before.links, before.folders)
    assert not any((practice.folder / ".therapyblog" / "aside").iterdir())
    assert "Ay" in (practice.published() and practice.page("/a/"))
