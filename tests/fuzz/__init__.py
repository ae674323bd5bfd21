"""Hostile inputs: whatever anybody types, chooses or presses, on both platforms."""
