"""The desk's pages of this room, one noun a file."""
