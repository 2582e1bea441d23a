"""What drawing one page may take before somebody is told, and before it is ended."""

from __future__ import annotations

from therapyblog.model.value import Value


class Limits(Value, frozen=True, kw_only=True):
    """Bounds for one page. Real pages are drawn in milliseconds and have some ten thousand bytes."""

    slow: float = 10.0
    """Seconds after which a line names the page."""
    longest: float = 60.0
    """Seconds after which drawing is ended, and the page is an error."""
    large: int = 20_000_000
    """Bytes above which a page is a warning."""
    largest: int = 100_000_000
    """Characters above which it is an error."""
