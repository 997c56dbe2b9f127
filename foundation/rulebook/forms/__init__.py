"""The forms of this room. They check the shape; the rules stand in the services."""
