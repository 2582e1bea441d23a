"""Passwords and tokens: from an environment variable, the system's keyring, or asked for; never in the site folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from therapyblog.model.config import DestinationSetting
from therapyblog.publishing.destinations import secret_name
from therapyblog.publishing.host import HostError

SERVICE = "therapyblog"


def variable_of(destination: DestinationSetting) -> str:
    """Return the environment variable that may hold the secret of a destination."""
    name = re.sub(r"[^A-Z0-9]+", "_", secret_name(destination).upper()).strip("_")
    return f"THERAPYBLOG_SECRET_{name}"


def find_secret(destination: DestinationSetting, ask: Callable[[], str] | None) -> str:
    """Return the secret of a destination; raises `HostError` where there is none and nobody can be asked."""
    secret = os.environ.get(variable_of(destination)) or _in_keyring(destination) or (ask() if ask else "")
    if not secret:
        raise HostError(
            f"the password or token for {secret_name(destination)} is not known here. Run it once in a terminal, "
            f"or put it in the environment variable {variable_of(destination)}"
        )
    return secret


WITHOUT_SECRET = ("folder", "zip")


def is_kept(destination: DestinationSetting) -> bool:
    """Say whether a destination can be used without a person: its secret is in the keyring, or it needs none."""
    return destination.way in WITHOUT_SECRET or bool(destination.key_file) or bool(_in_keyring(destination))


def keep_secret(destination: DestinationSetting, secret: str) -> bool:
    """Put the secret of a destination into the system's keyring; false where there is no keyring."""
    try:
        import keyring  # noqa: PLC0415 - an extra
        from keyring.errors import KeyringError  # noqa: PLC0415 - see above
    except ImportError:
        return False
    try:
        keyring.set_password(SERVICE, secret_name(destination), secret)
    except KeyringError:
        return False
    return True


def forget_secret(destination: DestinationSetting) -> bool:
    """Take the secret of a destination out of the system's keyring; false where it was not in it."""
    try:
        import keyring  # noqa: PLC0415 - an extra
        from keyring.errors import KeyringError  # noqa: PLC0415 - see above
    except ImportError:
        return False
    try:
        keyring.delete_password(SERVICE, secret_name(destination))
    except KeyringError:
        return False
    return True


def why_not_kept() -> str:
    """Return why this system keeps no secrets, with the way out; empty where it can."""
    try:
        import keyring  # noqa: PLC0415 - an extra
        from keyring.backends.fail import Keyring  # noqa: PLC0415 - see above
    except ImportError:
        return "the keyring of this system is not used yet: pip install 'therapyblog[keyring]'"
    return "this system has no keyring that is open" if isinstance(keyring.get_keyring(), Keyring) else ""


def _in_keyring(destination: DestinationSetting) -> str:
    try:
        import keyring  # noqa: PLC0415 - an extra
        from keyring.errors import KeyringError  # noqa: PLC0415 - see above
    except ImportError:
        return ""
    try:
        return keyring.get_password(SERVICE, secret_name(destination)) or ""
    except KeyringError:
        return ""
