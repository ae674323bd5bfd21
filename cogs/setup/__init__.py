"""The bot's channels, chosen or made from inside Discord."""
