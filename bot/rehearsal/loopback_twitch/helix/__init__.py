"""The Helix calls that the bot makes, by area."""
