"""PROOF: the append-only log of every act."""
