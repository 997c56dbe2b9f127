"""UPKEEP: backups, and drills that prove that they can be restored."""
