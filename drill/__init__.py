"""Long tests that `make test` does not have the time for: `make drill`."""
