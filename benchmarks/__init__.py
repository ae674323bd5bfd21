"""What the bot costs, measured: each module here is a command of its own."""
