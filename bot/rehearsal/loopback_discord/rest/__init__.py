"""The REST API: one module per area, each with its table of routes."""
