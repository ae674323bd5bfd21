"""What you may do here, read off the loaded commands."""
