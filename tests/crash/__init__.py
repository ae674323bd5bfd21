"""Kills under load: `python -m tests.crash`, which `make crash` runs."""
