"""The exit codes of the command line."""

from __future__ import annotations

FINE = 0
PROBLEMS = 1
"""Mistakes in content or settings (or in the program)."""
USAGE = 2
"""The command was used in a way that is not possible."""
UNREACHABLE = 3
"""The disk, a permission, the memory or a host failed."""
LOCKED = 4
"""Another build or publication of this site is running."""
WARNINGS = 5
"""Only warnings, which `--strict` does not accept."""
INTERRUPTED = 130
"""By Ctrl-C (128 + SIGINT, as shells count)."""
