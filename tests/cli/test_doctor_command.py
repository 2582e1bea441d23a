"""`therapyblog doctor`: what is wrong with a computer or a site folder is found, and what is right is left alone."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import unicodedata
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from support.rows import every_row
from support.site import post
from therapyblog.doctor import Finding, examine


def found(site, **options) -> dict[str, Finding]:
    """Return the findings about a site that are not fine, by the name of their check."""
    return {finding.check: finding for finding in examine(site.folder, **options) if finding.level != "fine"}


ORDINARY = (
    "posts/rest.md", "posts/part 2.md", "posts/2026-11-02-rest.md", "posts/conflict.md", "posts/on-conflict-2026.md",
    "posts/a-conflict.md", "posts/conflict (in couples).md", "posts/copy.md", "media/garden (1).jpg", "posts/über.md",
    "media/icloud.jpg", "media/two chairs.jpg",
)  # fmt: skip


def test_what_is_in_order_is_only_listed(run, site):
    site.write(dict.fromkeys(ORDINARY, "x"))
    site.build()
    ran = run("doctor", cwd=site.folder)

    assert (ran.code, [line for line in ran.out.splitlines() if line.startswith("mend")]) == (0, [])
    assert ran.err.startswith("Nothing to mend")
    shown = json.loads(run("doctor", site.folder, "--json").out)
    assert (shown["site"], shown["fine"]) == (str(site.folder), True)
    assert set(shown["findings"][0]) == {"check", "level", "says", "why", "fix"}
    levels = {finding["check"]: finding["level"] for finding in shown["findings"]}
    assert {name for name, level in levels.items() if level != "fine"} <= {"extras", "keyring", "cache"}
    assert levels.keys() >= {
        "python", "therapyblog", "dependencies", "extras", "terminal", "file-names", "time-zones", "keyring",
        "permissions", "privacy", "cache", "disk", "clock", "sync-folder", "not-downloaded", "conflict-copies",
        "names-alike", "names-written",
    }  # fmt: skip
    assert "connection" not in levels


def test_it_changes_nothing(run, site):
    site.build()

    def state() -> dict[str, int]:
        return {str(path): path.lstat().st_mtime_ns for path in site.folder.rglob("*")}

    before = state()
    run("doctor", site.folder)
    assert state() == before


def test_without_a_site_the_program_is_looked_at(run, tmp_path):
    ran = run("doctor", cwd=tmp_path)

    assert ran.code == 0
    assert ran.out.startswith("fine  Python ")
    assert "only the program was looked at: therapyblog doctor FOLDER" in ran.err
    assert run("doctor", "nowhere", cwd=tmp_path).code == 2


@every_row(
    "files, check, level, says",
    [
        *(
            ({"posts/rest.md": "x", f"posts/{name}": "y"}, "conflict-copies", "mend", name)
            for name in (
                "rest (Ada's conflicted copy 2026-11-02).md",
                "rest (conflicted copy 2026-11-02 101010).md",
                "rest (In Konflikt stehende Kopie von Ada 2026-11-02).md",
                "rest (Copie en conflit de Ada 2026-11-02).md",
                "rest (Copia en conflicto de Ada 2026-11-02).md",
                "rest (Copia in conflitto di Ada 2026-11-02).md",
                "rest (Cópia em conflito de Ada 2026-11-02).md",
                "rest (Conflicterende kopie van Ada 2026-11-02).md",
                "rest (Kopia powodująca konflikt Ada 2026-11-02).md",
                "rest (Конфликтующая копия Ada 2026-11-02).md",
                "rest (Ada の競合コピー 2026-11-02).md",
                "rest (Case Conflict).md",
                "rest (Unicode Encoding Conflict 1).md",
                "rest.sync-conflict-20261102-101010-ABCDEFG.md",
            )
        ),
        ({"media/a (conflicted copy 2026-11-02).jpg": "x"}, "conflict-copies", "mend", "media/a"),
        ({"therapyblog (Ada's conflicted copy 2026-11-02).toml": "x"}, "conflict-copies", "mend", "therapyblog (Ada"),
        ({"posts/rest.md": "x", "posts/rest 2.md": "y"}, "copies", "note", "posts/rest 2.md"),
        ({"media/a.jpg": "x", "media/a (1).jpg": "y"}, "copies", "note", "media/a (1).jpg"),
        ({"pages/fees.md": "x", "pages/fees Kopie.md": "y"}, "copies", "note", "pages/fees Kopie.md"),
        ({"posts/.rest.md.icloud": "x"}, "not-downloaded", "mend", "1 file is not on this computer"),
        ({"posts/Rest.md": "x", "posts/rest.md": "y"}, "names-alike", "mend", "only by capitals: posts/Rest.md"),
        (
            {f"posts/{unicodedata.normalize(form, 'ü')}.md": "x" for form in ("NFC", "NFD")},
            "names-alike",
            "mend",
            "how its accents are stored",
        ),
        ({f"media/{unicodedata.normalize('NFD', 'ü')}.jpg": "x"}, "names-written", "note", "(NFD)"),
        ({"public": "x"}, "permissions", "mend", "is no folder"),
        ({"therapyblog.toml": "[site\n"}, "settings", "mend", "cannot be read"),
    ],
)
def test_what_lies_in_the_folder(run, site, files, check, level, says):
    site.write(files)
    finding = found(site)[check]

    assert (finding.level, says in finding.says, bool(finding.fix)) == (level, True, True), finding
    assert run("doctor", site.folder).code == (level == "mend")


@every_row(
    "folder, service",
    [
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("OneDrive - Still Water", "OneDrive"),
        ("Library/CloudStorage/OneDrive-Personal", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Library/CloudStorage/GoogleDrive-ada@stillwater.example", "Google Drive"),
        ("Nextcloud2", "Nextcloud"),
        ("shared", "Syncthing"),
        ("my dropbox of old letters", ""),
        ("Documents", ""),
    ],
)
def test_a_folder_of_a_sync_service(site, folder, service):
    place = site.folder.parent / folder
    place.mkdir(parents=True)
    if service == "Syncthing":
        (place / ".stfolder").mkdir()
    shutil.move(site.folder, place / "site")
    findings = {finding.check: finding for finding in examine(place / "site")}

    assert findings["sync-folder"].level == ("note" if service else "fine")
    assert not service or findings["sync-folder"].says.endswith(f"a folder of {service}")


def test_onedrive_puts_the_computer_s_name_behind_that_of_a_file(site, monkeypatch):
    monkeypatch.setattr("platform.node", lambda: "PRAXIS-PC")
    site.write({"posts/rest.md": "x", "posts/rest-PRAXIS-PC.md": "y", "posts/the-PRAXIS-PC.md": "z"})

    assert found(site)["conflict-copies"].says.endswith(": posts/rest-PRAXIS-PC.md")


@every_row("days, mends", [(-400, True), (-2, True), (-1, False), (0, False), (3_000, False)])
def test_a_clock_that_is_behind(site, days, mends):
    site.write({"posts/a.md": post("A")})
    clock = found(site, now=datetime.now(UTC) + timedelta(days=days)).get("clock")

    assert bool(clock) == mends
    assert not clock or "days before" in clock.says


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions(run, site):
    site.build()
    (site.folder / ".therapyblog").chmod(0o755)
    finding = found(site)["privacy"]
    assert (finding.level, finding.fix) == ("mend", f"chmod 700 {site.folder}/.therapyblog")
    subprocess.run(finding.fix.split(), check=True)
    assert "privacy" not in found(site)
    if os.geteuid() == 0:
        return  # root may read and write everything
    site.write({"posts/a.md": post("A")})
    (site.folder / "posts/a.md").chmod(0)
    site.out.chmod(0o555)
    says = [finding.says for finding in examine(site.folder) if finding.check == "permissions"]
    assert says == ["1 file cannot be read: posts/a.md", f"nothing can be written into {site.out}"]


def test_room_on_the_disk(site, monkeypatch):
    usage = shutil.disk_usage(site.folder)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage._replace(free=10_000_000))

    assert found(site)["disk"].says == "10 MB are free on the disk, and 200 MB may be needed"


@every_row("damage, level", [("", "fine"), ("bytes", "note"), ("version", "note"), ("gone", "fine")])
def test_the_cache(site, damage, level):
    site.build()
    (path,) = (site.folder / ".therapyblog/cache").glob("*.sqlite")
    if damage == "bytes":
        path.write_bytes(b"no database at all" * 100)
    elif damage == "version":
        shutil.copyfile(path, path.with_suffix(".copy"))
        path.unlink()
        path.with_suffix(".copy").rename(path)
    elif damage == "gone":
        path.unlink()

    assert {finding.level for finding in examine(site.folder) if finding.check == "cache"} == {level}


@every_row(
    "environment, check, mends",
    [
        ({"PYTHONIOENCODING": "latin-1"}, "terminal", True),
        ({"PYTHONIOENCODING": "utf-8"}, "terminal", False),
        ({"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"}, "file-names", True),
    ],
)
def test_encodings(tmp_path, environment, check, mends):
    command = [sys.executable, "-m", "therapyblog", "doctor", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, check=False)

    levels = {finding["check"]: finding["level"] for finding in json.loads(done.stdout)["findings"]}
    assert (levels[check] == "mend", done.returncode) == (mends, int(mends)), done.stderr


# --online


@pytest.fixture(scope="module")
def https(tmp_path_factory):
    """A server whose certificate is trusted where SSL_CERT_FILE names it; its address, and what it was asked."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl")
    folder = tmp_path_factory.mktemp("https")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
               "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(self.path)
            self.send_response(404 if self.path.startswith("/gone") else 301 if self.path.startswith("/new") else 200)
            self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}", str(certificate), asked
    server.shutdown()
    thread.join()
    server.server_close()


@every_row(
    "path, trusted, level, says",
    [
        ("", True, "fine", "answers 200"),
        ("/below", True, "fine", "answers 200"),
        ("/gone", True, "mend", "answers 404"),
        ("/new", True, "note", "leads to https://elsewhere.example/"),
        ("", False, "mend", "has no valid certificate"),
    ],
)
def test_the_published_site_is_asked_once_and_only_on_request(site, monkeypatch, https, path, trusted, level, says):
    address, certificate, asked = https
    site.settings("", url=f'"{address}{path}"')
    asked.clear()
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
    else:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert "connection" not in {finding.check for finding in examine(site.folder)}
    assert asked == []
    (finding,) = (finding for finding in examine(site.folder, online=True) if finding.check == "connection")

    assert (finding.level, says in finding.says) == (level, True), finding
    assert asked == ([f"{path}/"] if trusted else [])


def test_a_site_that_does_not_answer(site):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        site.settings("", url=f'"https://127.0.0.1:{unused.getsockname()[1]}"')
        assert found(site, online=True)["connection"].says.endswith("does not answer")
    site.settings("", url='"https://no-such-name.invalid"')
    assert "no server is known by the name" in found(site, online=True)["connection"].says
    site.settings("", url='"https://example.org"')
    assert found(site, online=True)["connection"].says == "https://example.org is an example, so nothing was asked"
