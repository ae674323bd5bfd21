"""How somebody is doing: what the evening leaves open, and what a week came to."""
