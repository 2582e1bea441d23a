"""The report of the last import, shown in the place of the home page until somebody has read it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

import msgspec

from therapyblog.model.import_report import Report, place_of
from therapyblog.output.directory_tree import PRIVATE, Tree
from therapyblog.output.workspace import FOLDER

_READ = "read"
"""The name of the empty file that says so, beside the report."""


class LastImport:
    """The imports of a site folder, as far as the preview shows them."""

    def __init__(self, folder: Path) -> None:
        self._tree = Tree(folder, f"{FOLDER}/imports", PRIVATE)

    def report(self) -> Report | None:
        """Return the report of the last import; `None` where there is none, or somebody has read it."""
        name = self._name()
        if not name or self._tree.is_file(f"{name}/{_READ}"):
            return None
        try:
            return msgspec.json.decode(self._tree.read(f"{name}/report.json"), type=Report)
        except (OSError, msgspec.DecodeError):
            return None

    def dismiss(self) -> None:
        """Note that the report was read."""
        if name := self._name():
            self._tree.write(f"{name}/{_READ}", b"", synced=False)

    def _name(self) -> str:
        try:
            names = self._tree.names()
        except OSError:
            return ""
        return next((name for name in reversed(names) if self._tree.is_file(f"{name}/report.json")), "")


def report_page(report: Report, done: str) -> bytes:
    """Return the report as a page; `done` is the address that the button sends to."""
    count = sum(came.done in ("new", "replaced", "pictures") for came in report.came)
    files = "1 file" if count == 1 else f"{count:,} files"
    looks = (f"<b>{escape(place_of(look))}</b>: {escape(look.says)}" for look in report.looks)
    left = (f"<b>{escape(item.title or item.origin)}</b>: {escape(item.why)}" for item in report.left)
    lost = f"{report.redirects_lost} old addresses with a question mark cannot be kept."
    parts = [
        _section("Look at these, the most important first", looks),
        _section("Left out", left),
        f"<p>{lost}</p>" if report.redirects_lost else "",
        "<p>To take the import back, type <code>therapyblog import --undo</code> in the site’s folder.</p>",
    ]
    return _PAGE.format(files=files, kind=escape(report.kind), done=escape(done), parts="".join(parts)).encode()


def _section(title: str, entries: Iterable[str]) -> str:
    shown = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<h2>{title}</h2><ol>{shown}</ol>" if shown else ""


_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>What came with the import</title><meta name="viewport" content="width=device-width">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 17px/1.6 system-ui, sans-serif; max-width: 44em; margin: 0 auto; padding: 6vh 24px }}
body {{ overflow-wrap: anywhere }}
h1 {{ font-size: 28px; line-height: 1.2 }} h2 {{ font-size: 20px; margin-top: 2em }} li {{ margin: .5em 0 }}
button {{ font: inherit; padding: .6em 1.2em; border-radius: 6px; border: 1px solid; background: none; color: inherit }}
button:focus-visible {{ outline: 3px solid Highlight; outline-offset: 2px }}
</style>
</head>
<body><main><h1>What came with the import</h1>
<p>{files} came from {kind}.</p>
<form method="post" action="{done}"><button>I have read this; show my site</button></form>
{parts}
</main></body>
</html>
"""
