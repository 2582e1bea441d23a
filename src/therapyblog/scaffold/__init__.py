"""A small site to start from: settings with comments, one practitioner, two posts, two pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from therapyblog.errors import UsageError, disk_error

TEMPLATE = Path(__file__).parent / "site"


def start_site(folder: Path) -> None:
    """Write the starter site into a new or empty folder.

    Raises `UsageError` where the folder holds anything, and `DiskError` where it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty, so nothing was written there. Name a new folder.")
    try:
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    except shutil.Error as error:
        raise disk_error(OSError(str(error.args[0][0][2])), folder) from error
    except OSError as error:
        raise disk_error(error, folder) from error
    for name in ("media", "static"):
        (folder / name).mkdir(exist_ok=True)
