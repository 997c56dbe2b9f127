"""WHO: divisions, bodies, posts, officials, accounts, and who may do what in which township."""
