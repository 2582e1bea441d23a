"""The program itself: Python, the package with what it needs, encodings, time zones, the keyring."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from therapyblog import __version__
from therapyblog.doctor.finding import Check, Finding, pip

_REQUIREMENT = re.compile(r"([A-Za-z\d._-]+)\s*(?:>=\s*([\d.]+))?[^;]*(?:;.*extra == ['\"]([\w-]+)['\"])?")
_EXTRAS = {
    "heic": "photographs of iPhones in HEIC cannot be read",
    "sftp": "`publish` cannot use SFTP",
    "git": "`publish` cannot use a repository",
    "keyring": "a password for publishing is asked for each time, or read from the environment",
}
"""What is missing without an extra."""
_UTF8 = {"win32": "setx PYTHONUTF8 1 (then open a new terminal)"}


def check_python() -> Iterator[Finding]:
    """Name the Python that runs this."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(check="python", says=f"Python {version}, {sys.executable}")


def check_package() -> Iterator[Finding]:
    """Compare what is installed with what the package asks for."""
    yield Finding(check="therapyblog", says=f"therapyblog {__version__}")
    sound = 0
    for requirement in metadata.requires("therapyblog") or ():
        found = _REQUIREMENT.match(requirement)
        if found is None:
            continue
        name, least, extra = found.groups()
        installed = _version(name)
        if extra:
            yield _extra(extra, name, installed)
        elif not installed or (least and _numbers(installed) < _numbers(least)):
            has = f"{name} {installed} is installed, and {least} is needed" if installed else f"{name} is not installed"
            why = "Parts of the program do not run, or run wrongly."
            fix = pip(f"{name}>={least}" if least else name)
            yield Finding(check="dependencies", level="mend", says=has, why=why, fix=fix)
        else:
            sound += 1
    yield Finding(check="dependencies", says=f"{sound} packages that it needs are installed")


def _extra(extra: str, package: str, installed: str) -> Finding:
    if installed:
        return Finding(check="extras", says=f"extra {extra}: {package} {installed}")
    why = f"Without it {_EXTRAS[extra]}." if extra in _EXTRAS else "Only some need it."
    says = f"extra {extra}: {package} is not installed"
    return Finding(check="extras", level="note", says=says, why=why, fix=pip(f"therapyblog[{extra}]"))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def check_encodings() -> Iterator[Finding]:
    """Look at how the terminal and the file system write letters."""
    fix = _UTF8.get(sys.platform, "export LANG=C.UTF-8 PYTHONUTF8=1")
    terminal = (sys.stdout.encoding if sys.stdout is not None else "") or "none"
    if _is_utf8(terminal) or terminal == "none":
        yield Finding(check="terminal", says=f"encoding of the terminal: {terminal}")
    else:
        says = f"the terminal is written to in {terminal}"
        why = "Letters that it lacks appear as \\u2026 in messages. Files are not affected."
        yield Finding(check="terminal", level="mend", says=says, why=why, fix=fix)
    names = sys.getfilesystemencoding()
    if _is_utf8(names):
        yield Finding(check="file-names", says=f"encoding of file names: {names}")
    else:
        says = f"the names of files are read in {names}"
        why = "Files whose names have other letters are not found."
        yield Finding(check="file-names", level="mend", says=says, why=why, fix=fix)


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("-", "") in ("utf8", "cp65001")


def check_time_zones() -> Iterator[Finding]:
    """Look whether time zones are known."""
    data = _version("tzdata")
    try:
        ZoneInfo("Europe/London")
    except (ZoneInfoNotFoundError, OSError, ValueError):
        why = "Which day it is in your practice decides what is published."
        says = "there are no data of time zones"
        yield Finding(check="time-zones", level="mend", says=says, why=why, fix=pip("tzdata"))
        return
    yield Finding(check="time-zones", says=f"time zones are known (tzdata {data or 'of the system'})")


def check_keyring() -> Iterator[Finding]:
    """Look whether passwords can be kept by the system; the library is imported only where it is installed."""
    if importlib.util.find_spec("keyring") is None:
        # That is told with the other extras.
        return
    backend = importlib.import_module("keyring").get_keyring()
    kind = f"{type(backend).__module__}.{type(backend).__name__}"
    if float(getattr(backend, "priority", 0)) <= 0 or ".fail" in kind or ".null" in kind:
        says = f"the keyring of this system cannot be used ({kind})"
        why = "A password for publishing is asked for each time, or read from the environment."
        fix = "unlock or install one: Keychain, Credential Manager, GNOME Keyring or KWallet"
        yield Finding(check="keyring", level="note", says=says, why=why, fix=fix)
    else:
        yield Finding(check="keyring", says=f"keyring: {kind}")


CHECKS: tuple[Check, ...] = (check_python, check_package, check_encodings, check_time_zones, check_keyring)
