"""From bytes to documents: settings, text, and the site's own settings file. Nothing here knows another file."""
