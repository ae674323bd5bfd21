"""How people meet what was measured of their recordings."""
