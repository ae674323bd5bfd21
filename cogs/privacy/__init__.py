"""What is held of somebody, as people meet it."""
