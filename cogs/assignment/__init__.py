"""How people meet their day: the daily post and its buttons, a chat line, the overlay's list."""
