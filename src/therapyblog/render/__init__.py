"""From routes and a theme to bytes: the environment, its filters, bodies, and the last pass over links."""
