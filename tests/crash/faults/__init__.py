"""What goes wrong besides kills: each act breaks one thing after the other while people use the bot."""
