"""From a site to routes: one for each address, holding all that its template may read."""
