"""Going live: what was built gets to a host, is verified there, and can be taken back."""
