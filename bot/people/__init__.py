"""Who the bot knows: candidates, friends and viewers, each with a zone of their own."""
