"""Structured data in the vocabulary of schema.org, as JSON-LD."""
