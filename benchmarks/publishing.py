"""Time `therapyblog publish` after one edit, over SFTP and FTPS, beside `lftp mirror` to the same servers.

    python benchmarks/publishing.py [--posts 240] [--times 3]

It starts Debian's OpenSSH and vsftpd on this computer as the tests do (packages openssh-server, vsftpd, lftp; vsftpd
needs root), publishes a site, then edits the body of one post and publishes again, in turns with the other program.
Pages are not fetched back, because no web server shows them. `benchmarks/README.md` has the figures.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.hosts import Server, ftps_server, sftp_server
from support.publishing import PublishedSite
from therapyblog.publishing import publishing
from therapyblog.publishing.verification import Verification


def settings_of(way: str, server: Server) -> str:
    """Return the settings of a destination."""
    key = f'key_file = "{server.key_file}"\n' if server.key_file else ""
    host = "127.0.0.1" if way == "sftp" else "localhost"
    return f'way = "{way}"\nhost = "{host}"\nport = {server.port}\nuser = "{server.user}"\nfolder = "www"\n{key}'


def mirror(way: str, server: Server, out: Path) -> list[str]:
    """Return the command of lftp that makes the server's `mirror` folder equal to the output."""
    copy = f"mirror -R --delete --only-newer {out} mirror; bye"
    if way == "sftp":
        ssh = f"ssh -i {server.key_file} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
        address = f"sftp://{server.user}:x@127.0.0.1:{server.port}"
        return ["lftp", "-e", f"set sftp:connect-program '{ssh}'; {copy}", address]
    protect = "set ssl:verify-certificate no; set ftp:ssl-force true; set ftp:ssl-protect-data true"
    account = f"{server.user},{server.password}"
    return ["lftp", "-e", f"{protect}; {copy}", "-u", account, "-p", str(server.port), "localhost"]


def seconds(act: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def measure(way: str, server: Server, folder: Path, posts: int, times: int) -> None:
    """Publish, edit and publish again, in turns with lftp, and print what travelled and the medians."""
    site = PublishedSite(folder / "site")
    site.destination(settings_of(way, server))
    site.secret = server.password
    words = "Words about rest and what it is for. " * 60
    for number in range(posts):
        site.post(f"text{number}", f"Text {number}. {words}", f"date: 2026-{number % 11 + 1:02}-{number % 27 + 1:02}\n")
    first = seconds(site.publish)
    copy = mirror(way, server, site.out)
    subprocess.run(copy, check=True, capture_output=True)
    ours, theirs, sent = [], [], (0, 0)
    for turn in range(times):
        site.post("text100", f"Turn {turn}. {words}", "date: 2026-02-20\n")
        start = time.perf_counter()
        changes = site.publish().changes
        ours.append(time.perf_counter() - start)
        sent = len(changes.sent), changes.bytes
        theirs.append(seconds(lambda: subprocess.run(copy, check=True, capture_output=True)))
    print(
        f"{way}: all of it {first:.2f} s; one edit sends {sent[0]} files, {sent[1]:,} bytes, with the build in", end=" "
    )
    print(f"{statistics.median(ours):.2f} s; lftp mirror {statistics.median(theirs):.2f} s")


def main() -> None:
    """Measure both ways."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=240)
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    publishing.check_public = lambda *_: Verification()
    for way, start in (("sftp", sftp_server), ("ftps", ftps_server)):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["THERAPYBLOG_CONFIG"] = folder
            (Path(folder) / "server").mkdir()
            with start(Path(folder) / "server") as server:
                measure(way, server, Path(folder), arguments.posts, arguments.times)


if __name__ == "__main__":
    main()
