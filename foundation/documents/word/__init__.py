"""Papers for the word processor: house templates written by code, filled by docxtpl, and made neutral at the end."""
