"""Messages that must stand exactly once, whatever crashes in between."""
