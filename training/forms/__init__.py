"""Forms about training: one module per noun."""
