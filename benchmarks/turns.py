"""Build the same blog from cold with therapyblog and one peer in turns, and print the ratio pair by pair.

    python benchmarks/turns.py --peers-dir DIR [--peer hugo] [--size 1000] [--pairs 24] [--theme small]

`compare.py` measures one generator after the other, and looks at the memory of their processes meanwhile; where there
are several it has each one's page tables read, which slows a build in two processes and not one in one. Here nothing
looks on, and a machine that changes its speed changes it for both halves of a pair. Needs ../shared/bench, as that
script does.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from compare import BENCH, is_there, site_with


def prepare(bench: Any, name: str, size: int, arguments: argparse.Namespace, folder: Path) -> tuple[list[str], Path]:
    """Return a generator's command and its site with the corpus, as the shared script makes them."""
    spec = bench.PEERS[name]
    if name == "therapyblog":
        command, site = shlex.split(arguments.command), site_with(arguments.theme, folder)
    else:
        found = bench.find_peer(name, spec, arguments.peers_dir)
        if found is None:
            raise SystemExit(f"{name} is not in {arguments.peers_dir}")
        command, site = [*found, *spec["cmd"]], folder / name
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
    environment = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=site, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{name} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-600:]}")
    return seconds


def main() -> int:
    """Measure, and print medians with their range."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers-dir", required=True, type=Path, help="where the peers are installed")
    parser.add_argument("--peer", default="hugo")
    parser.add_argument("--size", default=1000, type=int)
    parser.add_argument("--pairs", default=24, type=int)
    parser.add_argument("--theme", default="small")
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
        for one in both:
            cold(bench, *one)
        pairs = [[cold(bench, *one) for one in both] for _ in range(arguments.pairs)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    columns = {"therapyblog": [own for own, _ in pairs], arguments.peer: [other for _, other in pairs]}
    columns["ratio"] = [own / other for own, other in pairs]
    print(f"{arguments.size:,} posts, cold, {len(pairs)} pairs, theme {arguments.theme}")
    for name, figures in columns.items():
        print(f"{name:12} median {statistics.median(figures):.3f}  from {min(figures):.3f} to {max(figures):.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
