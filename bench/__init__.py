"""Speed, always as a ratio to a bare counterpart measured in the same run. A new case: a file `bench_<what>.py`."""
