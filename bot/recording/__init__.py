"""Recordings and what friends saw in them."""
