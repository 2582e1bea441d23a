"""Structured data in the words of schema.org (JSON-LD)."""
