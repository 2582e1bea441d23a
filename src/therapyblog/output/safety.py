"""Which folders may be an output folder. Other generators have deleted their users' homes and repositories."""

from __future__ import annotations

from pathlib import Path

from therapyblog.errors import UsageError
from therapyblog.output.manifest import NAME

SOURCES = ("posts", "pages", "practitioners", "series", "media", "static", "theme", "themes", ".therapyblog")


def check_output(out: Path, site: Path) -> None:
    """Refuse an output folder that could hold something of the user's; raises `UsageError`, touches nothing."""
    real, home = out.resolve(), Path.home().resolve()
    root = site.resolve()
    if real == root:
        _refuse(out, "it is the site folder itself")
    if real in root.parents:
        _refuse(out, "it contains the site folder")
    if real == home:
        _refuse(out, "it is your home folder")
    for name in SOURCES:
        source = root / name
        if real == source or source in real.parents:
            _refuse(out, f"it is inside the site’s {name} folder")
    if out.is_symlink() and not out.exists():
        _refuse(out, "it is a link that leads nowhere")
    if real.exists() and not real.is_dir():
        _refuse(out, "it is a file")
    if not real.is_dir():
        return
    if (real / ".git").exists():
        _refuse(out, "it holds a Git repository")
    if not (real / NAME).is_file() and any(real.iterdir()):
        _refuse(out, "it holds files that therapyblog did not write")


def is_ours(out: Path) -> bool:
    """Say whether a folder carries our mark."""
    return (out / NAME).is_file()


def _refuse(out: Path, why: str) -> None:
    raise UsageError(f"{out} cannot be the output folder: {why}. Choose an empty or new folder with --out.")
