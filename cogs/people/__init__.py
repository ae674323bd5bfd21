"""Tying a Discord and a Twitch account, as people meet it."""
