"""The ready-made catalogue, and places in its editions."""
