"""One clock for each candidate, the same wherever people look at it."""
