"""How somebody is doing, as people meet it."""
