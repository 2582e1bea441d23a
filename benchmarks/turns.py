"""Build the same blog with therapyblog and one peer in turns, and print the ratio pair by pair.

    python benchmarks/turns.py --peers-dir DIR [--peer hugo] [--size 1000] [--pairs 24] [--theme small] [--rows cold]

Rows are `cold`, `nothing` and the edits of `EDITS`; before each of ours one file is changed and `.therapyblog/` and the
output are those of the build before. The peer builds from cold at every turn, which is all that Hugo has.

`compare.py` measures one generator after the other, and looks at the memory of their processes meanwhile; where there
are several it has each one's page tables read, which slows a build in two processes and not one in one. Here nothing
looks on, and a machine that changes its speed changes it for both halves of a pair. Needs ../shared/bench, as that
script does.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compare import BENCH, is_there, site_with


def prepare(bench: Any, name: str, size: int, arguments: argparse.Namespace, folder: Path) -> tuple[list[str], Path]:
    """Return a generator's command and its site with the corpus, as the shared script makes them."""
    spec = bench.PEERS[name]
    if name == "therapyblog":
        command, site = shlex.split(arguments.command), site_with(arguments.theme, folder)
    else:
        program = bench.find_peer(name, spec, arguments.peers_dir)
        if program is None:
            raise SystemExit(f"{name} is not in {arguments.peers_dir}")
        command, site = [*program, *spec["cmd"]], folder / name
        shutil.copytree(BENCH / "peers" / name, site, symlinks=True)
        if "link" in spec:
            (site / "node_modules").symlink_to((arguments.peers_dir / spec["link"]).resolve())
    corpus = [sys.executable, BENCH / "corpus.py", "--posts", str(size), "--out", site, "--format", name]
    subprocess.run(corpus, check=True, stdout=subprocess.DEVNULL)
    (site / "corpus.json").unlink()
    return command, site


def cold(bench: Any, name: str, command: list[str], site: Path) -> float:
    """Return the seconds of a build from cold, whole process."""
    bench.clean(site, bench.PEERS[name]["clean"])
    return build(name, command, site)


def build(name: str, command: list[str], site: Path) -> float:
    """Return the seconds of a build, whole process."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=site, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{name} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-600:]}")
    return seconds


def _replaced(text: str, pattern: str, new: str) -> str:
    changed, count = re.subn(pattern, new, text, count=1)
    if not count:
        raise SystemExit(f"nothing to change: {pattern}")
    return changed


EDITS: dict[str, tuple[str, Callable[[str, int], str]]] = {
    "body": ("posts", lambda text, turn: f"{text}\nOne more line, the {turn}th.\n"),
    "title": ("posts", lambda text, turn: _replaced(text, "(?m)^title: .*$", f'title: "Another title {turn}"')),
    "tag": ("posts", lambda text, turn: _replaced(text, r"(?m)^tags: .*$", f"tags: [sleep, new-{turn}]")),
    "series": ("posts", lambda text, turn: _replaced(text, r"part: \d+", f"part: {100 + turn}")),
    "cta": ("therapyblog.toml", lambda text, turn: _replaced(text, '(?m)^label = "', f'label = "{turn}: ')),
    "credential": ("practitioners", lambda text, turn: _replaced(text, r"credentials: \[", f"credentials: [X{turn}, ")),
}
"""Row → the file or folder, of which the middle file that has what is changed, and the text with the change."""


def change(site: Path, row: str, turn: int) -> None:
    """Make the edit of a row; the next one starts from the text as it was."""
    name, edit = EDITS[row]
    place = site / name
    files = [place] if place.is_file() else sorted(place.glob("*.md"))
    if row == "series":
        files = [file for file in files if "\nseries:" in file.read_text()]
    file = files[len(files) // 2]
    original = site.parent / f"{row}-original"
    if not original.exists():
        shutil.copyfile(file, original)
    file.write_text(edit(original.read_text(), turn))


def report(title: str, peer: str, pairs: list[tuple[float, float]]) -> None:
    """Print the medians of a row, with their range."""
    columns = {"therapyblog": [own for own, _ in pairs], peer: [other for _, other in pairs]}
    columns["ratio"] = [own / other for own, other in pairs]
    print(f"{title}, {len(pairs)} pairs")
    for name, figures in columns.items():
        print(f"{name:12} median {statistics.median(figures):.3f}  from {min(figures):.3f} to {max(figures):.3f}")
    sys.stdout.flush()


def main() -> int:
    """Measure, and print medians with their range."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers-dir", required=True, type=Path, help="where the peers are installed")
    parser.add_argument("--peer", default="hugo")
    parser.add_argument("--size", default=1000, type=int)
    parser.add_argument("--pairs", default=24, type=int)
    parser.add_argument("--theme", default="small")
    parser.add_argument("--rows", default="cold", help=f"of cold, nothing, {', '.join(EDITS)}")
    parser.add_argument("--command", default=f"{sys.executable} -m therapyblog build", help="how to run therapyblog")
    parser.add_argument("--work", type=Path, help="scratch folder; put it on a memory file system")
    arguments = parser.parse_args()
    if not is_there():
        return 2
    sys.path.insert(0, str(BENCH))
    import run_peers as bench  # noqa: PLC0415 - it is only there beside the project

    folder = Path(tempfile.mkdtemp(prefix="turns-", dir=arguments.work))
    try:
        both = [
            (name, *prepare(bench, name, arguments.size, arguments, folder)) for name in ("therapyblog", arguments.peer)
        ]
        (ours, theirs) = both
        for row in arguments.rows.split(","):
            cold(bench, *ours)
            build(*ours)
            cold(bench, *theirs)
            pairs = []
            for turn in range(1, arguments.pairs + 1):
                if row in EDITS:
                    change(ours[2], row, turn)
                own = cold(bench, *ours) if row == "cold" else build(*ours)
                pairs.append((own, cold(bench, *theirs)))
            report(f"{row}, {arguments.size:,} posts, theme {arguments.theme}", arguments.peer, pairs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
