"""UPKEEP: backups, drills that prove that they can be restored, and whether the house is well."""
