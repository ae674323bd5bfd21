"""What is held of a person, over every feature, and forgetting it."""
