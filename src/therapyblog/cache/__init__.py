"""The memo: what an earlier build found out, kept by value, so that a build costs what changed and not what exists."""
