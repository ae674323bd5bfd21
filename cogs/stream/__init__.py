"""How people meet a stream: its post in Discord, its words in chat, its problem on the overlay."""
