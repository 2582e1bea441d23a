"""FTPS: FTP inside of TLS (RFC 4217), for hosts that have no SFTP. Without TLS nothing is ever sent.

Two things that servers differ in are met here. Many want the data connection to resume the TLS session of the control
connection (vsftpd's `require_ssl_reuse`, ProFTPD), which the standard library's class does not do by itself
(python/cpython#63699). And a server behind a router may name its private address for passive mode, so the address of
the control connection is used.
"""

from __future__ import annotations

import ftplib
import posixpath
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

from therapyblog.model.config import DestinationSetting
from therapyblog.publishing.host import Context, HostError, SecretRefused, list_key

USUAL_PORT = 21
TIMEOUT = 30.0
"""Seconds without any answer."""
TRIES, PAUSE = 3, 1.0
"""Of a connection that breaks while it is made, and seconds between them."""
OWN = ".therapyblog"
_DEEPEST = 40


def connect(site: Path, destination: DestinationSetting, context: Context) -> FtpsHost:
    """Connect and log in; raises `HostError` with one sentence.

    A connection that breaks while it is made is tried again: nothing was sent yet. Busy servers end a login so, and
    some say why in the clear, which looks like broken TLS.
    """
    del site
    name = destination.host
    secret = ""

    def password() -> str:
        nonlocal secret
        secret = secret or context.secret(f"Password for {destination.user} at {name}")
        return secret

    tries = 0
    with _told(name):
        while True:
            tries += 1
            ftp = _ResumingFtp(context=_tls(), timeout=TIMEOUT, encoding="utf-8")
            try:
                _log_in(ftp, destination, password)
                return FtpsHost(ftp, destination, list_key(secret.encode()))
            except BaseException as error:
                ftp.close()
                if not _may_pass(error):
                    raise
                if tries == TRIES:
                    says = f"{name} breaks off each time while logging in: try again later, or ask your host why"
                    raise HostError(says) from error
            context.wait(PAUSE)


def _may_pass(error: BaseException) -> bool:
    """Say whether a connection broke so that another may hold."""
    if isinstance(error, (ConnectionRefusedError, ssl.SSLCertVerificationError)):
        return False
    return isinstance(error, (EOFError, ConnectionError, ssl.SSLError))


def _log_in(ftp: ftplib.FTP_TLS, destination: DestinationSetting, password: Callable[[], str]) -> None:
    name = destination.host
    ftp.connect(name, destination.port or USUAL_PORT)
    try:
        ftp.auth()
    except ftplib.error_perm as error:
        says = f"{name} has no FTPS ({error}), and without it nothing is sent. Ask your host for SFTP or FTPS"
        raise HostError(says) from error
    try:
        ftp.login(destination.user, password())
    except ftplib.error_perm as error:
        raise SecretRefused(f"{name} refuses this user name or password. Type them as your host names them") from error
    ftp.prot_p()
    with suppress(ftplib.error_perm):
        ftp.sendcmd("OPTS UTF8 ON")
    ftp.voidcmd("TYPE I")


class _Connection(ssl.SSLSocket):
    """A connection whose end is no error, however the server ends it.

    Whether a file came whole is said by the reply after it and by its size. Some servers end TLS before the client has
    read how it began (`SHUTDOWN_WHILE_IN_INIT`), or do not answer its farewell.
    """

    def unwrap(self) -> socket.socket:
        with suppress(OSError):
            return super().unwrap()
        return self


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.sslsocket_class = _Connection
    return context


class _ResumingFtp(ftplib.FTP_TLS):
    """FTP over TLS whose data connections resume the session of the control connection."""

    def makepasv(self) -> tuple[str, int]:
        try:
            return super().makepasv()
        except ftplib.error_perm as error:
            says = f"{self.host} refuses passive connections ({error}), and there is no other way to it: ask your host"
            raise HostError(says) from error

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - the next line encrypts it
        assert isinstance(self.sock, ssl.SSLSocket)
        try:
            secure = self.context.wrap_socket(connection, server_hostname=self.host, session=self.sock.session)
        except BaseException:
            connection.close()
            raise
        return secure, size


class FtpsHost:
    """Files below a folder of an FTPS server."""

    def __init__(self, ftp: ftplib.FTP_TLS, destination: DestinationSetting, list_key: bytes) -> None:
        self._ftp, self._name, self.list_key = ftp, destination.host, list_key
        self._made: set[str] = set()
        with _told(self._name):
            home = ftp.pwd()
            self._root = posixpath.normpath(posixpath.join(home, destination.folder))
            self._make_folders(self._root)
            self.own, self.own_is_public = self._own_folder()

    def _own_folder(self) -> tuple[str, bool]:
        """Return the place for what is ours: above the root, which visitors see, where the account may write there."""
        above, name = posixpath.split(self._root)
        if name:
            with suppress(ftplib.error_perm):
                self._make_folders(posixpath.join(above, f"{OWN}-{name}"))
                return f"../{OWN}-{name}", False
        return OWN, True

    def _full(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self._root, path))

    def _is_folder(self, full: str) -> bool:
        before = self._ftp.pwd()
        try:
            self._ftp.cwd(full)
        except ftplib.error_perm:
            return False
        self._ftp.cwd(before)
        return True

    def _make_folders(self, folder: str) -> None:
        """Create a folder and those above it, where they are missing."""
        if folder in ("", "/") or folder in self._made or self._is_folder(folder):
            return
        self._make_folders(posixpath.dirname(folder))
        self._ftp.mkd(folder)
        self._made.add(folder)

    def size(self, path: str) -> int | None:
        """Return the size of a file; `None` where there is none."""
        with _told(self._name):
            try:
                return self._ftp.size(self._full(path))
            except ftplib.error_perm as error:
                if _is_missing(error):
                    return None
                raise

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; `None` where there is none."""
        content = BytesIO()
        with _told(self._name):
            try:
                self._ftp.retrbinary(f"RETR {self._full(path)}", content.write)
            except ftplib.error_perm as error:
                if _is_missing(error):
                    return None
                raise
        # Where a data connection is cut, a server that has handed over its last bytes says that all is well.
        if content.tell() != self.size(path):
            raise HostError(_LOST.format(name=self._name))
        return content.getvalue()

    def stage(self, path: str, content: bytes) -> None:
        """Write a new file."""
        full = self._full(path)
        with _told(self._name):
            self._make_folders(posixpath.dirname(full))
            self._ftp.storbinary(f"STOR {full}", BytesIO(content))
        if self.size(path) != len(content):
            raise HostError(f"{self._name} did not take a file whole: the disk there, or your quota, is full")

    def place(self, staged: str, path: str) -> None:
        """Move a staged file to its place; servers that do not replace a file have the old one deleted first."""
        origin, full = self._full(staged), self._full(path)
        with _told(self._name):
            self._make_folders(posixpath.dirname(full))
            try:
                self._ftp.rename(origin, full)
            except ftplib.error_perm:
                self._ftp.delete(full)
                self._ftp.rename(origin, full)

    def remove(self, path: str) -> None:
        """Delete a file, and folders that are empty then."""
        full = self._full(path)
        if self.size(path) is None:
            return
        with _told(self._name):
            self._ftp.delete(full)
            folder = posixpath.dirname(full)
            while len(folder) > len(self._root) and folder.startswith(self._root):
                try:
                    self._ftp.rmd(folder)
                except ftplib.error_perm:
                    return
                self._made.discard(folder)
                folder = posixpath.dirname(folder)

    def clear(self, folder: str) -> None:
        """Delete a folder of ours with the files in it."""
        full = self._full(folder)
        with _told(self._name):
            if not self._is_folder(full):
                return
            for entry in self._listed(full):
                self._ftp.delete(posixpath.join(full, entry))
            self._ftp.rmd(full)
            self._made.discard(full)

    def make_lock(self, path: str) -> bool:
        """Make an empty folder; false where it is there."""
        full = self._full(path)
        with _told(self._name):
            self._make_folders(posixpath.dirname(full))
            try:
                self._ftp.mkd(full)
            except ftplib.error_perm:
                if self._is_folder(full):
                    return False
                raise
            return True

    def remove_lock(self, path: str) -> None:
        """Remove it."""
        with _told(self._name), suppress(ftplib.error_perm):
            self._ftp.rmd(self._full(path))

    def names(self) -> list[str] | None:
        """Return every file below the root, but ours; `None` where the server cannot list."""
        try:
            with _told(self._name):
                return list(self._walk(self._root, "", 0))
        except HostError:
            return None

    def _listed(self, folder: str) -> list[str]:
        """Return the names in a folder; some servers answer with paths, and with an error where it is empty."""
        try:
            return [posixpath.basename(name) for name in self._ftp.nlst(folder)]
        except ftplib.error_perm as error:
            if _is_missing(error):
                return []
            raise

    def _walk(self, folder: str, below: str, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            return
        for name, is_folder in self._entries(folder):
            if name in (".", "..", OWN):
                continue
            if is_folder:
                yield from self._walk(posixpath.join(folder, name), f"{below}{name}/", depth + 1)
            else:
                yield f"{below}{name}"

    def _entries(self, folder: str) -> list[tuple[str, bool]]:
        try:
            rows = list(self._ftp.mlsd(folder, ["type"]))
        except ftplib.error_perm:
            # A server without MLSD (RFC 3659), such as vsftpd.
            names = self._listed(folder)
            return [(name, self._is_folder(posixpath.join(folder, name))) for name in names]
        return [(name, facts.get("type", "file").lower() in ("dir", "cdir", "pdir")) for name, facts in rows]

    def close(self) -> None:
        """End the connection."""
        with suppress(Exception):
            self._ftp.quit()
        with suppress(Exception):
            self._ftp.close()


def _is_missing(error: ftplib.error_perm) -> bool:
    """Say whether the server means that there is no such file (RFC 959: 550)."""
    return str(error).startswith("550")


_LOST = "the connection to {name} was lost; try again, and it goes on where it ended"
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        "the certificate of {name} is not right ({why}); use the name that your host gave you",
    ),
    (socket.gaierror, "there is no server called {name}, or no connection to the web"),
    (ConnectionRefusedError, "nothing answers FTP at {name}: look at the host’s name and the port"),
    (TimeoutError, "{name} does not answer; a router or firewall may keep passive connections out"),
    (EOFError, _LOST),
    (ConnectionError, _LOST),
    (ssl.SSLError, _LOST),
)
_CODES = {
    "421": _LOST,
    "451": "{name} could not write a file ({why}): the disk there, or your quota, may be full",
    "452": "the disk of {name}, or your quota there, is full",
    "552": "the disk of {name}, or your quota there, is full",
    "550": "{name} does not let this account write there ({why}): look at `folder`, and ask your host",
    "553": "{name} does not let this account write there ({why}): look at `folder`, and ask your host",
}
"""Replies of servers (RFC 959, 4.2)."""


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what goes wrong into one sentence."""
    try:
        yield
    except HostError:
        raise
    except (ftplib.Error, OSError, EOFError) as error:
        words = next((words for kind, words in _WORDS if isinstance(error, kind)), "")
        words = words or _CODES.get(str(error)[:3], "{name} refused ({why})")
        raise HostError(words.format(name=name, why=getattr(error, "verify_message", error))) from error
