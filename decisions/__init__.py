"""DECIDE: a topic goes to a meeting, is debated, voted with the principals last, and becomes a resolution."""
