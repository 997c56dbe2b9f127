"""OPEN: the citizens' site."""
