"""Loads theme folders into one `Theme`: layers, settings, strings and static files."""
