"""The floors: bots that answer a constant and store nothing."""
