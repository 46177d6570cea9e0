"""Forms about exchanges: one module per noun."""
