"""What `make` calls. Each file is one tool; `start` finds Python and `bootstrap` makes the environment."""
