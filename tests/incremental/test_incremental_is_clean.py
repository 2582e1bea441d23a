"""Incremental = clean: whatever was cached, the output is byte for byte that of a clean build, problems included."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import ASiteThatChanges


def test_whatever_changes_a_rebuild_is_a_clean_build(torture):
    """`SEQUENCES=20000` together with `--torture` for the count of a long night."""
    sequences = int(os.environ.get("SEQUENCES", "300" if torture else "20"))
    run_state_machine_as_test(
        ASiteThatChanges,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=30 if torture else 15,
            derandomize=not torture,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
