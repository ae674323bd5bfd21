"""The palette: one accent a kind of message, which colour-blind people can tell apart (Okabe and Ito)."""

TODAY = 0x0072B2
CLOCK = 0xE69F00
PATTERN = 0x56B4E9
STREAM = 0x9467BD
REVIEW = 0xCC79A7
PROGRESS = 0x009E73
QUIET = 0x8A8F98
