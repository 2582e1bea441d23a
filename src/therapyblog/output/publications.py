"""What is kept of publications: `.therapyblog/publications/`, one folder of records for each destination.

A record is JSON, and names the objects that it needs by their digests; `publishing/records.py` reads and writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

PUBLICATIONS, OBJECTS = "publications", "objects"
_DIGEST = re.compile(rb"\b[0-9a-f]{32}\b")


def records_in(folder: Path) -> list[Path]:
    """Return the records of one destination, the oldest first."""
    # `20261130T120000-0002` comes after `20261130T120000`, which the names of the files do not say.
    return sorted(folder.glob("*.json"), key=lambda path: path.stem)


def older_records(own_folder: Path) -> list[Path]:
    """Return the records of each destination but its latest one."""
    folders = sorted((own_folder / PUBLICATIONS).glob("*"))
    return [record for folder in folders if folder.name != OBJECTS for record in records_in(folder)[:-1]]


def unneeded_objects(own_folder: Path) -> list[Path]:
    """Return the kept bytes that no record names."""
    publications = own_folder / PUBLICATIONS
    needed = _named(path for path in publications.glob("*/*.json"))
    return [path for path in publications.glob(f"{OBJECTS}/*/*") if path.name not in needed]


def _named(records: Iterable[Path]) -> set[str]:
    return {name.decode() for record in records for name in _DIGEST.findall(record.read_bytes())}
