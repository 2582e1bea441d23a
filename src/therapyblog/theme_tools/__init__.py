"""Tools for people who make themes: the contract as data and as a manual, checking, starting and previewing a theme."""
