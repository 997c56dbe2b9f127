"""RULES: every number of the regulations, with its source and from when to when it holds, and the book of them."""
