"""One file for each group of figures; each has `measure(options)`, which says what it found as `Figure`s."""
