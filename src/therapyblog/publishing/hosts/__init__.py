"""The ways to a host, one module each."""
