"""Pages about exchanges: one module per noun."""
