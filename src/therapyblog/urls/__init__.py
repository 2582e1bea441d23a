"""Addresses: which are safe, which server they name, and how those of the site are formed."""
