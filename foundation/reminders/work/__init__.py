"""What somebody sees of his deadlines: the list of them, and a month."""
