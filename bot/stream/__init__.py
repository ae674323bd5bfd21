"""A stream's life: on air, dropped, back, over; its problem, its moments, its video."""
