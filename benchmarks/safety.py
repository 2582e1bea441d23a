"""Measure what each safety costs: build the same site with and without it, in turns, and print the medians.

    python benchmarks/safety.py SITE [--runs 7]

One process, from cold, processor time of the whole process; a safety is taken away by putting something that does
nothing in its place, in a process of its own. Put SITE on a memory file system. `benchmarks/README.md` has the figures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def _plain_jinja() -> None:
    import jinja2

    from therapyblog.render import environment

    plain = {"getattr": jinja2.Environment.getattr, "call": lambda _self, _context, what, *a, **k: what(*a, **k)}
    # Code that was compiled for a sandbox asks the environment, so both ends change.
    environment.Sandbox.getattr = lambda self, obj, name: (  # type: ignore[method-assign]
        environment.Strings.__getitem__(obj, name)
        if type(obj) is environment.Strings
        else plain["getattr"](self, obj, name)
    )
    environment.Sandbox.is_safe_attribute = lambda *_: True  # type: ignore[method-assign]
    environment.Sandbox.is_safe_callable = lambda *_: True  # type: ignore[method-assign]


def _no_last_pass() -> None:
    from therapyblog.render import renderer

    renderer.rewrite_links = lambda html, _rewrite: (html, {})


def _no_link_check() -> None:
    from therapyblog.routes import routing

    routing._check_links = lambda *_: ()


def _no_sync() -> None:
    os.fsync = lambda _file: None


def _no_journal() -> None:
    from therapyblog.output import publish

    publish.write_journal = lambda *_: None


def _no_memo() -> None:
    """`--no-cache` : nothing to save, and nothing saved."""


SAFETIES: dict[str, Callable[[], None]] = {
    "nothing taken away": lambda: None,
    "the sandbox of templates": _plain_jinja,
    "the last pass over every page (addresses, schemes)": _no_last_pass,
    "the check of every link, picture and component": _no_link_check,
    "waiting for the disk (fsync)": _no_sync,
    "the journal": _no_journal,
    "the memo": _no_memo,
}


def build_without(safety: str, site: Path) -> None:
    """Build the site from cold in this process, and print the processor time."""
    import therapyblog

    SAFETIES[safety]()
    result = therapyblog.build(site, jobs=1, cache=safety != "the memo")
    assert result.published, result.problems
    print(time.process_time())


def main() -> int:
    """Measure every safety in turns."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--without", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.without:
        build_without(arguments.without, arguments.site)
        return 0
    times: dict[str, list[float]] = {name: [] for name in SAFETIES}
    for _ in range(arguments.runs):
        for name, taken in times.items():
            for left in ("public", ".therapyblog"):
                shutil.rmtree(arguments.site / left, ignore_errors=True)
            command = [sys.executable, __file__, str(arguments.site), "--without", name]
            taken.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    whole = statistics.median(times["nothing taken away"])
    print(f"whole build: {whole:.3f} s of processor time\n\n| without | costs | of the build |\n|---|---:|---:|")
    for name, taken in list(times.items())[1:]:
        cost = whole - statistics.median(taken)
        print(f"| {name} | {cost * 1000:.0f} ms | {cost / whole:.1%} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
