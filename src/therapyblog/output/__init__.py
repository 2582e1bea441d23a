"""From rendered files to the output folder: nothing half-written, nothing stale, nothing deleted that is not ours."""
