"""A keyring for tests that keeps what it is given in one file; `PYTHON_KEYRING_BACKEND` names it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Passwords in the file that `FILE_KEYRING` names."""

    priority = 1  # type: ignore[assignment]  # a property of the class there

    def _all(self) -> dict[str, str]:
        path = Path(os.environ["FILE_KEYRING"])
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _write(self, passwords: dict[str, str]) -> None:
        Path(os.environ["FILE_KEYRING"]).write_text(json.dumps(passwords))

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write(self._all() | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        passwords = self._all()
        if passwords.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError(username)
        self._write(passwords)
