"""Real servers on this computer that a site can be published to, each ended when its test is over.

They come from Debian's packages `openssh-server` and `vsftpd`. Where one is missing the test is skipped with that
reason, but with `CI=true` it fails.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import urllib3

PATIENCE = 60.0


class Server(NamedTuple):
    """Where a server answers, and whom it lets in."""

    port: int
    user: str
    root: Path
    """The folder that the account sees as its home."""
    key_file: Path | None = None
    password: str = ""


def needed(program: str, package: str) -> str:
    """Return the path of a program; skip the test where it is missing, and fail in CI."""
    if sys.platform != "linux":
        pytest.skip(f"{program} of this system is not started by tests; they start Debian's")
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if path is None:
        says = f"{program} is not here (Debian: {package})"
        if os.environ.get("CI") == "true":
            pytest.fail(says)
        pytest.skip(says)
    return path


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, f"the server ended with {process.returncode}"
        time.sleep(0.02)
    raise AssertionError("the server did not answer")


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """Run a server until the test is over."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def sftp_server(folder: Path, *, chroot: bool = False, options: str = "") -> Iterator[Server]:
    """Run OpenSSH for the user of this process, with a key; with `chroot` it sees nothing but its own folder.

    `options` are those of sftp-server(8).
    """
    sshd = needed("sshd", "openssh-server")
    home = folder / "home"
    if chroot:
        if os.geteuid() != 0:
            pytest.skip("only root may keep an account inside of a folder (chroot)")
        # Every folder above must belong to root alone (sshd_config, ChrootDirectory), which /tmp does not.
        home = Path(tempfile.mkdtemp(dir="/run"))
        home.chmod(0o755)
    home.mkdir(exist_ok=True)
    for name in ("host", "user"):
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(keygen, check=True, stdin=subprocess.DEVNULL)
    port, user = free_port(), subprocess.check_output(["id", "-un"], text=True).strip()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    sftp = f"internal-sftp {options}" if chroot else f"internal-sftp -d {home} {options}"
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder / 'user.pub'}\nPermitRootLogin yes\nPasswordAuthentication no\n"
        f"Subsystem sftp internal-sftp\nForceCommand {sftp}\n{f'ChrootDirectory {home}' if chroot else ''}\n"
    )
    try:
        with running([sshd, "-D", "-f", str(config)], port):
            yield Server(port, user, home, folder / "user")
    finally:
        if chroot:
            shutil.rmtree(home)


class _GitHandler(BaseHTTPRequestHandler):
    """Git's own HTTP back end (`git http-backend`), with one token."""

    root: Path
    token: str

    def do_GET(self) -> None:
        wanted = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {wanted}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        body = self._body()
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "somebody",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        answer = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, content = answer.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - the name that the library calls

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().strip() or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def git_server(folder: Path) -> Iterator[Server]:
    """Run git's own HTTP server with one empty repository, `site.git`."""
    git = needed("git", "git")
    subprocess.run([git, "init", "-q", "--bare", str(folder / "site.git")], check=True)
    handler = type("Handler", (_GitHandler,), {"root": folder, "token": "right-token"})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Server(server.server_port, "x-access-token", folder / "site.git", password="right-token")  # noqa: S106 - the test's own
        finally:
            server.shutdown()
            thread.join()


FTP_CONFIG = """\
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
anonymous_enable=NO
local_enable=YES
write_enable=YES
local_umask=022
chroot_local_user=YES
allow_writeable_chroot=YES
local_root={home}
secure_chroot_dir=/var/run/vsftpd/empty
pam_service_name=vsftpd
ssl_enable=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
require_ssl_reuse=YES
ssl_ciphers=HIGH
rsa_cert_file={cert}
rsa_private_key_file={key}
pasv_min_port=40000
pasv_max_port=49999
seccomp_sandbox=NO
"""


@contextlib.contextmanager
def certificate(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Make a certificate for this computer, and have every connection of the test trust it."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    openssl = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*openssl, *names, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(cert))
        yield cert, key


@contextlib.contextmanager
def ftps_server(folder: Path, settings: str = "") -> Iterator[Server]:
    """Run vsftpd as it is installed: it demands TLS, and that data connections resume its session.

    `settings` are further lines of vsftpd.conf(5).
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("vsftpd lets accounts in only where it is started by root, on Linux")
    vsftpd = needed("vsftpd", "vsftpd")

    # Not below the folder of the test: each start of pytest closes that to everybody else, and then vsftpd ends a login
    # with words in the clear, which a client takes for broken TLS.
    home = Path(tempfile.mkdtemp(dir="/run"))
    home.chmod(0o755)
    user, password = f"therapyblog{os.getpid()}", "right-password"
    Path("/var/run/vsftpd/empty").mkdir(parents=True, exist_ok=True)
    port, config = free_port(), folder / "vsftpd.conf"
    try:
        with _accounts():
            subprocess.run(["useradd", "-M", "-d", str(home), "-s", "/bin/sh", user], check=True, capture_output=True)
            subprocess.run(["chpasswd"], input=f"{user}:{password}".encode(), check=True)
        shutil.chown(home, user)
        with certificate(folder) as (cert, key):
            config.write_text(FTP_CONFIG.format(port=port, home=home, cert=cert, key=key) + settings)
            with running([vsftpd, str(config)], port):
                yield Server(port, user, home, password=password)
    finally:
        with _accounts():
            subprocess.run(["userdel", user], check=False, capture_output=True)
        shutil.rmtree(home)


@contextlib.contextmanager
def _accounts() -> Iterator[None]:
    """Let one process of tests at a time change the accounts of this computer."""
    import fcntl

    with Path("/run/therapyblog-accounts.lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def pyftpd_server(folder: Path, **handler: object) -> Iterator[Server]:
    """Run pyftpdlib, which needs no account of the system, lists with MLSD, and is told in Python how to refuse.

    `handler` are attributes and methods of its `TLS_FTPHandler`.
    """
    if importlib.util.find_spec("pyftpdlib") is None and os.environ.get("CI") != "true":
        pytest.skip("pyftpdlib is not here (pip install pyftpdlib pyopenssl)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stands on asyncore, which left the standard library
        from pyftpdlib.authorizers import DummyAuthorizer
        from pyftpdlib.handlers import TLS_FTPHandler
        from pyftpdlib.ioloop import IOLoop
        from pyftpdlib.servers import FTPServer

    logging.getLogger("pyftpdlib").setLevel(logging.ERROR)
    home = folder / "home"
    home.mkdir()
    with certificate(folder) as (cert, key):
        accounts = DummyAuthorizer()
        accounts.add_user("anna", "right-password", str(home), perm="elradfmwMT")
        options = {"certfile": str(cert), "keyfile": str(key), "authorizer": accounts, "ssl_context": None}
        options |= {"tls_control_required": True, "tls_data_required": True, "auth_failed_timeout": 0}
        loop = IOLoop()
        server = FTPServer(("127.0.0.1", 0), type("Handler", (TLS_FTPHandler,), options | handler), ioloop=loop)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                loop.loop(timeout=0.05, blocking=False)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield Server(server.address[1], "anna", home, password="right-password")  # noqa: S106 - the test's own
        finally:
            over.set()
            thread.join()
            server.close_all()


class Bucket(NamedTuple):
    """An S3 server with the bucket `site`."""

    address: str
    client: Any

    def objects(self) -> dict[str, bytes]:
        """Return every object."""
        listed = self.client.list_objects_v2(Bucket="site").get("Contents", [])
        return {row["Key"]: self.client.get_object(Bucket="site", Key=row["Key"])["Body"].read() for row in listed}

    def put(self, key: str, content: bytes) -> None:
        """Put an object there."""
        self.client.put_object(Bucket="site", Key=key, Body=content)

    def empty(self) -> None:
        """Delete every object."""
        for row in self.client.list_objects_v2(Bucket="site").get("Contents", []):
            self.client.delete_object(Bucket="site", Key=row["Key"])


@contextlib.contextmanager
def s3_server() -> Iterator[Bucket]:
    """Run moto's S3 server."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        import boto3
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer(port=0, verbose=False)
        server.start()
        _, port = server.get_host_and_port()
        address = f"http://127.0.0.1:{port}"
        keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        client = boto3.client("s3", endpoint_url=address, **keys)
        # It keeps its objects in this process, whichever server was asked.
        urllib3.request("POST", f"{address}/moto-api/reset")
        client.create_bucket(Bucket="site")
        try:
            yield Bucket(address, client)
        finally:
            client.close()
            server.stop()
