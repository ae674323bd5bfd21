"""Reviews on Discord: reactions, moments, the private form."""
