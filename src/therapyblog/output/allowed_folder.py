"""Checks which folders may be an output folder: other generators have deleted their users' homes and repositories."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from therapyblog.errors import UsageError
from therapyblog.model.site_folder import SOURCE_FOLDERS
from therapyblog.output.directory_tree import Modes, Tree
from therapyblog.output.manifest import is_ours
from therapyblog.output.own_folder import quoted
from therapyblog.output.workspace import Workspace

_UNKNOWN = (
    "{out} is not empty, and this site has no list of what therapyblog wrote there (it may have been deleted, or be on "
    "another computer). Empty the folder; or build with --take-over: everything in it is first moved to "
    ".therapyblog/aside/, and --take-over --undo puts it back."
)


def check_output(out: Path, site: Path, *, take_over: bool = False) -> None:
    """Refuse an output folder that could hold something of the user's; raises `UsageError`, touches nothing.

    With `take_over` it may hold files that no list of ours names.
    """
    real, root = _real(out), _real(site)
    why = _why_not(real, root)
    if not why and out.is_symlink() and not out.exists():
        why = "it is a link that leads nowhere"
    if not why and real.exists():
        why = _why_not_there(real)
    if why:
        raise UsageError(f"{out} cannot be the output folder: {why}. Choose an empty or new folder with --out.")
    _check_links(out, site)
    if real.is_dir() and not take_over and os.listdir(real) and not is_ours(Workspace(site, out)):
        raise UsageError(_UNKNOWN.format(out=out))


def output_tree(out: Path, site: Path, modes: Modes | None) -> Tree:
    """Return the output folder as a tree; within the site folder, no link in its own path is followed either."""
    below = Tree(site).name_of(out)
    return Tree(site, below, modes) if below else Tree(out, modes=modes)


def _check_links(out: Path, site: Path) -> None:
    """Refuse a link in the path within the site folder: the author of the site could choose where we write."""
    tree = Tree(site)
    below = tree.name_of(out)
    parts = below.split("/") if below else []
    for count in range(1, len(parts) + 1):
        name = "/".join(parts[:count])
        status = tree.stat(name)
        if status is not None and not tree.is_folder(name) and not stat.S_ISREG(status.st_mode):
            target = _real(out)
            line = f"therapyblog build {quoted(site)} --out {quoted(target)}"
            raise UsageError(
                f"{tree.path(name)} is a link, and a link in a site folder does not decide where the site is written "
                f"to. If {target} is the place that you want, say so: {line}"
            )


def _why_not(real: Path, root: Path) -> str:
    if real == root:
        return "it is the site folder itself"
    if real in root.parents:
        return "it contains the site folder"
    home = os.path.expanduser("~")
    # Without HOME, and with a user that the system does not know, it stays "~".
    if os.path.isabs(home) and real == _real(Path(home)):
        return "it is your home folder"
    if ".git" in (part.casefold() for part in real.parts):
        return "it is inside a folder in which Git keeps its own files"
    source = next((name for name in SOURCE_FOLDERS if _lies_in(real, root, name)), "")
    return f"it is inside the site’s {source} folder" if source else ""


def _why_not_there(real: Path) -> str:
    if not real.is_dir():
        return "it is a file"
    return "it holds a Git repository" if (real / ".git").exists() else ""


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _lies_in(real: Path, root: Path, name: str) -> bool:
    """Say whether a path is a source folder or inside one, which may be a link, or be written in another case."""
    inside = root in real.parents and real.relative_to(root).parts[0].casefold() == name
    source = _real(root / name)
    # A link to a parent of the site is no source folder: it is not read.
    around = source == root or source in root.parents
    return inside or (not around and (real == source or source in real.parents))
