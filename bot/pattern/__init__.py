"""Which pattern solves it: rounds that chat guesses in, and a drill for oneself."""
