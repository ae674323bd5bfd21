"""A made-up candidate who lives a whole programme in seconds, on the real services."""
