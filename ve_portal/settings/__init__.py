"""Settings: `base` is complete and read from the environment; the others only adjust it."""
