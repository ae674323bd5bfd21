"""Recordings on Discord: handing in, the post, and what closes it."""
