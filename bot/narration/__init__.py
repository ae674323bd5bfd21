"""How somebody narrates: where a recording has a voice in it, measured on this machine."""
