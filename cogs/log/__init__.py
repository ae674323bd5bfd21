"""What stands in the log, as people look it up, correct it, and carry it in and out."""
