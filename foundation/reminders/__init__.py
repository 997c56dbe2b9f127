"""TIME: deadlines, each told once to whoever has to act."""
