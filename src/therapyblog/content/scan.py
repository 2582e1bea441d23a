"""Scan a site folder: which files there are, each under the name by which all later stages know it.

Names are NFC with `/`, whatever the file system says. Links out of the folder are not followed: what is published is
what lies in the site folder, and nothing else of the disk.
"""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections.abc import Collection
from operator import attrgetter
from pathlib import Path
from stat import S_IFMT
from typing import TYPE_CHECKING

from therapyblog.content.left_out import report_left_out, report_other_text
from therapyblog.diagnostics import Diagnostics
from therapyblog.files import KINDS
from therapyblog.model.problems import Place, Problem, problem
from therapyblog.model.site_folder import DOCUMENT_FOLDERS, FILE_FOLDERS, TEXT_SUFFIXES
from therapyblog.model.value import Value
from therapyblog.settings.file_names import is_bundle
from therapyblog.urls.permalinks import identity

if TYPE_CHECKING:
    from therapyblog.model.documents import Kind

MAX_DEPTH = 40
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Source(Value, frozen=True, kw_only=True):
    """One file of the site folder."""

    path: str
    """Below the site folder: NFC, with `/`."""
    file: str
    """Where the operating system finds it."""
    size: int = 0
    """Bytes."""
    time: int = 0
    """Of the last change, in nanoseconds; archives and copying programs set it as they like."""
    inode: int = 0
    """By which the file system knows the file: another one was put in its place if this has changed."""
    touched: int = 0
    """When the system last noted a change of the file, in nanoseconds; no program sets it. (Windows: of its making.)"""


_PATH = attrgetter("path")


class Sources(Value, frozen=True, kw_only=True):
    """Every file that a build may read, sorted by path."""

    documents: tuple[tuple[Kind, Source], ...] = ()
    files: tuple[Source, ...] = ()
    """Those of `media/`, of `static/` and of the folders that a text has for itself."""
    told: tuple[str, ...] = ()
    """What was wrong with the folder: one where that has changed is another one."""

    def all(self) -> list[Source]:
        """Return all of them."""
        return [*(source for _, source in self.documents), *self.files]


def seen(path: str, file: str, status: os.stat_result) -> Source:
    """Return a file of the site, as the file system describes it."""
    return Source(
        path=path,
        file=file,
        size=status.st_size,
        time=status.st_mtime_ns,
        inode=status.st_ino,
        touched=status.st_ctime_ns,
    )


def scan(site: Path, diagnostics: Diagnostics) -> Sources:
    """List the site's files; raises `OSError` where a folder cannot be listed."""
    walker, before = _Walker(site, diagnostics), len(diagnostics)
    documents: list[tuple[Kind, Source]] = []
    files: list[Source] = []
    left_out: list[str] = []
    for folder, kind in DOCUMENT_FOLDERS.items():
        found = walker.walk(folder)
        bundles = {posixpath.dirname(source.path) for source in found if is_bundle(source.path) and _is_text(source)}
        for source in found:
            bundle = _outermost(source.path, bundles)
            if _is_text(source):
                if not report_other_text(source.path, bundle, diagnostics):
                    documents.append((kind, source))
            elif bundle and not is_hidden(source.path):
                files.append(source)
            else:
                left_out.append(source.path)
    report_left_out(site, left_out, diagnostics)
    files += [
        source
        for folder in FILE_FOLDERS
        for source in walker.walk(folder)
        if folder == "static" or not is_hidden(source.path)
    ]
    files.sort(key=_PATH)
    first_of: dict[str, Source] = {}
    twins: set[str] = set()
    texts = [source for _, source in documents]
    for source, name in [
        *((text, os.path.splitext(text.path)[0]) for text in texts),
        *((file, file.path) for file in files),
    ]:
        first = first_of.setdefault(identity(name), source)
        if first is not source:
            diagnostics.report(_twin(source, first))
            twins.add(source.file)
    return Sources(
        documents=tuple((kind, source) for kind, source in documents if source.file not in twins),
        files=tuple(source for source in files if source.file not in twins),
        told=tuple(str(problem) for problem in list(diagnostics)[before:]),
    )


def _is_text(source: Source) -> bool:
    return source.path.lower().endswith(TEXT_SUFFIXES) and not is_hidden(source.path)


def _outermost(path: str, bundles: Collection[str]) -> str:
    """Return the folder of a text in which a file lies, the outer one of two; nothing where it lies in none."""
    found = ""
    while bundles and (path := posixpath.dirname(path)):
        found = path if path in bundles else found
    return found


def _twin(source: Source, first: Source) -> Problem:
    """Two names that differ only in case, or in how an accent is stored, are one file on a Mac or on Windows.

    Two texts that differ only in the end of their names are one text: only the author knows which one counts.
    """
    ends = [os.path.splitext(path)[1].casefold() for path in (source.path, first.path)]
    if ends[0] != ends[1]:
        says = f"{first.path} has the same name but for its end, so both would be one page"
        fix = f"delete one of them, or rename {posixpath.basename(source.path)}"
        return problem("TB-FILE-006", at=Place(path=source.path), says=says, fix=fix)
    if source.path == first.path:
        says = "there are two files of this name, which differ only in how an accent is stored"
    else:
        says = f"on many computers this file has the same name as {first.path}, and one would replace the other"
    return problem("TB-FILE-006", at=Place(path=source.path), says=says, fix="give one of the two another name")


_HIDDEN = re.compile("(?:^|/)[.~#]|[~#](?:/|$)")
_LITTER = re.compile(
    r"\._.*|\.DS_Store|\.AppleDouble|\.Spotlight-V100|\.Trashes|\.fseventsd|\.localized|__MACOSX|Icon\r|@eaDir"
    r"|(?:eh)?thumbs(?:_vista)?\.db|desktop\.ini|\$RECYCLE\.BIN|\.git|\.svn|\.hg"
    r"|.*~|~\$.*|\.~lock\..*|#.*#|\.#.*|.*\.(?:bak|orig|tmp|sw[a-p]|part|crdownload)",
    re.IGNORECASE,
)
"""What systems and editors leave behind, by its name; nothing of it is published."""


def is_hidden(path: str) -> bool:
    """Say whether a path below the site folder is one that editors and systems keep for themselves."""
    return _HIDDEN.search(path) is not None


class _Walker:
    """Lists the folders of one site."""

    def __init__(self, site: Path, diagnostics: Diagnostics) -> None:
        self.site, self.diagnostics = site, diagnostics
        self.real = os.path.realpath(site)

    def walk(self, folder: str) -> list[Source]:
        sources: list[Source] = []
        start = os.path.join(self.site, folder)
        if os.path.isdir(start) and self._inside(start, folder):
            self._walk(start, folder, sources, 0)
        return sorted(sources, key=_PATH)

    def _walk(self, folder: str, name: str, sources: list[Source], depth: int) -> None:
        if depth > MAX_DEPTH:
            self._note("TB-FILE-005", name, "folders are nested too deeply here", "move them up")
            return
        with os.scandir(folder) as entries:
            listed = list(entries)
        for entry in listed:
            if _LITTER.fullmatch(entry.name):
                continue
            path = f"{name}/{entry.name if entry.name.isascii() else unicodedata.normalize('NFC', entry.name)}"
            if not is_writable_name(entry.name):
                says = "this file’s name holds signs that are no text (shown as \ufffd), so it cannot be published"
                self._note("TB-FILE-004", printable(path), says, "rename the file")
            elif entry.is_symlink() and not self._inside(entry.path, path):
                continue
            elif entry.is_dir():
                self._walk(entry.path, path, sources, depth + 1)
            elif entry.is_file():
                # Windows gives the inode only in answer to `stat` of the file itself.
                sources.append(seen(path, entry.path, entry.stat() if os.name != "nt" else os.stat(entry.path)))
            else:
                says = f"{KINDS.get(S_IFMT(entry.stat().st_mode), 'it is not a file')}, so it is left out"
                self._note("TB-FILE-005", path, says, "delete it, or put a file in its place")

    def _inside(self, path: str, name: str) -> bool:
        """Say whether a path stays inside the site folder once links are followed, and does not lead in a circle."""
        real = os.path.realpath(path)
        if not real.startswith(self.real + os.sep):
            target, fix = "a place outside the site folder", "copy the file here"
        elif not os.path.exists(path):
            target, fix = "a file that is not there", "put the file itself here, or delete the link"
        elif os.path.islink(path) and os.path.isdir(real):
            target, fix = "another folder", "copy the folder here"
        else:
            return True
        self._note("TB-FILE-005", name, f"this is a link to {target}, so it is left out", fix)
        return False

    def _note(self, code: str, path: str, says: str, fix: str) -> None:
        self.diagnostics.add(code, at=Place(path=path), says=says, fix=fix)


def is_writable_name(name: str) -> bool:
    """Say whether a file's name is text that a page and a message can hold."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return not _CONTROL.search(name)


def printable(path: str) -> str:
    """Return a path as a message can show it."""
    return _CONTROL.sub("\ufffd", path.encode("utf-8", "replace").decode())
