"""The rules of this room. Each reads, never writes, and returns what it objects to, or nothing."""
