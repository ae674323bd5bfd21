"""The plan, as people meet it."""
