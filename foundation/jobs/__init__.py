"""LATER: work that follows an act, kept as rows so that nothing is lost when a machine stops."""
