"""What of the log is still remembered, and where it is weakest."""
