"""Publish: bring the output folder to exactly these files, and touch nothing that is not ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from therapyblog.errors import UsageError, disk_error
from therapyblog.model.value import Value
from therapyblog.output.manifest import NAME, digest, format_manifest, read_manifest


class Published(Value, frozen=True, kw_only=True):
    """What publishing did: paths in the output folder."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def publish(out: Path, files: Mapping[str, bytes]) -> Published:
    """Bring the folder to these files (path → bytes); raises `DiskError`, and `UsageError` for a foreign file in the way."""
    try:
        return _publish(out, files)
    except OSError as wrong:
        raise disk_error(wrong, out) from wrong


def _publish(out: Path, files: Mapping[str, bytes]) -> Published:
    before = read_manifest(out) or {}
    digests = {path: digest(content) for path, content in files.items()}
    wanted = [path for path in sorted(files) if _differs(out / path, digests[path])]
    for path in wanted:
        if path not in before and (out / path).exists():
            raise UsageError(
                f"{out / path} is not a file that therapyblog wrote, and a page wants its place; move it away"
            )
    for path in wanted:
        _replace(out / path, files[path])
    stale = [path for path in sorted(before) if path not in files and not _differs(out / path, before[path])]
    for path in stale:
        (out / path).unlink()
        _drop_empty(out / path, out)
    _replace(out / NAME, format_manifest(digests))
    return Published(written=tuple(wanted), removed=tuple(stale))


def _differs(path: Path, wanted: str) -> bool:
    try:
        return digest(path.read_bytes()) != wanted
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return True


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.therapyblog-new")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _drop_empty(path: Path, out: Path) -> None:
    for folder in path.parents:
        if folder == out or any(folder.iterdir()):
            return
        folder.rmdir()
