"""What is still remembered, as people meet it."""
