"""The seeded county: made through the services only, so everything in it is as real as a day's work."""
