"""What the five parts stand on: shared words, and one room for each thing that all of them need."""
