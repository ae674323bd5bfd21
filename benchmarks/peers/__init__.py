"""The peers: what people would use instead, as their makers publish it, each in an environment of its own."""
