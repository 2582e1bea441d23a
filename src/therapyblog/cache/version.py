"""The version of the cache: a digest of our own code, the libraries and Python."""

from __future__ import annotations

import os
import sys
from hashlib import blake2b
from pathlib import Path

from therapyblog import __version__

LIBRARIES = (
    "babel",
    "jinja2",
    "markdown_it_py",
    "markupsafe",
    "mdit_py_plugins",
    "msgspec",
    "nh3",
    "pillow",
    "pillow_heif",
    "python_frontmatter",
    "python_slugify",
    "pyyaml",
    "tinycss2",
)


def fingerprint() -> bytes:
    """Return a digest of everything whose change could change a page.

    Versions are read from the names of `*.dist-info` folders: importing the libraries, or asking `importlib.metadata`,
    would cost more than a build with nothing to do.
    """
    digest = blake2b(f"{__version__} {sys.version}".encode(), digest_size=16)
    for name in sorted(_distributions()):
        digest.update(name.encode())
    package = os.fspath(Path(__file__).resolve().parent.parent)
    for path, size, time in sorted(_sources(package)):
        # Not `relpath`: for our hundreds of modules it costs more than all else here.
        digest.update(f"{path[len(package) + 1 :]} {size} {time}".encode())
    return digest.digest()


def _distributions() -> set[str]:
    names = set()
    for folder in {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}:
        try:
            listed = os.listdir(folder)
        except OSError:
            continue
        names |= {
            name.lower()
            for name in listed
            if name.endswith(".dist-info") and name.partition("-")[0].lower().replace(".", "_") in LIBRARIES
        }
    return names


def _sources(folder: str) -> list[tuple[str, int, int]]:
    """Return our own modules with size and time, so that a change of the code invalidates the cache."""
    sources = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in ("_shipped", "__pycache__"):
                    sources += _sources(entry.path)
            elif entry.name.endswith((".py", ".toml")):
                stat = entry.stat()
                sources.append((entry.path, stat.st_size, stat.st_mtime_ns))
    return sources
