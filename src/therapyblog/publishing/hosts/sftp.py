"""SFTP, which most shared hosts have. Needs paramiko (the extra `sftp`).

The server's key is checked before anything is sent: against `host_key` of the settings, else against what a person
said yes to on this computer, which is kept outside of the site folder.
"""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from therapyblog.errors import UsageError
from therapyblog.model.config import DestinationSetting
from therapyblog.publishing.host import Context, HostError, SecretRefused
from therapyblog.publishing.host import list_key as list_key_of

try:
    import paramiko
except ImportError:
    raise UsageError(
        "SFTP needs one more package. Install it: pip install 'therapyblog[sftp]' "
        "(with pipx: pipx inject therapyblog paramiko)"
    ) from None

USUAL_PORT = 22
TIMEOUT = 30.0
"""Seconds without any answer."""
OWN = ".therapyblog"


def connect(site: Path, destination: DestinationSetting, context: Context) -> SftpHost:
    """Connect and log in; raises `HostError` with one sentence."""
    del site
    with _told(destination.host):
        client = paramiko.SSHClient()
        try:
            return _log_in(client, destination, context)
        except BaseException:
            client.close()
            raise


def _log_in(client: paramiko.SSHClient, destination: DestinationSetting, context: Context) -> SftpHost:
    name, port = destination.host, destination.port or USUAL_PORT
    client.set_missing_host_key_policy(_KeyCheck(destination, context))
    known = Path(context.known_hosts)
    if known.is_file() and not destination.host_key:
        client.load_host_keys(os.fspath(known))
    key, list_key = _private_key(destination, context)
    password = "" if key else context.secret(f"Password for {destination.user} at {name}")
    client.connect(
        name,
        port,
        destination.user,
        password or None,
        pkey=key,
        timeout=TIMEOUT,
        banner_timeout=TIMEOUT,
        auth_timeout=TIMEOUT,
        allow_agent=False,
        look_for_keys=False,
    )
    sftp = client.open_sftp()
    channel = sftp.get_channel()
    if channel is not None:
        channel.settimeout(TIMEOUT)
    return SftpHost(client, sftp, destination, list_key or list_key_of(password.encode()))


def _private_key(destination: DestinationSetting, context: Context) -> tuple[paramiko.PKey | None, bytes]:
    """Return the private key that the settings name, and a secret made of it."""
    if not destination.key_file:
        return None, b""
    path = Path(destination.key_file).expanduser()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HostError(f"{path}: {(error.strerror or str(error)).lower()}; it should hold your private key") from None
    try:
        try:
            key = paramiko.PKey.from_path(path)
        except (paramiko.PasswordRequiredException, TypeError):
            key = paramiko.PKey.from_path(path, context.secret(f"Passphrase of {path}"))
    except (paramiko.SSHException, ValueError) as error:
        raise SecretRefused(
            f"{path} is no private key that can be read, or its passphrase is another ({error})"
        ) from None
    return key, list_key_of(content)


class _KeyCheck(paramiko.MissingHostKeyPolicy):
    """Decides about the key of a server that is not known here."""

    def __init__(self, destination: DestinationSetting, context: Context) -> None:
        self._destination, self._context = destination, context

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        wanted, shown = self._destination.host_key, key.fingerprint
        if wanted:
            if wanted.removeprefix("SHA256:").rstrip("=") != shown.removeprefix("SHA256:").rstrip("="):
                raise HostError(
                    f"{hostname} shows another key than `host_key` in the settings: {shown}. Somebody may be in "
                    "between: ask your host before you change it"
                )
            return
        question = f"{hostname} shows this key for the first time: {shown}. Does your host name the same?"
        if not self._context.confirm(question):
            raise HostError(
                f"the key of {hostname} is not known here: {shown}. Say yes to it once in a terminal, or write "
                f'`host_key = "{shown}"` below [publish.{self._destination.name}]'
            )
        known = Path(self._context.known_hosts)
        known.parent.mkdir(parents=True, exist_ok=True)
        client.get_host_keys().add(hostname, key.get_name(), key)
        client.save_host_keys(os.fspath(known))


class SftpHost:
    """Files below a folder of an SFTP server."""

    def __init__(
        self, client: paramiko.SSHClient, sftp: paramiko.SFTPClient, destination: DestinationSetting, list_key: bytes
    ) -> None:
        self._client, self._sftp, self._name, self.list_key = client, sftp, destination.host, list_key
        with _told(self._name):
            self._make_folders(destination.folder)
            self._root = sftp.normalize(destination.folder or ".")
            self.own, self.own_is_public = self._own_folder()
        self._made: set[str] = set()

    def _own_folder(self) -> tuple[str, bool]:
        """Return the place for what is ours: above the root, which visitors see, where the account may write there."""
        above, name = posixpath.split(self._root)
        if name:
            own = posixpath.join(above, f"{OWN}-{name}")
            with suppress(OSError):
                if self._stat(own) is None:
                    self._sftp.mkdir(own, 0o700)
                return f"../{OWN}-{name}", False
        return OWN, True

    def _full(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self._root, path))

    def _stat(self, full: str) -> paramiko.SFTPAttributes | None:
        try:
            return self._sftp.lstat(full)
        except FileNotFoundError:
            return None

    def _make_folders(self, folder: str) -> None:
        """Create a folder and those above it, where they are missing."""
        missing = []
        while folder not in ("", "/", ".") and self._stat(folder) is None:
            missing.append(folder)
            folder = posixpath.dirname(folder)
        for name in reversed(missing):
            self._sftp.mkdir(name, 0o755)

    def _make_parent(self, full: str) -> None:
        parent = posixpath.dirname(full)
        if parent not in self._made:
            self._make_folders(parent)
            self._made.add(parent)

    def size(self, path: str) -> int | None:
        """Return the size of a file; `None` where there is none."""
        with _told(self._name):
            status = self._stat(self._full(path))
            is_file = status is not None and stat.S_ISREG(status.st_mode or 0)
            return status.st_size if status is not None and is_file else None

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; `None` where there is none."""
        with _told(self._name):
            if self.size(path) is None:
                return None
            with self._sftp.open(self._full(path), "rb") as stream:
                stream.prefetch()
                return stream.read()

    def stage(self, path: str, content: bytes) -> None:
        """Write a new file."""
        full = self._full(path)
        with _told(self._name):
            self._make_parent(full)
            with self._sftp.open(full, "wb") as stream:
                stream.set_pipelined(True)
                stream.write(content)
            if self._stat(full) is None or self._sftp.stat(full).st_size != len(content):
                raise HostError(f"{self._name} did not take a file whole: the disk there, or your quota, is full")
            with suppress(OSError):
                self._sftp.chmod(full, 0o644)

    def place(self, staged: str, path: str) -> None:
        """Move a staged file to its place in one step."""
        origin, full = self._full(staged), self._full(path)
        with _told(self._name):
            self._make_parent(full)
            try:
                self._sftp.posix_rename(origin, full)
            except OSError as error:
                if error.errno is not None and error.errno != errno.ENOENT and self._stat(full) is None:
                    raise
                # A server without OpenSSH's extension: the old file has to go first.
                with suppress(FileNotFoundError):
                    self._sftp.remove(full)
                self._sftp.rename(origin, full)

    def remove(self, path: str) -> None:
        """Delete a file, and folders that are empty then."""
        full = self._full(path)
        with _told(self._name):
            try:
                self._sftp.remove(full)
            except FileNotFoundError:
                return
            folder = posixpath.dirname(full)
            while len(folder) > len(self._root) and folder.startswith(self._root):
                try:
                    self._sftp.rmdir(folder)
                except OSError:
                    return
                self._made.discard(folder)
                folder = posixpath.dirname(folder)

    def clear(self, folder: str) -> None:
        """Delete a folder of ours with the files in it."""
        full = self._full(folder)
        with _told(self._name):
            if self._stat(full) is None:
                return
            for entry in self._sftp.listdir(full):
                self._sftp.remove(posixpath.join(full, entry))
            self._sftp.rmdir(full)
            self._made.discard(full)

    def make_lock(self, path: str) -> bool:
        """Make an empty folder; false where it is there."""
        full = self._full(path)
        with _told(self._name):
            self._make_parent(full)
            if self._stat(full) is not None:
                return False
            try:
                self._sftp.mkdir(full, 0o700)
            except OSError:
                if self._stat(full) is not None:
                    return False
                raise
            return True

    def remove_lock(self, path: str) -> None:
        """Remove it."""
        with _told(self._name):
            full = self._full(path)
            if self._stat(full) is not None:
                self._sftp.rmdir(full)

    def names(self) -> list[str]:
        """Return every file below the root, but ours."""
        with _told(self._name):
            return list(self._walk(""))

    def _walk(self, below: str) -> Iterator[str]:
        for entry in self._sftp.listdir_attr(self._full(below) if below else self._root):
            path = f"{below}{entry.filename}"
            if path == OWN:
                continue
            if stat.S_ISDIR(entry.st_mode or 0):
                yield from self._walk(f"{path}/")
            else:
                yield path

    def close(self) -> None:
        """End the connection."""
        with suppress(Exception):
            self._sftp.close()
        with suppress(Exception):
            self._client.close()


_WORDS: tuple[tuple[type[BaseException], Callable[[str, BaseException], str]], ...] = (
    (
        paramiko.BadHostKeyException,
        lambda name, error: (
            f"{name} shows another key than before ({error}). Somebody may be in between: ask your host. "
            "If it has a new key, take its line out of the file known_hosts"
        ),
    ),
    (
        paramiko.AuthenticationException,
        lambda name, _: f"{name} refuses this user name, password or key. Type them as your host names them",
    ),
    (TimeoutError, lambda name, _: f"{name} does not answer; look at the connection, the host’s name and the port"),
    (ConnectionRefusedError, lambda name, _: f"nothing answers SFTP at {name}: look at the host’s name and the port"),
    (PermissionError, lambda name, error: f"{name} does not let this account write there ({error})"),
)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what goes wrong into one sentence."""
    try:
        yield
    except HostError:
        raise
    except (paramiko.SSHException, OSError, EOFError) as error:
        for kind, words in _WORDS:
            if isinstance(error, kind):
                refused = kind is paramiko.AuthenticationException
                raise (SecretRefused if refused else HostError)(words(name, error)) from error
        if isinstance(error, EOFError) or "not open" in str(error) or "closed" in str(error):
            raise HostError(f"the connection to {name} was lost; try again, and it goes on where it ended") from error
        if isinstance(error, OSError) and "name" in str(error).lower() and "known" in str(error).lower():
            raise HostError(f"there is no server called {name}, or no connection to the web") from error
        reason = str(error) or type(error).__name__
        raise HostError(f"{name} refused ({reason}): the disk there or your quota may be full") from error
