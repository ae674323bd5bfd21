"""What there is to train: the catalogue of problems, and programmes that say when."""
