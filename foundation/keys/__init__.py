"""Secrets: key files outside the database, encrypted fields, seals, blind indexes, signatures, keys used once."""
