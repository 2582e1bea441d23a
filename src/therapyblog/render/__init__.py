"""Renders routes with a theme to bytes: the Jinja environment, its filters, bodies, and the rewriting of links."""
