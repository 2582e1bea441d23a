"""Publishes rendered files to the output folder: no partial files, no stale files, no foreign file deleted."""
