"""How people meet the pattern game: in chat, on Discord, on the overlay."""
