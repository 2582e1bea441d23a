"""Turns a site into routes: one for each address, with the values that its template may read."""
