"""Folders of other static site generators: one file a kind, and what all of them have in common."""
