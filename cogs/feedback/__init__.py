"""Reviews read back on Discord: one recording, all of them, months of them."""
