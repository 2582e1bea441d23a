"""Pictures and files: what they are, without knowing who shows them."""
