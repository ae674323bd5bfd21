"""How people meet the clock."""
