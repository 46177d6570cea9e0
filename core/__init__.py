"""The kernel: what every app needs, and no word of virtual exchanges."""
