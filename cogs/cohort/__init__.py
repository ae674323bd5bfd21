"""Those who train beside each other, as people meet them."""
