"""The log as people meet it."""
