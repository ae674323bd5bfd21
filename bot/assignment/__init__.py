"""What is due on a day: planned once, kept as it was shown, ticked off by the log."""
