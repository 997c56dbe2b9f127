"""PAPER: official documents, numbered by year without gaps, printed once."""
