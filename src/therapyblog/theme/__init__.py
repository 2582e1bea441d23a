"""From theme folders to one `Theme`: layers, settings, strings and static files."""
