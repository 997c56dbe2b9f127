"""The security log: who came in, who was refused, and why."""
