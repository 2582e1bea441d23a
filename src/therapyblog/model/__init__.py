"""The values that every stage speaks of: frozen, complete, and free of behaviour that needs the world."""
