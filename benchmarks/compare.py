"""Build the same blog with therapyblog and its peers, side by side in one run, and print the ratios.

    python benchmarks/compare.py --peers-dir DIR [--sizes 1000,10000] [--theme small,calm] [--only hugo,eleventy]

The corpus and the peers' sites lie in ../shared/bench, beside the project; without that folder there is nothing to
compare with, and this says so. `benchmarks/README.md` tells how to install the peers and holds the last figures.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCH = HERE.parent.parent / "shared" / "bench"
SCENARIOS = ("cold", "noop", "edit", "title")


def is_there() -> bool:
    """Say whether the shared benchmark is beside the project; if not, tell so."""
    if not BENCH.is_dir():
        print(f"The shared benchmark is not at {BENCH}; there is nothing to compare with.", file=sys.stderr)
    return BENCH.is_dir()


def site_with(theme: str, folder: Path) -> Path:
    """Copy the benchmark's site with another theme."""
    site = folder / f"site-{theme}"
    shutil.copytree(HERE / "site", site)
    settings = site / "therapyblog.toml"
    settings.write_text(re.sub(r'(?m)^name = "small"$', f'name = "{theme}"', settings.read_text()))
    return site


def measure(arguments: argparse.Namespace, theme: str, folder: Path) -> list[dict]:
    """Run the shared benchmark for one theme, with the peers on the first."""
    peers = arguments.only if theme == arguments.theme[0] else arguments.only[:1]
    out = folder / f"{theme}.json"
    command = [sys.executable, str(BENCH / "run_peers.py"), "--peers-dir", arguments.peers_dir]
    command += ["--only", ",".join([*peers, "therapyblog"]), "--sizes", arguments.sizes, "--runs", str(arguments.runs)]
    command += ["--therapyblog-cmd", arguments.command, "--therapyblog-site", str(site_with(theme, folder))]
    command += ["--work", str(folder / "work"), "--json", str(out)]
    subprocess.run(command, check=True)
    return json.loads(out.read_text())["results"]


def ratios(results: list[dict], base: str) -> str:
    """Return therapyblog's figures over the base peer's of the same run, as a Markdown table."""
    lines = ["| posts | scenario | therapyblog | " + base + " | ratio |", "|---:|---|---:|---:|---:|"]
    by = {(record["posts"], record["peer"]): record for record in results}
    for size, peer in by:
        if peer != "therapyblog":
            continue
        ours, theirs = by[size, peer]["scenarios"], by[size, base]["scenarios"]
        for name in SCENARIOS:
            own, other = ours[name]["wall"], theirs[name]["wall"]
            lines.append(f"| {size:,} | {name} | {own:.3f} s | {other:.3f} s | {own / other:.3f} |")
        own, other = (max(run["rss_mb"] for run in side.values()) for side in (ours, theirs))
        lines.append(f"| {size:,} | peak memory | {own:.0f} MiB | {other:.0f} MiB | {own / other:.2f} |")
    return "\n".join(lines)


def main() -> int:
    """Measure, and print one table a theme."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers-dir", required=True, help="where the peers are installed")
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--theme", default="small,calm", type=lambda text: text.split(","))
    parser.add_argument(
        "--only", default="hugo", type=lambda text: text.split(","), help="peers; the first is the base"
    )
    parser.add_argument("--runs", default=3, type=int)
    parser.add_argument("--command", default=f"{sys.executable} -m therapyblog build", help="how to run therapyblog")
    parser.add_argument("--work", type=Path, help="scratch folder; put it on a memory file system")
    arguments = parser.parse_args()
    if not is_there():
        return 2
    if arguments.work is not None:
        arguments.work.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="compare-", dir=arguments.work))
    try:
        for theme in arguments.theme:
            print(f"\n## theme {theme}\n\n{ratios(measure(arguments, theme, folder), arguments.only[0])}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
