"""Header files for web hosts."""
