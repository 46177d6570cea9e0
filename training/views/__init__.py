"""Pages about training: one module per noun."""
