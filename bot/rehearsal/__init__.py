"""Loopback Discord and Twitch, and the page to play with them: the whole bot with no account."""
