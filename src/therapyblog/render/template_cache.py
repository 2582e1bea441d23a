"""Compiled templates, kept in the user's cache folder, because compiling fifty of them is half of a small build.

The code in it is executed. So it is a folder of the user's own outside every site, which nobody else may write to;
without one (no home, somebody else's folder, a full or read-only disk) templates are compiled in every build.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2

from therapyblog import __version__

MOST = 1_000
"""Most files that are kept; each edit of a template leaves one behind."""
FORM = 7
"""To be counted up where the same template is compiled into something else than before."""
_SEAL = 16
_Lines = tuple[tuple[str, int, bool], ...]
CompiledTemplate = tuple[
    frozenset[str], _Lines, bool, _Lines, _Lines, str, tuple[int, ...], _Lines, _Lines, _Lines, CodeType
]
"""What a template says of itself, and its code (see `Parsed`)."""


def key_of(name: str, path: str, source: str) -> str:
    """Return the name of the file for a template's code: it depends on the versions of Python, Jinja and ours too."""
    made_by = f"{sys.version} {jinja2.__version__} {__version__} {FORM}"
    return blake2b(f"{made_by}\0{name}\0{path}\0{source}".encode(), digest_size=16).hexdigest()


def load(key: str) -> CompiledTemplate | None:
    """Return a template from the cache; `None` where it has to be compiled."""
    folder = _folder()
    if folder is None:
        return None
    try:
        content = (folder / key).read_bytes()
    except OSError:
        return None
    # `marshal` trusts what it reads, so a file that a full disk cut short must not get there.
    if _seal(content[_SEAL:]) != content[:_SEAL]:
        return None
    compiled: CompiledTemplate = marshal.loads(content[_SEAL:])  # noqa: S302 - written by us, where only this user can write
    return compiled


def store(key: str, kept: CompiledTemplate) -> None:
    """Keep a compiled template; where it cannot be written, it is compiled again the next time."""
    folder = _folder()
    if folder is None:
        return
    content = marshal.dumps(kept)
    with suppress(OSError):
        _make_room(folder)
        number, fresh = tempfile.mkstemp(dir=folder)
        try:
            with open(number, "wb") as stream:
                stream.write(_seal(content) + content)
            os.replace(fresh, folder / key)
        except OSError:
            os.unlink(fresh)
            raise


def _seal(content: bytes) -> bytes:
    return blake2b(content, digest_size=_SEAL).digest()


def _make_room(folder: Path) -> None:
    files: list[Any] = list(os.scandir(folder))
    if len(files) >= MOST:
        for entry in sorted(files, key=lambda entry: entry.stat().st_mtime)[: MOST // 2]:
            os.unlink(entry.path)


@cache
def _folder() -> Path | None:
    """Return the folder, created if missing; `None` where none can be used."""
    if os.name == "posix" and not os.environ.get("HOME"):
        return None
    from platformdirs import user_cache_path  # noqa: PLC0415 - a build with nothing to do asks for no template

    folder = user_cache_path("therapyblog", appauthor=False) / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if all(map(_is_ours, (folder, folder.parent))) else None
    except OSError:
        return None


def _is_ours(folder: Path) -> bool:
    """Say whether this is a real folder (no link) of this user that nobody else can write to."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    return os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
