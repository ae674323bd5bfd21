"""The log: what was tried, how it went and how long it took."""
